"""Guessing at the door: counted by name and place, in the database. Nobody is kept out of their own account by it."""

import pytest
from allauth.account import forms
from django.conf import settings as site
from django.core.cache import cache
from django.test import Client
from django.urls import reverse

from groups.notices.models import Letter
from groups.signing_in.models import Kept
from tests import builders
from tests.house import faulty
from tests.pages.test_signin import LONG, app_code, code_of, is_signed_in, letter, with_app

pytestmark = pytest.mark.django_db
SOMEONE = "some.one@example.org"
VARIANTS = [
    "Some.One@example.org",
    "ｓｏｍｅ．ｏｎｅ@example.org",
    "someone@example.org",
    " s.o.m.e.o.n.e@EXAMPLE.org",
    "SOMEONE+1@example.org",
]
OTHER_PLACE = {"REMOTE_ADDR": "198.51.100.9"}


@pytest.fixture(autouse=True)
def someone(db):
    cache.clear()
    return builders.person("Someone", email=SOMEONE, password=LONG)


def guess(address=SOMEONE, password="wrong wrong wrong", client=None, **where):
    return (client or Client()).post(reverse("account_login"), {"login": address, "password": password}, **where)


def ask(address=SOMEONE, client=None, **where):
    return (client or Client()).post(reverse("account_request_login_code"), {"email": address}, **where)


def signs_in_by_code(client, **where):
    asked = ask(client=client, **where)
    if asked.status_code != 302:
        return False
    client.post(asked.url, {"code": code_of(letter())}, **where)
    return is_signed_in(client)


def guessed_out():
    """Somebody guesses until they are stopped, at the password and at codes, and fills the inbox as far as they can."""
    answers = [guess().status_code for _ in range(6)]
    assert answers == [200] * 5 + [429]
    clients = [Client() for _ in range(4)]
    assert [ask(client=client).status_code for client in clients] == [302] * 3 + [429]
    codes = [client.post(reverse("account_confirm_login_code"), {"code": "12345x"}) for client in clients[:3] * 2]
    assert [one.status_code for one in codes] == [200] * 5 + [429]


# --- one name, however it is written ---


def test_guesses_at_a_name_written_in_five_ways_are_five_guesses():
    assert [guess(one).status_code for one in VARIANTS] == [200] * 5
    assert guess().status_code == 429
    assert guess(password=LONG).status_code == 429


def test_codes_and_new_passwords_for_a_name_written_in_other_ways_are_counted_together():
    assert [ask(one).status_code for one in VARIANTS[:4]] == [302] * 3 + [429]
    there = reverse("account_reset_password")
    assert [Client().post(there, {"email": one}).status_code for one in VARIANTS[:4]] == [302] * 3 + [429]


def test_somebody_whose_keyboard_writes_wide_letters_gets_in():
    client = Client()
    ask("ｓｏｍｅ．ｏｎｅ＠ｅｘａｍｐｌｅ．ｏｒｇ", client=client)
    client.post(reverse("account_confirm_login_code"), {"code": code_of(letter())})
    assert is_signed_in(client)


def test_asking_for_the_code_again_counts_as_asking():
    client = Client()
    there = ask(client=client).url
    assert [client.post(there, {"action": "resend"}).status_code for _ in range(2)] == [302, 302]
    assert ask().status_code == 429


# --- codes are guessed at, too ---


def asked_for_a_code(address=SOMEONE, **where):
    client = Client(**where)
    return client, ask(address, client=client).url


def wrong():
    return "000000" if code_of(letter()) != "000000" else "111111"


def twin(client):
    """The same session, from another window."""
    other = Client()
    other.cookies.load({name: morsel.value for name, morsel in client.cookies.items()})
    return other


def test_wrong_codes_that_come_at_the_same_moment_are_each_counted(monkeypatch):
    """How often a code was wrong stands in the session, which all of them read before the first has written."""
    client, there = asked_for_a_code()
    right, looked_at, answers, compare = code_of(letter()), [], [], forms.compare_user_code

    def slowly(*, actual, expected):
        looked_at.append(actual)
        if len(looked_at) < 12:  # before this one is answered the next has come
            answers.append(twin(client).post(there, {"code": wrong()}).status_code)
        return compare(actual=actual, expected=expected)

    with monkeypatch.context() as patch:
        patch.setattr(forms, "compare_user_code", slowly)
        client.post(there, {"code": wrong()})
    assert len(looked_at) == 5 and answers.count(429) == 1
    assert client.post(there, {"code": right}).status_code == 429 and not is_signed_in(client)


def test_one_place_that_guesses_codes_of_many_names_is_stopped():
    answers = []
    for number in range(7):
        builders.person(f"P{number}", email=f"p{number}@example.org")
        client, there = asked_for_a_code(f"p{number}@example.org")
        answers += [client.post(there, {"code": wrong()}).status_code for _ in range(2)]
    assert answers == [200] * 10 + [429] * 4


def test_whether_somebody_has_an_account_is_not_told_by_when_guessing_ends():
    told = []
    for address in (SOMEONE, "nobody.here@example.org"):
        cache.clear()
        client, there = asked_for_a_code(address)
        told.append([client.post(there, {"code": "12345x"}).status_code for _ in range(2)])
        client, there = asked_for_a_code(address)
        told[-1] += [client.post(there, {"code": "12345x"}).status_code for _ in range(3)]
        client, there = asked_for_a_code(address)
        told[-1].append(client.post(there, {"code": "12345x"}).status_code)
    assert told[0] == told[1] == [200, 200, 200, 200, 302, 429]


def test_right_codes_are_no_guesses_however_many_people_of_one_place_sign_in():
    for number in range(12):
        person, client = builders.person(f"P{number}"), Client()
        client.post(ask(person.email, client=client).url, {"code": code_of(letter())})
        assert is_signed_in(client)


@pytest.mark.django_db(transaction=True)
def test_a_code_that_cannot_be_counted_is_not_looked_at():
    client, there = asked_for_a_code()
    client.raise_request_exception = False
    with faulty.renamed("groups_kept"):
        assert client.post(there, {"code": code_of(letter())}).status_code == 503
    assert not is_signed_in(client)


# --- from where ---


def through(said, number=99):
    return ask(f"n{number}@example.org", REMOTE_ADDR="10.0.0.1", HTTP_X_FORWARDED_FOR=said).status_code


def test_behind_a_proxy_only_what_the_proxy_itself_wrote_is_believed(settings):
    settings.ALLAUTH_TRUSTED_PROXY_COUNT = 1
    made_up = [through(f"203.0.113.{number}, 198.51.100.7", number) for number in range(22)]
    assert made_up == [302] * 20 + [429] * 2
    assert through("198.51.100.8") == 302  # somebody else behind the same proxy


def test_without_a_proxy_the_header_is_nothing(settings):
    assert settings.ALLAUTH_TRUSTED_PROXY_COUNT == 0
    guesses = [guess(HTTP_X_FORWARDED_FOR=f"203.0.113.{number}").status_code for number in range(6)]
    assert guesses == [200] * 5 + [429]


def test_many_places_together_are_stopped_too():
    places = [{"REMOTE_ADDR": f"192.0.2.{number}"} for number in range(14)]
    assert [guess(**one).status_code for one in places] == [200] * 10 + [429] * 4


# --- the owner is not kept out ---


def test_while_somebody_guesses_its_owner_gets_in_from_another_place_by_code():
    guessed_out()
    assert signs_in_by_code(Client(), **OTHER_PLACE)


def test_while_somebody_guesses_its_owner_gets_in_from_another_place_with_the_password():
    guessed_out()
    client = Client()
    guess(password=LONG, client=client, **OTHER_PLACE)
    assert is_signed_in(client)


def test_a_browser_that_was_here_before_has_tries_of_its_own_even_in_the_same_place():
    mine = Client()
    guess(password=LONG, client=mine)
    mine.post(reverse("account_logout"))
    guessed_out()
    assert guess(password=LONG, client=mine).status_code == 302 and is_signed_in(mine)
    mine.post(reverse("account_logout"))
    assert signs_in_by_code(mine)


def test_the_browser_of_somebody_else_or_a_made_up_one_gives_no_tries():
    theirs = Client()
    other = builders.person("Other", password=LONG)
    guess(other.email, LONG, client=theirs)
    theirs.post(reverse("account_logout"))
    guessed_out()
    for secret in (theirs.cookies[site.BROWSER_COOKIE_NAME].value, "x" * 43, "", "x" * 10_000):
        client = Client()
        client.cookies[site.BROWSER_COOKIE_NAME] = secret
        assert guess(password=LONG, client=client).status_code == 429


# --- Redis is away ---


@pytest.fixture
def redis_away(settings):
    away = f"redis://127.0.0.1:{faulty.closed_port()}"
    redis = {"BACKEND": "django.core.cache.backends.redis.RedisCache", "LOCATION": away}
    settings.CACHES = {**site.CACHES, "passing": redis}
    settings.CELERY_BROKER_URL = away


def test_with_redis_away_every_guess_is_counted_in_the_database(redis_away):
    assert [guess().status_code for _ in range(7)] == [200] * 5 + [429] * 2
    assert [ask().status_code for _ in range(4)] == [302] * 3 + [429]
    assert max(Kept.objects.values_list("times", flat=True)) >= 5


def test_with_redis_away_and_somebody_guessing_the_owner_still_gets_in(redis_away):
    mine = Client()
    guess(password=LONG, client=mine)
    mine.post(reverse("account_logout"))
    guessed_out()
    guess(password=LONG, client=mine)
    assert is_signed_in(mine)
    assert signs_in_by_code(Client(), **OTHER_PLACE)


@pytest.mark.parametrize("password", ["wrong wrong wrong", LONG])
@pytest.mark.django_db(transaction=True)
def test_what_cannot_be_counted_is_not_looked_at(password):
    with faulty.renamed("groups_kept"):
        client = Client(raise_request_exception=False)
        assert guess(password=password, client=client).status_code == 503
        assert ask(client=client).status_code == 503
    assert not Letter.objects.exists() and not is_signed_in(client)


@pytest.mark.django_db(transaction=True)
def test_a_database_that_takes_no_writes_does_not_tell_a_wrong_password_from_the_right_one():
    with faulty.takes_no_writes():
        client = Client(raise_request_exception=False)
        answers = [guess(password=one, client=client) for one in ("wrong wrong wrong", LONG)]
    assert [one.status_code for one in answers] == [503, 503]


def test_the_second_step_and_its_used_codes_do_not_need_redis_either(redis_away, someone):
    code, first, second = app_code(with_app(someone)), Client(), Client()
    for client in (first, second):
        guess(password=LONG, client=client)
        client.post(reverse("mfa_authenticate"), {"code": code})
    assert is_signed_in(first) and not is_signed_in(second)


def test_the_limits_of_a_real_start_stand_in_the_database(settings):
    assert site.CACHES["default"] == {"BACKEND": "coproduction.kit.kept.Kept", "LOCATION": "groups.Kept"}
