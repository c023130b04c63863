"""Nobody learns who has an account: not from what a page says, not from letters, and not from how much work it takes.

How long something takes is not asked here, because a busy machine would answer: what is counted is what takes the time, hashes of
passwords and statements. `python -m tests.bench.signin` prints the times.
"""

import re

import pytest
from allauth.account.models import EmailAddress
from django.conf import settings
from django.contrib.auth.hashers import MD5PasswordHasher
from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from groups.notices.models import Letter
from tests import builders
from tests.cast import signed_in
from tests.pages.test_signin import LONG

pytestmark = pytest.mark.django_db
UNKNOWN = "nobodyat@example.org"
KNOWN = {  # every address is as long as the others, so that pages are too
    "with a password": ("withpass@example.org", {"password": LONG}),
    "without one": ("withoutp@example.org", {}),
    "closed": ("closedac@example.org", {"password": LONG, "is_active": False}),
}
TIMES = {"Set-Cookie", "Expires", "Last-Modified"}  # headers that say when it was, or carry what chance made
hashed = []


class CountingHasher(MD5PasswordHasher):
    def encode(self, password, salt):
        hashed.append("encode")
        return super().encode(password, salt)


@pytest.fixture(autouse=True)
def people(db, settings):
    settings.PASSWORD_HASHERS = ["tests.pages.test_signin_alike.CountingHasher"]
    for name, (address, rest) in KNOWN.items():
        builders.person(name, email=address, **rest)


def password(client, address):
    return [client.post(reverse("account_login"), {"login": address, "password": "wrong wrong wrong"})]


def code(client, address):
    asked = client.post(reverse("account_request_login_code"), {"email": address})
    there = reverse("account_confirm_login_code")
    wrong = client.post(there, {"code": "000000"})
    return [asked, client.get(there), wrong, client.post(there, {"action": "resend"}), client.get(there)]


def new_password(client, address):
    asked = client.post(reverse("account_reset_password"), {"email": address})
    return [asked, client.get(asked.url)]


WAYS = {"password": password, "code": code, "new password": new_password}


def plain(answer, address):
    body = re.sub(r'name="csrfmiddlewaretoken" value="\w+"', "", answer.content.decode()).replace(address, "")
    kept = {name: value for name, value in answer.headers.items() if name not in TIMES}
    return answer.status_code, body, kept, sorted(answer.cookies)


def done(way, address, client=None):
    """All that can be seen and counted when somebody tries this way with this address."""
    cache.clear()
    hashed.clear()
    before = Letter.objects.count()
    with CaptureQueriesContext(connection) as statements:
        answers = WAYS[way](client or Client(), address)
    letters = Letter.objects.order_by("id")[before:]
    to = [one.address or one.person.email for one in letters]
    assert to == [address] * len(to)
    return [plain(one, address) for one in answers], len(statements), len(hashed), len(letters)


@pytest.mark.parametrize("whose", KNOWN)
@pytest.mark.parametrize("way", WAYS)
def test_an_address_with_an_account_is_answered_as_one_without(way, whose):
    assert done(way, KNOWN[whose][0]) == done(way, UNKNOWN)


@pytest.mark.parametrize(("way", "hashes"), [("password", 1), ("code", 0), ("new password", 0)])
def test_a_password_is_hashed_once_for_everybody_and_nowhere_else(way, hashes):
    for address in (UNKNOWN, *(address for address, _ in KNOWN.values())):
        assert done(way, address)[2] == hashes


def test_the_browser_of_somebody_else_is_looked_for_with_as_much_work():
    mine = Client()
    mine.post(reverse("account_login"), {"login": KNOWN["with a password"][0], "password": LONG})

    def again():
        client = Client()
        client.cookies[settings.BROWSER_COOKIE_NAME] = mine.cookies[settings.BROWSER_COOKIE_NAME].value
        return client

    for way in WAYS:
        theirs = done(way, KNOWN["without one"][0], again())
        assert theirs[1:] == done(way, UNKNOWN, again())[1:] and theirs[1] > done(way, UNKNOWN)[1]


def test_every_asking_is_answered_by_one_letter_to_that_address_and_to_no_other():
    assert [done(way, address)[3] for way in WAYS for address in (UNKNOWN, KNOWN["without one"][0])] == [
        0,
        0,
        2,
        2,
        1,
        1,
    ]


def invited(client, slug, address):
    cache.clear()
    with CaptureQueriesContext(connection) as statements:
        answer = client.post(reverse("invite", args=[slug]), {"email": address, "role": "MEMBER", "name": "Ann"})
    shown = client.get(answer.url).content.decode()
    return answer.status_code, len(statements), re.sub(r"\d+", "", shown.replace(address, ""))


def test_whoever_invites_does_not_learn_whether_somebody_has_an_account(cast):
    farah, other = cast.farah.client, signed_in(cast.faye.person)
    known = invited(farah, cast.group.slug, KNOWN["with a password"][0])
    unknown = invited(other, cast.other_group.slug, UNKNOWN)
    assert known[:2] == unknown[:2]
    letters = Letter.objects.filter(stem="groups/invitations/emails/invited").order_by("id")
    assert [one.address or one.person.email for one in letters] == [KNOWN["with a password"][0], UNKNOWN]


def test_somebody_who_moves_to_the_address_of_another_is_not_told_that_it_is_taken(cast):
    def asked(address):
        cache.clear()
        there = reverse("change_email")
        answer = cast.sam.client.post(there, {"email": address})
        return answer.status_code, answer.url, plain(cast.sam.client.get(answer.url), address)

    assert asked(KNOWN["with a password"][0]) == asked(UNKNOWN)


def test_an_address_somebody_had_before_lets_nobody_in():
    """allauth keeps a list of addresses of its own. Nothing here may fill it."""
    address = KNOWN["with a password"][0]
    for way in WAYS:
        done(way, address)
    Client().post(reverse("account_login"), {"login": address, "password": LONG})
    assert not EmailAddress.objects.exists()


# --- broken on purpose ---


def test_one_statement_more_for_those_we_know_would_be_seen(monkeypatch):
    from coproduction import signin

    monkeypatch.setattr(signin, "nobody", lambda: None)
    assert done("code", KNOWN["with a password"][0])[1] != done("code", UNKNOWN)[1]


def test_a_page_that_says_that_it_knows_somebody_would_be_seen(settings):
    settings.ACCOUNT_PREVENT_ENUMERATION = False
    assert done("code", KNOWN["with a password"][0]) != done("code", UNKNOWN)
