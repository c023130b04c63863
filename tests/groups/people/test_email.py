"""One's own email address: asked for, proved by a code, changed, and both addresses told."""

import re
from datetime import timedelta

import pytest
from allauth.account.models import EmailAddress
from django.test import Client
from django.urls import reverse

from groups.history.models import Event
from groups.notices import delivery, operations
from groups.notices.models import Letter
from groups.people import operations as people
from groups.people.models import Person
from tests import builders
from tests.cast import signed_in

NEW = "sam@new.example.org"
UNTIL = "2999-01-01T00:00:00+00:00"
ASK, PROVE = "/you/email/", "/you/email/code/"


def letters(name):
    return Letter.objects.filter(stem=f"groups/people/emails/{name}")


def code():
    return re.search(r"\b\d{6}\b", letters("new_address").latest("id").text)[0]


def ask(client, email=NEW):
    return client.post(ASK, {"email": email})


def prove(client, typed=None):
    return client.post(PROVE, {"code": typed or code()}, follow=True).content.decode()


def email_of(person):
    return Person.objects.get(pk=person.pk).email


def test_the_new_address_counts_once_its_code_is_typed_and_the_old_one_hears_that_it_changed(cast):
    old, client = cast.sam.person.email, cast.sam.client
    assert ask(client, "  Sam@New.Example.org ").url == PROVE
    assert list(letters("new_address").values_list("address", "person", "kind", "secret")) == [
        (NEW, None, "SIGN_IN", True)
    ]
    assert email_of(cast.sam.person) == old
    assert f"We write to {NEW} from now on" in prove(client, f"{code()[:3]} {code()[3:]}")
    assert email_of(cast.sam.person) == NEW
    told = letters("address_changed").get()
    assert told.address == old and NEW not in told.text + told.html + told.subject
    assert letters("changed").get().person == cast.sam.person
    assert NEW not in str(list(Event.objects.filter(what="email_changed").values()))
    assert not EmailAddress.objects.exists(), "nobody else keeps an address that lets somebody in"


def test_letters_that_wait_follow_and_the_old_address_signs_nobody_in(cast, now, client, settings):
    old = cast.sam.person.email
    operations.post("groups/notices/emails/note", to=cast.sam.person, key="waits", at=now, group=cast.group)
    ask(cast.sam.client)
    prove(cast.sam.client)
    settings.EMAIL_URL, taken = "smtp://x", []
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(delivery.Round, "hand_over", lambda self, mail: taken.append((mail.to, mail.subject)))
        delivery.send_due(lambda: now)
    assert ([NEW], Letter.objects.get(key="waits").subject) in taken
    assert [to for to, subject in taken if to == [old]] == [[old]]
    client.post(reverse("account_request_login_code"), {"email": old})
    assert letters("unknown_address").count() == 1 and not letters("code").exists()
    Client().post(reverse("account_request_login_code"), {"email": NEW})
    assert letters("code").get().person == cast.sam.person


def test_nothing_changes_by_a_wrong_code_nor_by_the_third_nor_by_one_that_is_too_old(cast, now, clock):
    client, old = cast.sam.client, cast.sam.person.email
    ask(client)
    for _ in range(3):
        assert "That code is not right" in prove(client, "000000x")
    assert "Ask for a new code" in prove(client)
    ask(client)
    clock(now + timedelta(minutes=15))
    assert "Ask for a new code" in prove(client)
    assert "Ask for a new code" in client.get(PROVE, follow=True).content.decode()
    assert email_of(cast.sam.person) == old and not letters("address_changed").exists()


def test_wrong_codes_are_counted_in_the_database(cast):
    """A session says how often a code was wrong, and is read by many at once."""
    client, old = cast.sam.client, cast.sam.person.email
    ask(client)
    for _ in range(5):
        assert "That code is not right" in prove(client, "000000x")
        session = client.session
        session["new_email"] = session["new_email"] | {"wrong": 0}  # as another window has read it
        session.save()
    answer = client.post(PROVE, {"code": code()})
    assert answer.status_code == 429 and "Wait 5 minutes, then try again" in answer.content.decode()
    assert email_of(cast.sam.person) == old


def test_right_codes_are_no_guesses(cast):
    client = cast.sam.client
    for number in range(11):
        session = client.session
        session["new_email"] = {"email": f"sam{number}@new.example.org", "code": "123456", "until": UNTIL, "wrong": 0}
        session.save()
        assert "from now on" in prove(client, "123456")
    assert email_of(cast.sam.person) == "sam10@new.example.org"


def test_a_code_works_once_and_for_the_address_it_went_to(cast):
    client = cast.sam.client
    ask(client)
    first = code()
    ask(client, "sam@second.example.org")
    assert "That code is not right" in prove(client, first) or first == code()
    prove(client)
    assert email_of(cast.sam.person) == "sam@second.example.org"
    assert "Ask for a new code" in prove(client)


def test_nobody_finds_out_whether_an_address_has_an_account(cast):
    """The page is the same, and no code goes there."""
    free, taken = ask(cast.sam.client), ask(cast.jo.client, cast.farah.person.email)
    assert (free.status_code, free.url) == (taken.status_code, taken.url)
    assert list(letters("new_address").values_list("address", flat=True)) == [NEW]
    assert "Type the code we sent you" in cast.jo.client.get(PROVE).content.decode()


def test_an_address_that_somebody_else_got_meanwhile_is_refused(cast):
    old = cast.sam.person.email
    ask(cast.sam.client)
    builders.person("Quick", email=NEW)
    assert "belongs to another account" in prove(cast.sam.client)
    assert email_of(cast.sam.person) == old and not letters("address_changed").exists()


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("", "Enter your new email address"),
        ("no address", "Enter an email address"),
        ("SAME", "That is the address we have"),
    ],
)
def test_what_cannot_be_the_new_address_gets_a_plain_error(cast, typed, said):
    answer = ask(cast.sam.client, cast.sam.person.email.upper() if typed == "SAME" else typed)
    assert answer.status_code == 200 and said in answer.content.decode()
    assert not letters("new_address").exists()


def test_nobody_can_fill_somebodys_inbox_with_codes(cast):
    for _ in range(3):
        assert ask(cast.sam.client).status_code == 302
    assert "Wait 5 minutes" in ask(cast.sam.client).content.decode()
    assert letters("new_address").count() == 3


def test_whoever_has_a_password_or_a_second_step_shows_first_that_it_is_still_them(cast):
    person = builders.person("Pat", password="three words that do not belong")
    client = signed_in(person, second_factor=False)
    for answer in (client.get(ASK), ask(client)):
        assert answer.url.startswith(reverse("account_reauthenticate"))
    assert not letters("new_address").exists()
    assert (
        client.post(reverse("account_reauthenticate"), {"password": "three words that do not belong"}).status_code
        == 302
    )
    assert ask(client).url == PROVE


def test_an_address_is_kept_as_it_signs_in(cast, now):
    assert people.prove_email(by=cast.sam.person, now=now, email="A@B.org\u200b", code="1") == "a@b.org"
