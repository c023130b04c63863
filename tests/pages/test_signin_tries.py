"""Guessing at the door: counted by name and place, in the database. Nobody is kept out of their own account by it."""

import pytest
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
    """Somebody guesses until they are stopped, and fills the inbox as far as they can."""
    answers = [guess().status_code for _ in range(6)]
    assert answers == [200] * 5 + [429]
    assert [ask().status_code for _ in range(4)] == [302] * 3 + [429]


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
