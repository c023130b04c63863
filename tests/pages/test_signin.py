import json
import re
import runpy
import time
from urllib.parse import quote

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal import auth as totp
from allauth.usersessions.models import UserSession
from bs4 import BeautifulSoup
from django.contrib.auth.password_validation import validate_password
from django.core.cache import cache
from django.core.management import CommandError, call_command
from django.test import Client
from django.urls import NoReverseMatch, reverse

from coproduction import signin, signin_urls
from coproduction.kit import browsers
from groups.history.models import Event
from groups.notices.emails import framed
from groups.notices.models import Letter
from groups.people.models import Person
from tests import builders
from tests.cast import signed_in
from tests.pages.passkey import Device, text

LONG = "a rather long password"
pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def nobody_tried_before(db):
    cache.clear()


@pytest.fixture
def home(settings):
    """Where one lands: a page that is there whatever else is built."""
    settings.LOGIN_REDIRECT_URL = "/you/"


def letter(stem="code"):
    return Letter.objects.filter(stem=f"groups/people/emails/{stem}").latest("id")


def code_of(posted):
    return re.search(r"\b\d{6}\b", posted.text)[0]


def ask(client, email, **rest):
    return client.post(reverse("account_request_login_code"), {"email": email, **rest})


def sign_in(client, email, **rest):
    ask(client, email, **rest)
    return client.post(reverse("account_confirm_login_code"), {"code": code_of(letter()), **rest})


def app_code(secret, ago=0):
    return totp.format_hotp_value(totp.hotp_value(secret, int(time.time()) // 30 - ago))


def with_app(person):
    secret = totp.generate_totp_secret()
    totp.TOTP.activate(person, secret)
    RecoveryCodes.activate(person)
    return secret


def is_signed_in(client):
    return client.get(reverse("sign_in_safety")).status_code == 200


# --- a code by e-mail ---


def test_a_code_by_email_signs_in_and_leads_to_where_the_person_was_going(cast, home):
    client = Client()
    page = client.get(reverse("needs"))
    assert page.url == f"{reverse('account_login')}?next=/you/needs/"
    assert client.get(page.url).status_code == 200
    answer = sign_in(client, cast.sam.person.email, next="/you/needs/")
    assert answer.url == "/you/needs/"
    assert is_signed_in(client)


def test_the_letter_with_the_code_goes_first_and_is_forgotten_when_it_went(cast):
    ask(Client(), cast.sam.person.email)
    posted = letter()
    assert posted.person == cast.sam.person and posted.urgent and posted.secret and posted.kind == "SIGN_IN"
    assert code_of(posted) not in posted.subject


def test_capitals_in_the_address_do_not_matter(cast, home):
    client = Client()
    assert sign_in(client, cast.sam.person.email.upper()).status_code == 302
    assert is_signed_in(client)


def test_a_wrong_code_is_told_beside_the_field_and_the_third_ends_it(cast):
    client = Client()
    ask(client, cast.sam.person.email)
    page = client.post(reverse("account_confirm_login_code"), {"code": "000 000"})
    assert "That code is not right" in page.content.decode()
    client.post(reverse("account_confirm_login_code"), {"code": "000001"})
    last = client.post(reverse("account_confirm_login_code"), {"code": "000002"})
    assert last.status_code == 302
    assert client.post(reverse("account_confirm_login_code"), {"code": code_of(letter())}).status_code == 302
    assert not is_signed_in(client)


def test_a_new_code_can_be_asked_for_and_the_old_one_stops(cast, home):
    client = Client()
    ask(client, cast.sam.person.email)
    old = code_of(letter())
    client.post(reverse("account_confirm_login_code"), {"action": "resend"})
    new = code_of(letter())
    if new != old:
        assert client.post(reverse("account_confirm_login_code"), {"code": old}).status_code == 200
    client.post(reverse("account_confirm_login_code"), {"code": new})
    assert is_signed_in(client)


def plain(page):
    """A page without what differs on every one of them."""
    return re.sub(r'name="csrfmiddlewaretoken" value="\w+"', "", page.content.decode())


def test_known_and_unknown_addresses_get_the_same_answers_and_as_many_letters(cast):
    known, unknown = "someone@example.org", "somebody@example.org"
    builders.person("Someone", email=known)
    shown = []
    for address in (known, unknown):
        client = Client()
        answer = ask(client, address)
        page = client.get(answer.url)
        again = client.post(answer.url, {"code": "000000"})
        resent = client.post(answer.url, {"action": "resend"})
        shown.append([answer.status_code, answer.url, plain(page).replace(address, ""), plain(again).replace(address, ""),
                      resent.status_code])  # fmt: skip
    assert shown[0] == shown[1]
    posted = letter("unknown_address")
    assert posted.address == unknown and posted.person is None
    to_known = Letter.objects.filter(stem="groups/people/emails/code", person__email=known)
    to_unknown = Letter.objects.filter(stem="groups/people/emails/unknown_address", address=unknown)
    assert to_known.count() == to_unknown.count() == 2  # one for each asking: nobody can tell by counting


def test_somebody_whose_account_is_closed_is_unknown_here(cast):
    Person.objects.filter(pk=cast.sam.person.pk).update(is_active=False)
    ask(Client(), cast.sam.person.email)
    assert letter("unknown_address").address == cast.sam.person.email


@pytest.mark.parametrize("address", ["someone@example.org", "somebody@example.org"])
def test_asking_for_codes_too_often_is_refused_alike_for_known_and_unknown(cast, address):
    builders.person("Someone", email="someone@example.org")
    answers = [ask(Client(), address) for _ in range(4)]
    assert [a.status_code for a in answers] == [302, 302, 302, 429]
    assert answers[-1]["Retry-After"] == "300"
    assert "Please wait a little" in answers[-1].content.decode()


@pytest.mark.parametrize("address", ["someone@example.org", "somebody@example.org"])
def test_guessing_passwords_is_refused_alike_for_known_and_unknown(cast, address):
    builders.person("Someone", email="someone@example.org", password=LONG)
    said = {"login": address, "password": "wrong wrong wrong"}
    answers = [Client().post(reverse("account_login"), said) for _ in range(6)]
    assert [a.status_code for a in answers] == [200] * 5 + [429]
    assert len({plain(a) for a in answers[:5]}) == 1


VARIANTS = [
    "someone@example.org", "SOMEONE@example.org", " someone@Example.ORG", "Someone@EXAMPLE.org ", "sOmEoNe@example.org",
    "someonE@example.org",
]  # fmt: skip


def test_an_address_written_in_other_ways_is_still_one_when_guesses_are_counted(cast):
    builders.person("Someone", email="someone@example.org", password=LONG)
    said = [{"login": address, "password": "wrong wrong wrong"} for address in VARIANTS]
    answers = [Client().post(reverse("account_login"), one) for one in said]
    assert [a.status_code for a in answers] == [200] * 5 + [429]
    right = Client().post(reverse("account_login"), {"login": "SomeOne@example.org", "password": LONG})
    assert right.status_code == 429  # also for whoever guesses right after that


def test_codes_asked_for_in_other_ways_of_writing_are_counted_together(cast):
    answers = [ask(Client(), address) for address in VARIANTS[:4]]
    assert [a.status_code for a in answers] == [302, 302, 302, 429]


@pytest.mark.parametrize("other", ["some.one@example.org", "someone+1@example.org"])
def test_an_address_that_only_looks_alike_is_another_one_and_lets_nobody_in(cast, other):
    builders.person("Someone", email="someone@example.org", password=LONG)
    answer = Client().post(reverse("account_login"), {"login": other, "password": LONG})
    assert answer.status_code == 200 and "nhsuk-error-summary" in answer.content.decode()


def test_a_made_up_header_of_a_proxy_gives_nobody_more_tries(cast):
    """Many addresses from one place: the place is what is counted, whatever the headers say it is."""
    answers = []
    for number in range(22):
        where = {
            "x-forwarded-for": f"203.0.113.{number}",
            "x-real-ip": f"203.0.113.{number}",
            "forwarded": f"for=203.0.113.{number}",
        }
        answers.append(
            Client(headers=where).post(reverse("account_request_login_code"), {"email": f"n{number}@example.org"})
        )
    assert [a.status_code for a in answers] == [302] * 20 + [429] * 2


def test_forgetting_the_password_answers_alike_for_known_and_unknown(cast):
    builders.person("Someone", email="someone@example.org", password=LONG)
    asked = [
        Client().post(reverse("account_reset_password"), {"email": address})
        for address in ("someone@example.org", "somebody@example.org")
    ]
    assert {(a.status_code, a.url) for a in asked} == {(302, reverse("account_reset_password_done"))}
    assert letter("new_password").person.email == "someone@example.org"
    assert letter("unknown_address").address == "somebody@example.org"
    for _ in range(2):
        Client().post(reverse("account_reset_password"), {"email": "somebody@example.org"})
    refused = Client().post(reverse("account_reset_password"), {"email": "somebody@example.org"})
    assert refused.status_code == 429 and refused["Retry-After"]
    assert Letter.objects.filter(stem="groups/people/emails/unknown_address").count() == 3


def test_an_address_outside_this_site_is_never_where_we_lead_to(cast, home):
    for going in (
        "https://evil.example",
        "//evil.example",
        "http://[",
        "/\\evil.example",
        "javascript:alert(1)",
        "\x00",
    ):
        client = Client()
        cache.clear()
        assert sign_in(client, cast.sam.person.email, next=going).url == "/you/"


def test_nobody_can_sign_up():
    with pytest.raises(NoReverseMatch):
        reverse("account_signup")
    assert not signin.Adapter().is_open_for_signup(None)


# --- a password ---


def test_a_password_signs_in(cast, home):
    person = builders.person("Pat", password=LONG)
    client = Client()
    answer = client.post(reverse("account_login"), {"login": person.email, "password": LONG, "next": "/you/needs/"})
    assert answer.url == "/you/needs/"
    assert is_signed_in(client)


def test_a_closed_account_with_the_right_password_is_told_so(cast):
    person = builders.person("Pat", password=LONG, is_active=False)
    client = Client()
    answer = client.post(reverse("account_login"), {"login": person.email, "password": LONG})
    assert "closed" in client.get(answer.url).content.decode()
    assert not is_signed_in(client)


def test_a_password_can_be_chosen_then_changed_and_each_change_is_told(cast):
    client = cast.sam.client
    assert client.get(reverse("account_change_password")).url == reverse("account_set_password")
    said = {"password1": LONG, "password2": LONG}
    assert client.post(reverse("account_set_password"), said).url == reverse("sign_in_safety")
    assert "A password was chosen" in letter("changed").text
    said = {"oldpassword": "not this one", "password1": LONG + "!", "password2": LONG + "!"}
    assert "not your password now" in client.post(reverse("account_change_password"), said).content.decode()
    said["oldpassword"] = LONG
    assert client.post(reverse("account_change_password"), said).status_code == 302
    assert "Your password was changed" in letter("changed").text
    assert is_signed_in(client)


@pytest.mark.parametrize("weak", ["short", "q1w2e3r4t5y6", "1qaz2wsx3edc"])
def test_a_weak_password_is_refused_beside_the_field(cast, weak):
    page = cast.sam.client.post(reverse("account_set_password"), {"password1": weak, "password2": weak})
    assert BeautifulSoup(page.content, "html.parser").select("#id_password1_error")


@pytest.mark.parametrize(
    "known", ["Rivers-and-Moors-2026", "Coproduction123!", "Rivershire2026!!", "partnership 2026 ab"]
)
def test_a_password_of_words_everybody_here_knows_is_refused(cast, known):
    page = cast.sam.client.post(reverse("account_set_password"), {"password1": known, "password2": known})
    assert "too much like the name of this site or of your group" in page.content.decode()
    assert not cast.sam.person.__class__.objects.get(pk=cast.sam.person.pk).has_usable_password()


def test_a_word_of_the_group_among_others_is_fine_and_somebody_without_a_group_may_use_it(cast):
    fine = "three rivers under a hill"
    assert (
        cast.sam.client.post(reverse("account_set_password"), {"password1": fine, "password2": fine}).status_code == 302
    )
    validate_password("Rivershire2026!!", cast.nobody.person)
    validate_password("Rivershire2026!!")


def test_the_link_in_the_letter_sets_a_new_password_once_and_ends_other_sessions(cast, home):
    person = builders.person("Pat", password=LONG)
    elsewhere = signed_in(person)
    client = Client()
    client.post(reverse("account_reset_password"), {"email": person.email})
    link = letter("new_password").path
    assert f"http://127.0.0.1:8000{link}" in framed(letter("new_password"))[1]
    form = client.get(link).url
    new = {"password1": "a different long one", "password2": "a different long one"}
    assert client.get(form).status_code == 200
    assert client.post(form, new).url == reverse("account_reset_password_from_key_done")
    assert client.get(reverse("account_reset_password_from_key_done")).status_code == 200
    assert "Your password was changed, with a link" in letter("changed").text
    assert "does not work any more" in Client().get(link).content.decode()
    assert not is_signed_in(elsewhere)
    signed = client.post(reverse("account_login"), {"login": person.email, "password": new["password1"]})
    assert signed.status_code == 302 and is_signed_in(client)
    assert client.get(reverse("mfa_activate_totp")).status_code == 200


@pytest.mark.parametrize("link", ["zzzzzzzzzzzzz-x", "1-\x00", "1-%00", "1-set-password", "0-a"])
def test_a_made_up_link_says_so_and_breaks_nothing(cast, link):
    page = Client().get(f"/sign-in/forgotten/{link}/")
    assert page.status_code == 200 and "does not work any more" in page.content.decode()


# --- the second step ---


def test_a_facilitator_is_asked_for_a_second_step_and_led_back(cast, home):
    client = Client()
    sign_in(client, cast.farah.person.email)
    there = f"{reverse('second_step')}?next=/you/needs/"
    assert "Choose one" in client.get(there).content.decode()
    client.get(reverse("mfa_activate_totp"))
    secret = client.session[totp.SECRET_SESSION_KEY]
    wrong = client.post(reverse("mfa_activate_totp"), {"code": "000000"})
    assert "That did not match" in wrong.content.decode() or "not right" in wrong.content.decode()
    done = client.post(reverse("mfa_activate_totp"), {"code": app_code(secret)})
    assert len(BeautifulSoup(done.content, "html.parser").select("code")) == 10
    assert client.get(reverse("second_step")).url == "/you/needs/"
    assert client.get(reverse("second_step")).url == reverse("sign_in_safety")


def test_the_door_of_a_group_asks_those_who_must_for_the_second_step(cast):
    there = reverse("group_home", args=[cast.group.slug])
    for player in (cast.farah, cast.col, cast.priya, cast.okoro, cast.nia):
        client = signed_in(player.person, second_factor=False)
        asked = client.get(there)
        assert asked.url == f"{reverse('second_step')}?next={quote(there, safe='')}"
        assert client.get(asked.url).status_code == 200 and client.session["going_to"] == there
        assert client.post(there).url == reverse("second_step")
    for player in (cast.sam, cast.jo):
        assert signed_in(player.person, second_factor=False).get(there).status_code == 200


def test_setting_up_an_app_is_told_by_letter(cast, django_capture_on_commit_callbacks):
    client = cast.sam.client
    client.get(reverse("mfa_activate_totp"))
    secret = client.session[totp.SECRET_SESSION_KEY]
    with django_capture_on_commit_callbacks(execute=True):
        client.post(reverse("mfa_activate_totp"), {"code": app_code(secret)})
    told = letter("changed")
    assert "An app that makes codes was set up" in told.text and told.person == cast.sam.person


def test_only_the_page_with_the_square_may_show_a_picture_inside_itself(cast):
    square = cast.sam.client.get(reverse("mfa_activate_totp"))
    assert "img-src 'self' data:" in square["Content-Security-Policy"]
    assert 'src="data:image/svg+xml;base64,' in square.content.decode()
    assert "data:" not in cast.sam.client.get(reverse("mfa_index"))["Content-Security-Policy"]


def test_with_an_app_a_code_by_email_is_not_enough(cast, home):
    secret = with_app(cast.farah.person)
    client = Client()
    answer = sign_in(client, cast.farah.person.email, next="/you/needs/")
    assert answer.url == reverse("mfa_authenticate")
    assert not is_signed_in(client)
    page = client.get(answer.url)
    assert page.status_code == 200 and "With your passkey" not in page.content.decode()
    assert client.post(answer.url, {"code": "000000"}).status_code == 200
    assert client.post(answer.url, {"code": app_code(secret)}).url == "/you/needs/"
    assert client.get(f"{reverse('second_step')}?next=/you/").url == "/you/"


def test_an_app_code_works_once(cast, home):
    secret = with_app(cast.farah.person)
    code = app_code(secret)
    first, second = Client(), Client()
    sign_in(first, cast.farah.person.email)
    first.post(reverse("mfa_authenticate"), {"code": code})
    sign_in(second, cast.farah.person.email)
    second.post(reverse("mfa_authenticate"), {"code": code})
    assert is_signed_in(first) and not is_signed_in(second)


def test_a_spare_code_counts_as_the_second_step_and_works_once(cast, home):
    with_app(cast.farah.person)
    spare = Authenticator.objects.get(user=cast.farah.person, type="recovery_codes").wrap().get_unused_codes()[0]
    for works in (True, False):
        client = Client()
        sign_in(client, cast.farah.person.email)
        client.post(reverse("mfa_authenticate"), {"code": spare})
        assert is_signed_in(client) is works
    assert len(Authenticator.objects.get(user=cast.farah.person, type="recovery_codes").wrap().get_unused_codes()) == 9


def test_guessing_second_steps_is_refused(cast):
    with_app(cast.farah.person)
    client = Client()
    sign_in(client, cast.farah.person.email)
    answers = [client.post(reverse("mfa_authenticate"), {"code": f"00000{n}"}) for n in range(6)]
    assert answers[-1].status_code == 429 and answers[-1]["Retry-After"]


def test_a_session_from_before_confirms_the_second_step_and_goes_on(cast, home):
    secret = with_app(cast.farah.person)
    client = signed_in(cast.farah.person, second_factor=False)
    page = client.get(f"{reverse('second_step')}?next=/you/needs/")
    links = [a["href"] for a in BeautifulSoup(page.content, "html.parser").select("main a")]
    assert links == [f"{reverse('mfa_reauthenticate')}?next={reverse('second_step')}"]
    assert client.get(links[0]).status_code == 200
    answer = client.post(links[0], {"code": app_code(secret)})
    assert client.get(answer.url).url == "/you/needs/"


def test_who_has_just_signed_in_is_not_asked_again_but_later_they_are(cast, home, monkeypatch):
    secret = with_app(cast.sam.person)
    client = Client()
    sign_in(client, cast.sam.person.email)
    client.post(reverse("mfa_authenticate"), {"code": app_code(secret)})
    assert client.get(reverse("mfa_view_recovery_codes")).status_code == 200
    session = client.session
    session["account_authentication_methods"] = [
        one | {"at": one["at"] - 1000} for one in session["account_authentication_methods"]
    ]
    session.save()
    asked = client.get(reverse("mfa_view_recovery_codes"))
    assert asked.url.startswith(reverse("mfa_reauthenticate"))
    answer = client.post(asked.url, {"code": app_code(secret, ago=1)})
    assert answer.url == reverse("mfa_view_recovery_codes")


def test_a_password_is_asked_again_before_the_second_step_changes(cast):
    person = builders.person("Pat", password=LONG)
    client = signed_in(person, second_factor=False)
    asked = client.get(reverse("mfa_activate_totp"))
    assert asked.url.startswith(reverse("account_reauthenticate"))
    assert "not right" in client.post(asked.url, {"password": "wrong wrong wrong"}).content.decode()
    assert client.post(asked.url, {"password": LONG}).url == reverse("mfa_activate_totp")


def test_the_app_can_be_switched_off_and_spare_codes_made_anew(cast, django_capture_on_commit_callbacks):
    secret = with_app(cast.sam.person)
    client = signed_in(cast.sam.person, second_factor=False)
    client.post(reverse("mfa_reauthenticate"), {"code": app_code(secret)})
    before = Authenticator.objects.get(user=cast.sam.person, type="recovery_codes").data
    assert client.get(reverse("mfa_generate_recovery_codes")).status_code == 200
    with django_capture_on_commit_callbacks(execute=True):
        client.post(reverse("mfa_generate_recovery_codes"))
    assert Authenticator.objects.get(user=cast.sam.person, type="recovery_codes").data != before
    assert "New spare codes" in letter("changed").text
    assert client.get(reverse("mfa_deactivate_totp")).status_code == 200
    with django_capture_on_commit_callbacks(execute=True):
        client.post(reverse("mfa_deactivate_totp"))
    assert not Authenticator.objects.filter(user=cast.sam.person).exists()
    assert "switched off" in letter("changed").text


def test_spare_codes_need_another_second_step_first(cast):
    page = cast.sam.client.post(reverse("mfa_generate_recovery_codes"))
    assert "Set up a passkey or an app first" in page.content.decode()


def test_who_lost_everything_signs_in_by_code_again_and_is_told(cast, home, capsys):
    with_app(cast.farah.person)
    before = signed_in(cast.farah.person)
    call_command("forget_second_step", cast.farah.person.email.upper())
    assert not is_signed_in(before)
    assert "because we were told that you lost it" in letter("changed").text
    client = Client()
    sign_in(client, cast.farah.person.email)
    assert is_signed_in(client)
    for email, sentence in ((cast.farah.person.email, "no second step"), ("x@example.org", "Nobody")):
        with pytest.raises(CommandError, match=sentence):
            call_command("forget_second_step", email)


def test_somebody_elses_second_step_does_not_count(cast):
    client = signed_in(cast.farah.person, second_factor=True)
    session = client.session
    session["account_authentication_methods_user"] = str(cast.sam.person.pk)
    session.save()
    assert client.get(reverse("second_step")).status_code == 200


# --- what a passkey said ---

FOR = {"publicKey": {"challenge": text(bytes(16)), "user": {"id": text(b"1")}, "rp": {"id": "testserver"}}}
KEY = json.loads(Device().make(FOR))
NONSENSE = ["", "{", "null", "1", "[]", "{}", '"x"', '{"response": 1}', '{"response": {"userHandle": 1}}', "[" * 100_000,
            '{"id": "x", "response": {"userHandle": "MQ", "clientDataJSON": "e30", "authenticatorData": "AA", '
            '"signature": "AA"}, "type": "public-key", "rawId": "eA"}',
            '{"id": "x", "rawId": "eA", "type": "public-key", "response": {"clientDataJSON": "e30", '
            '"attestationObject": "oWA"}}', "x" * 1_000_000, "\x00"]  # fmt: skip


@pytest.mark.parametrize("nonsense", NONSENSE, ids=range(len(NONSENSE)))
def test_a_made_up_passkey_answer_lets_nobody_in_and_breaks_nothing(cast, nonsense, home):
    client = Client()
    options = client.get(reverse("mfa_login_webauthn"), headers={"accept": "application/json"})
    assert "challenge" in options.json()["request_options"]["publicKey"]
    assert client.post(reverse("mfa_login_webauthn"), {"credential": nonsense}).url == reverse("account_login")
    assert not is_signed_in(client)
    sam = cast.sam.client
    sam.get(reverse("mfa_add_webauthn"))
    page = sam.post(reverse("mfa_add_webauthn"), {"credential": nonsense, "name": "My phone"})
    assert page.status_code == 200 and not Authenticator.objects.exists()
    with_app(cast.sam.person)
    Authenticator.objects.create(user=cast.sam.person, type="webauthn", data={"name": "Old", "credential": KEY})
    sign_in(client, cast.sam.person.email)
    assert client.post(reverse("mfa_authenticate"), {"credential": nonsense}).status_code == 200
    later = signed_in(cast.sam.person)
    assert later.post(reverse("mfa_reauthenticate_webauthn"), {"credential": nonsense}).status_code == 302


def asked(page, what):
    return json.loads(BeautifulSoup(page.content, "html.parser").select_one("#js_data").string)[what]


def with_passkey(client):
    phone = Device()
    options = asked(client.get(reverse("mfa_add_webauthn")), "creation_options")
    said = {"credential": phone.make(options), "name": " My\u202e phone ", "passwordless": "on"}
    return phone, client.post(reverse("mfa_add_webauthn"), said)


def test_a_passkey_is_added_counts_at_once_and_shows_the_spare_codes(cast):
    client = Client()
    sign_in(client, cast.farah.person.email)
    client.get(f"{reverse('second_step')}?next=/you/needs/")
    _, answer = with_passkey(client)
    assert len(BeautifulSoup(answer.content, "html.parser").select("code")) == 10
    assert client.get(reverse("second_step")).url == "/you/needs/"
    assert str(Authenticator.objects.get(type="webauthn")) == "My phone"
    assert "A passkey was added" in letter("changed").text


def test_a_passkey_signs_in_by_itself_and_is_the_second_step_too(cast, home):
    phone, _ = with_passkey(cast.farah.client)
    client = Client()
    options = client.get(reverse("mfa_login_webauthn"), headers={"accept": "application/json"}).json()
    said = {"credential": phone.use(options["request_options"]), "next": "/you/needs/"}
    assert client.post(reverse("mfa_login_webauthn"), said).url == "/you/needs/"
    assert client.get(reverse("second_step")).url == reverse("sign_in_safety")
    assert client.get(reverse("mfa_login_webauthn")).status_code == 302
    elsewhere = Client()
    elsewhere.get(reverse("mfa_login_webauthn"), headers={"accept": "application/json"})
    assert elsewhere.post(reverse("mfa_login_webauthn"), said).url == reverse("account_login")
    assert not is_signed_in(elsewhere)


def test_a_passkey_is_the_second_step_after_a_code(cast, home):
    phone, _ = with_passkey(cast.farah.client)
    client = Client()
    answer = sign_in(client, cast.farah.person.email)
    page = client.get(answer.url)
    assert "With your passkey" in page.content.decode()
    client.post(answer.url, {"credential": phone.use(asked(page, "request_options"))})
    assert is_signed_in(client)


def test_a_passkey_confirms_a_session_from_before(cast):
    phone, _ = with_passkey(cast.farah.client)
    client = signed_in(cast.farah.person, second_factor=False)
    page = client.get(f"{reverse('second_step')}?next=/you/needs/")
    links = [a["href"] for a in BeautifulSoup(page.content, "html.parser").select("main a")]
    confirm = f"{reverse('mfa_reauthenticate_webauthn')}?next={reverse('second_step')}"
    assert confirm in links
    options = asked(client.get(confirm), "request_options")
    answer = client.post(confirm, {"credential": phone.use(options)})
    assert client.get(answer.url).url == "/you/needs/"


def test_a_passkey_can_be_named_and_taken_away_by_its_owner_only(cast):
    client = cast.farah.client
    with_passkey(client)
    key = Authenticator.objects.get(type="webauthn")
    name, remove = reverse("mfa_edit_webauthn", args=[key.pk]), reverse("mfa_remove_webauthn", args=[key.pk])
    assert client.get(reverse("mfa_list_webauthn")).status_code == 200
    assert client.get(name).status_code == client.get(remove).status_code == 200
    for bad in ("", " \u200b ", "x" * 1_000_000, "\x00"):
        page = client.post(name, {"name": bad})
        assert BeautifulSoup(page.content, "html.parser").select("#id_name_error")
    client.post(name, {"name": "Work laptop"})
    assert str(Authenticator.objects.get(pk=key.pk)) == "Work laptop"
    for method in ("get", "post"):
        assert getattr(cast.sam.client, method)(name).status_code == 404
        assert getattr(cast.sam.client, method)(remove).status_code == 404
    client.post(remove)
    assert not Authenticator.objects.exists()
    assert "A passkey was taken away" in letter("changed").text


def test_a_passkey_without_a_name_gets_one(cast):
    client = cast.farah.client
    options = asked(client.get(reverse("mfa_add_webauthn")), "creation_options")
    client.post(reverse("mfa_add_webauthn"), {"credential": Device().make(options), "name": "\u200b"})
    assert str(Authenticator.objects.get(type="webauthn")) == "My passkey"


# --- sessions ---


def test_signing_out_is_a_post_and_leads_to_sign_in(cast):
    client = cast.sam.client
    assert client.get(reverse("account_logout")).status_code == 200
    assert is_signed_in(client)
    assert client.post(reverse("account_logout")).url == reverse("account_login")
    assert not is_signed_in(client)
    assert client.get(reverse("account_logout")).url == reverse("account_login")


def test_signing_out_everywhere_ends_every_other_session(cast, home):
    here, there = Client(headers={"user-agent": "Mozilla/5.0 (Windows NT 10.0) Chrome/120 Safari/537"}), Client()
    for client in (here, there):
        sign_in(client, cast.sam.person.email)
    unlisted = signed_in(cast.sam.person)
    page = here.get(reverse("usersessions_list")).content.decode()
    assert "Chrome on Windows" in page and "A browser" in page and "Another device" in page
    cache.clear()
    assert here.post(reverse("usersessions_list")).url == reverse("usersessions_list")
    assert is_signed_in(here)
    assert not is_signed_in(there) and not is_signed_in(unlisted)
    assert "Another device" not in here.get(reverse("usersessions_list")).content.decode()
    assert sign_in(there, cast.sam.person.email).status_code == 302 and is_signed_in(there)


def test_one_other_device_can_be_signed_out_by_itself(cast, home):
    here, there, third = Client(), Client(), Client()
    for client in (here, there, third):
        sign_in(client, cast.sam.person.email)
    page = BeautifulSoup(here.get(reverse("usersessions_list")).content, "html.parser")
    outs = [form["action"] for form in page.select("form[data-form=sign-out-there]")]
    assert len(outs) == 2
    key = there.session.session_key
    mine = UserSession.objects.get(session_key=key)
    answer = here.post(reverse("end_session", args=[mine.pk]), follow=True)
    assert "You signed out there." in answer.content.decode()
    assert is_signed_in(here) and is_signed_in(third) and not is_signed_in(there)
    assert Event.objects.of_accounts().newest_first()[0].sentence == "Someone signed out on one of their devices."


def test_neither_the_device_in_hand_nor_one_of_somebody_else_ends_like_this(cast, home):
    here, other = Client(), Client()
    sign_in(here, cast.sam.person.email)
    sign_in(other, cast.jo.person.email)
    for client in (here, other):
        one = UserSession.objects.get(session_key=client.session.session_key)
        assert here.post(reverse("end_session", args=[one.pk])).status_code == 404
    assert is_signed_in(here) and is_signed_in(other)


@pytest.mark.parametrize(("said", "shown"), [
    ("Mozilla/5.0 (iPhone; CPU iPhone OS 17_0 like Mac OS X) Safari/604.1", "Safari on an iPhone"),
    ("Mozilla/5.0 (X11; Linux x86_64; rv:125.0) Firefox/125.0", "Firefox on Linux"),
    ("<script>", "A browser"),
])  # fmt: skip
def test_a_device_is_named_as_somebody_would_say_it(said, shown):
    assert browsers.device(said) == shown


# --- every address has its door ---


@pytest.mark.parametrize("address", signin_urls.urlpatterns, ids=lambda a: a.name)
def test_every_page_of_signing_in_has_a_door(address):
    assert address.callback.door.scope == (
        "open" if str(address.pattern).lstrip("^").startswith("sign-") else "signed in"
    )


def test_pages_that_keep_it_safe_ask_to_sign_in_first(visitor):
    for address in signin_urls.urlpatterns:
        if address.callback.door.scope == "signed in":
            there = reverse(address.name, args=[1] if "<int:pk>" in str(address.pattern) else [])
            for method in ("get", "post"):
                answer = getattr(visitor, method)(there)
                assert answer.status_code == 302 and answer.url.startswith(reverse("account_login"))


def test_the_wrong_method_is_refused(cast):
    assert cast.sam.client.post(reverse("mfa_index")).status_code == 405
    assert Client().put(reverse("account_login")).status_code == 405


def test_a_page_by_script_is_a_page(cast):
    page = Client().get(reverse("account_login"), headers={"accept": "application/json"})
    assert page["Content-Type"].startswith("text/html")


# --- bad input ---

BAD = {"null": "a\x00b", "control": "\x01\x1b\u202e", "huge": "x" * 1_000_000, "lines": "a\r\nBcc: b@example.org",
       "empty": ""}  # fmt: skip
FORMS = [
    ("account_request_login_code", ["email"], {}),
    ("account_login", ["login", "password"], {"login": "a@example.org", "password": "x"}),
    ("account_reset_password", ["email"], {}),
    ("account_set_password", ["password1", "password2"], {}),
    ("mfa_activate_totp", ["code"], {}),
]


@pytest.mark.parametrize("bad", BAD)
@pytest.mark.parametrize(("name", "fields", "good"), FORMS, ids=[name for name, *_ in FORMS])
def test_bad_input_gets_a_plain_error_on_the_form(cast, name, fields, good, bad):
    client = cast.sam.client if name in ("account_set_password", "mfa_activate_totp") else Client()
    for field in fields:
        page = client.post(reverse(name), good | {field: BAD[bad]})
        assert page.status_code == 200
        soup = BeautifulSoup(page.content, "html.parser")
        assert soup.select(".nhsuk-error-summary"), (name, field)


@pytest.mark.parametrize("bad", BAD)
def test_a_bad_code_gets_a_plain_error_beside_the_field(cast, bad, home):
    client = Client()
    ask(client, cast.sam.person.email)
    page = client.post(reverse("account_confirm_login_code"), {"code": BAD[bad]})
    assert page.status_code == 200
    assert BeautifulSoup(page.content, "html.parser").select("#id_code_error")
    with_app(cast.sam.person)
    client.post(reverse("account_confirm_login_code"), {"code": code_of(letter())})
    page = client.post(reverse("mfa_authenticate"), {"code": BAD[bad]})
    assert BeautifulSoup(page.content, "html.parser").select("#id_code_error")


def test_an_address_too_long_to_keep_is_refused(cast):
    page = ask(Client(), "a" * 60 + "@" + ".".join(["b" * 60] * 4) + ".org")
    assert "too long" in page.content.decode()


# --- the demo ---


def test_outside_the_demo_nobody_is_listed_and_the_address_does_not_exist(cast, visitor):
    assert "people_to_try" not in visitor.get(reverse("account_login")).context
    with pytest.raises(NoReverseMatch):
        reverse("demo_sign_in", args=[1])
    assert visitor.post(f"/sign-in/as/{cast.sam.person.pk}/").status_code == 404


@pytest.mark.parametrize("demo", [True, False])
def test_the_demo_alone_has_the_address_that_signs_in_without_proof(settings, demo):
    settings.DEMO = demo
    names = {address.name for address in runpy.run_module("coproduction.signin_urls")["urlpatterns"]}
    assert ("demo_sign_in" in names) is demo


@pytest.mark.urls("tests.pages.demo_urls")
def test_even_with_its_address_the_demo_button_does_nothing_outside_the_demo(cast, visitor):
    assert visitor.post(f"/sign-in/as/{cast.sam.person.pk}/").status_code == 404
    assert not is_signed_in(visitor)


@pytest.mark.urls("tests.pages.demo_urls")
def test_in_the_demo_one_button_signs_in_with_the_second_step_done(cast, visitor, settings, home):
    settings.DEMO = True
    page = visitor.get(reverse("account_login"))
    soup = BeautifulSoup(page.content, "html.parser")
    shown = soup.get_text(" ")
    for name in ("Farah", "Sam", "Dr Okoro", "Orla", "Ada"):
        assert name in shown
    assert "Ned" not in shown and "Gwen" not in shown
    there = soup.select_one('form[data-form="demo-sign-in"]')["action"]
    assert visitor.get(there).status_code == 405
    assert visitor.post(f"/sign-in/as/{cast.farah.person.pk}/").url == "/you/"
    assert visitor.get(reverse("second_step")).url == reverse("sign_in_safety")
    assert visitor.post(f"/sign-in/as/{cast.sam.person.pk}/", {"next": "/you/needs/"}).url == "/you/needs/"
    assert "Sam" in visitor.get(reverse("profile")).content.decode()
    assert visitor.post("/sign-in/as/999999/").status_code == 404


@pytest.mark.urls("tests.pages.demo_urls")
def test_the_list_of_people_costs_the_same_for_one_and_for_many(
    group_of_one, settings, django_assert_num_queries, visitor
):
    settings.DEMO = True
    with django_assert_num_queries(3):
        visitor.get(reverse("account_login"))
    for name in ("Ann", "Ben"):
        builders.membership(group_of_one, name=name)
    with django_assert_num_queries(3):
        visitor.get(reverse("account_login"))


@pytest.fixture
def group_of_one(db):
    group = builders.group()
    builders.membership(group, name="Sam")
    return group
