"""Is it still you? Asked before what cannot be undone, of whoever signed in a while ago, in a way they have."""

import time

import pytest
from django.core.cache import cache
from django.test import Client
from django.urls import reverse

from coproduction import signin_again
from coproduction.kit.access import METHODS_KEPT, METHODS_OF
from feedback.closing import operations as closing
from feedback.emergencies import operations as emergencies
from feedback.records import operations as records
from groups.erasures.models import Erasure
from groups.notices.models import Letter
from groups.organisations import operations as organisations
from groups.removals import operations as removals
from groups.removals.models import Removal
from tests import builders
from tests.cast import signed_in
from tests.pages.test_signin import LONG, app_code, code_of, letter, sign_in, with_app, with_passkey

pytestmark = pytest.mark.django_db
AGAIN = "/you/sign-in/still-you/"
BY_LETTER = "/you/sign-in/still-you/letter/"


@pytest.fixture(autouse=True)
def nobody_tried_before(db):
    cache.clear()


def came(person, seconds=1000, **record):
    """Somebody who signed in so long ago, with all that their role asks for."""
    client = signed_in(person, second_factor=False)
    session = client.session
    session[METHODS_OF] = str(person.pk)
    session[METHODS_KEPT] = [{"method": "mfa", "type": "webauthn", "at": time.time() - seconds} | record]
    session.save()
    return client


def there(name, cast, *args):
    return reverse(name, args=[cast.group.slug, *args])


def ask_removal(cast, now):
    return cast.farah, "get", there("ask_removal", cast, cast.jo.membership.pk), {}


def asked_removal(cast, now):
    removals.ask(membership=cast.jo.membership, reason="A reason", by=cast.farah.membership, now=now)
    return there("removal_second", cast, Removal.objects.get().pk)


def agree_to_removal(cast, now):
    return cast.nia, "post", asked_removal(cast, now), {}


def ask_for_record(cast, now):
    return cast.farah, "post", there("take_record", cast), {"reason": "A reason"}


def agree_to_record(cast, now):
    export = records.ask(by=cast.farah.membership, reason="A reason", now=now)
    return cast.nia, "post", there("second_record", cast, export.pk), {}


def take_record(cast, now):
    export = records.ask(by=cast.farah.membership, reason="A reason", now=now)
    records.second(export=export, by=cast.nia.membership, now=now)
    return cast.farah, "post", there("record_file", cast, export.pk), {}


def ask_to_close(cast, now):
    return cast.farah, "get", there("close_group", cast), {}


def agree_to_close(cast, now):
    asked = closing.ask_to_close(reason="A reason", came_of_it="A bus", by=cast.farah.membership, now=now)
    return cast.nia, "post", there("second_closing", cast, asked.pk), {}


def at_office(name, cast, *args):
    return reverse(name, args=[cast.group.organisation.pk, *args])


def ask_to_read(cast, now):
    return cast.ada, "post", at_office("ask_emergency", cast, cast.group.pk), {"reason": "Somebody is in danger"}


def asked_to_read(cast, now):
    return emergencies.ask(group=cast.group, reason="Somebody is in danger", by=cast.ada.person, now=now)


def agree_to_reading(cast, now):
    return cast.orla, "post", at_office("second_emergency", cast, asked_to_read(cast, now).pk), {}


def read(cast, now):
    one = asked_to_read(cast, now)
    emergencies.second(emergency=one, by=cast.orla.person, now=now)
    return cast.ada, "get", at_office("emergency_talk", cast, one.pk), {}


def invite_admin(cast, now):
    return cast.orla, "post", at_office("invite_admin", cast), {"email": "wren@example.org"}


def invite_admin_again(cast, now):
    """A letter to somebody who is invited already would be as good."""
    typed = {"organisation": cast.group.organisation, "email": "wren@example.org", "by": cast.orla.person, "now": now}
    letter = organisations.invite_admin(**typed)
    return cast.orla, "post", at_office("office_send_again", cast, letter.pk), {}


def add_organisation(cast, now):
    return cast.ada, "post", reverse("organisation_new"), {"name": "Moor Trust", "admin_email": "moor@example.org"}


def appoint(cast, now):
    typed = {"email": "wren@example.org", "role": "SPONSOR"}
    return cast.orla, "post", at_office("organisation_group", cast, cast.group.pk), typed


def end_office(cast, now):
    other = builders.office(cast.group.organisation, who=builders.person("Olu"))
    return cast.orla, "post", at_office("office_end", cast, other.pk), {}


def of_oneself(name):
    return lambda cast, now: (cast.sam, "get", reverse(name), {})


POWERFUL = {
    "asking for a removal": ask_removal, "agreeing to a removal": agree_to_removal,
    "asking for the record": ask_for_record, "agreeing to the record": agree_to_record, "taking the record": take_record,
    "asking to close a group": ask_to_close, "agreeing to close it": agree_to_close,
    "asking to read in an emergency": ask_to_read, "agreeing to that": agree_to_reading, "reading in an emergency": read,
    "inviting an admin": invite_admin, "inviting them again": invite_admin_again,
    "adding an organisation": add_organisation, "appointing a sponsor": appoint,
    "ending what an admin may do": end_office,
    "taking one's own data": of_oneself("take_own_data"), "being erased": of_oneself("erase_me"),
    "another email address": of_oneself("change_email"), "a first password": of_oneself("account_set_password"),
    "a passkey": of_oneself("mfa_add_webauthn"), "an app": of_oneself("mfa_activate_totp"),
    "new spare codes": of_oneself("mfa_generate_recovery_codes"),
}  # fmt: skip


@pytest.mark.parametrize("deed", POWERFUL)
def test_before_it_whoever_came_a_while_ago_is_asked_if_it_is_still_them_and_nothing_happens(cast, now, deed):
    who, method, url, typed = POWERFUL[deed](cast, now)
    before = Letter.objects.count()
    answer = getattr(came(who.person), method)(url, typed)
    assert answer.status_code == 302 and answer.url.startswith(AGAIN), deed
    assert Letter.objects.count() == before


@pytest.mark.parametrize("deed", POWERFUL)
def test_whoever_has_just_signed_in_is_not_asked_again(cast, now, deed):
    who, method, url, typed = POWERFUL[deed](cast, now)
    answer = getattr(came(who.person, seconds=10), method)(url, typed)
    assert answer.status_code == 200 or not answer.url.startswith(AGAIN), deed


def test_somebody_with_nothing_but_their_email_is_asked_for_a_code_and_then_goes_on(cast):
    client = came(cast.sam.person)
    asked = client.get(reverse("erase_me"))
    assert asked.url.startswith(BY_LETTER)
    assert "Send me a code" in client.get(asked.url).content.decode()
    sent = client.post(asked.url, {"action": "send"})
    assert cast.sam.person.email in client.get(sent.url).content.decode()
    done = client.post(sent.url, {"code": code_of(letter("still_you"))})
    assert done.url == reverse("erase_me")
    assert client.get(done.url).status_code == 200


def test_what_was_pressed_is_done_after_the_code_and_need_not_be_pressed_again(cast):
    client = came(cast.sam.person)
    asked = client.post(reverse("erase_me"))
    client.post(asked.url, {"action": "send"})
    assert not Erasure.objects.exists()
    client.post(asked.url, {"code": code_of(letter("still_you"))})
    assert Erasure.objects.get().person == cast.sam.person


def test_a_wrong_code_is_told_beside_the_field_and_the_third_ends_it(cast):
    client = came(cast.sam.person)
    client.post(BY_LETTER, {"action": "send"})
    code = code_of(letter("still_you"))
    page = client.post(BY_LETTER, {"code": "000 000"})
    assert "That code is not right" in page.content.decode()
    client.post(BY_LETTER, {"code": "000001"})
    assert client.post(BY_LETTER, {"code": "000002"}).status_code == 302
    client.post(BY_LETTER, {"code": code})  # too late: that only asks for a new one
    assert client.get(reverse("erase_me")).status_code == 302


def test_a_code_works_for_a_quarter_of_an_hour_and_once(cast, now, clock):
    client = came(cast.sam.person)
    client.post(BY_LETTER, {"action": "send"})
    code = code_of(letter("still_you"))
    clock(now.replace(minute=now.minute + 15))
    client.post(BY_LETTER, {"code": code})
    assert client.get(reverse("erase_me")).status_code == 302


def test_asking_for_codes_too_often_is_refused(cast):
    client = came(cast.sam.person)
    assert [client.post(BY_LETTER, {"action": "send"}).status_code for _ in range(4)] == [302] * 3 + [429]


def test_wrong_codes_are_counted_together_whatever_the_session_says(cast):
    clients = [came(cast.sam.person) for _ in range(2)]
    for client in clients:
        client.post(BY_LETTER, {"action": "send"})
    answers = [client.post(BY_LETTER, {"code": "12345x"}).status_code for client in clients * 3]
    assert answers == [200, 200, 200, 200, 302, 429]
    client = clients[1]
    client.post(BY_LETTER, {"code": code_of(letter("still_you"))})
    assert client.get(reverse("erase_me")).status_code == 302


def test_the_right_code_is_no_guess(cast):
    for _ in range(6):
        client = came(cast.sam.person)
        session = client.session
        session[signin_again.SENT] = {"code": "123456", "until": "2999-01-01T00:00:00+00:00", "wrong": 0}
        session.save()
        client.post(BY_LETTER, {"code": "123456"})
        assert client.get(reverse("erase_me")).status_code == 200


def test_the_code_of_somebody_else_is_of_no_use(cast):
    mine, theirs = came(cast.sam.person), came(cast.jo.person)
    theirs.post(BY_LETTER, {"action": "send"})
    code = code_of(letter("still_you"))
    mine.post(BY_LETTER, {"action": "send"})
    if code != code_of(letter("still_you")):
        assert mine.post(BY_LETTER, {"code": code}).status_code == 200


def test_whoever_has_a_second_step_cannot_get_round_it_by_a_letter(cast):
    with_app(cast.farah.person)
    client = came(cast.farah.person)
    assert client.get(reverse("take_own_data")).url.startswith(reverse("mfa_reauthenticate"))
    assert client.post(BY_LETTER, {"action": "send"}).url.startswith(reverse("mfa_reauthenticate"))
    assert not Letter.objects.filter(stem__endswith="still_you").exists()


def test_a_passkey_is_asked_for_first_and_the_app_is_the_other_way(cast):
    with_app(cast.farah.person)
    with_passkey(came(cast.farah.person, seconds=10))
    client = came(cast.farah.person)
    asked = client.get(reverse("take_own_data"))
    assert asked.url.startswith(reverse("mfa_reauthenticate_webauthn"))
    assert "Use a code from your app, or a spare code" in client.get(asked.url).content.decode()


def test_whoever_has_a_password_may_use_a_letter_instead():
    person = builders.person("Pat", password=LONG)
    client = came(person, method="password")
    asked = client.get(reverse("erase_me"))
    assert asked.url.startswith(reverse("account_reauthenticate"))
    assert "Use a code we send to your email" in client.get(asked.url).content.decode()
    client.post(BY_LETTER, {"action": "send"})
    client.post(BY_LETTER, {"code": code_of(letter("still_you"))})
    assert client.get(reverse("erase_me")).status_code == 200


def test_a_session_of_which_nothing_is_known_is_asked(cast):
    assert signed_in(cast.sam.person, second_factor=False).get(reverse("erase_me")).url.startswith(BY_LETTER)


def test_what_the_demo_gives_counts_there_and_nowhere_else(cast, settings):
    client = cast.sam.client
    assert client.get(reverse("erase_me")).status_code == 200
    session = client.session
    session[METHODS_KEPT] = [one | {"at": one["at"] - 10**9} for one in session[METHODS_KEPT]]
    session.save()
    assert client.get(reverse("erase_me")).status_code == 200
    settings.TEST_MODE = False
    assert client.get(reverse("erase_me")).url.startswith(BY_LETTER)


def test_passkeys_come_first_where_one_signs_in_and_where_one_chooses(cast):
    page = Client().get(reverse("account_login")).content.decode()
    assert page.index("Sign in with a passkey") < page.index("Send me a code") < page.index("Use a password")
    for name in ("mfa_index", "sign_in_safety", "second_step"):
        client = Client()
        cache.clear()
        sign_in(client, cast.sam.person.email)
        shown = client.get(reverse(name)).content.decode().lower()
        body = shown[shown.index("<h1") :]
        later = [body.find(word) for word in ("app that makes codes", "password</h2>") if word in body]
        assert body.index("passkey") < min(later), name


def test_a_password_alone_does_not_do_where_there_is_a_second_step(cast):
    person = builders.person("Pat", password=LONG)
    secret = with_app(person)
    client = came(person, method="password")
    asked = client.get(reverse("take_own_data"))
    assert asked.url.startswith(reverse("mfa_reauthenticate"))
    assert "Use your password" not in client.get(asked.url).text
    assert client.post(AGAIN, {"password": LONG}).url.startswith(reverse("mfa_reauthenticate"))
    assert client.get(reverse("take_own_data")).status_code == 302
    client.post(asked.url, {"code": app_code(secret)})
    assert client.get(reverse("take_own_data")).status_code == 200
