"""Something the site leans on is away, full, slow, odd or changed: nothing is allowed, nothing is lost, and a plain page says so.

Each fault is a real one (a closed port, a table that is not there, a disk without room), never a pretended answer of ours.
"""

from datetime import timedelta

import pytest
from django.conf import settings as site
from django.test import Client
from django.urls import reverse

from feedback.voice.models import Post, WaitingPost
from groups.choices import queries as choices
from groups.choices.models import Kind
from groups.history.models import Event
from groups.invitations import operations as invitations
from groups.invitations.models import Invitation
from groups.membership.models import Membership, Role
from groups.notices import delivery
from groups.notices.models import Letter
from groups.signing_in.models import Kept
from tests.feedback import crowd
from tests.house import faulty
from tests.house.faulty import TYPED, asks, at, is_kept_from_harm, says

INVITED = {"email": "ann@example.org", "role": "MEMBER", "name": "Ann"}


@pytest.fixture
def cast(cast):
    """Signed in before anything breaks."""
    for one in (*cast.in_group, *cast.outsiders):
        assert one.client
    return cast


# --- where rights are kept ---


def test_1_the_database_is_away_nobody_gets_in_anywhere_and_the_words_come_back(cast):
    pages = [at(cast, name) for name in ("talk", "papers")]
    with faulty.database_away():
        for url in (*pages, "/you/"):
            for client in (cast.sam.client, cast.hal.client, Client()):
                answer = asks_away(client, "get", url)
                assert answer.status_code in (302, 503) and b"Rivers and Moors" not in answer.content, url
                assert answer.status_code == 503 or answer.url.startswith("/sign-in/")
        is_kept_from_harm(asks_away(cast.sam.client, "post", at(cast, "talk"), TYPED))
        ready = Client().get("/health/ready")
    assert ready.status_code == 503 and ready.json()["database"] is False
    assert not Post.objects.exists()


def asks_away(client, method, url, typed=None):
    client.raise_request_exception = False
    return getattr(client, method)(url, typed or {})


def test_2_the_table_of_who_is_in_which_group_is_not_there(cast):
    with faulty.renamed(Membership._meta.db_table):
        for who in ("sam", "farah", "hal", "orla"):
            answer = asks(getattr(cast, who).client, "get", at(cast, "talk"))
            assert answer.status_code == 503 and b"Rivers and Moors" not in answer.content
        is_kept_from_harm(says(cast))
    assert not Post.objects.exists()


def test_3_a_half_done_migration_the_column_that_says_who_left_is_missing(cast):
    with faulty.renamed(Membership._meta.db_table, "left_at"):
        assert asks(cast.gone.client, "get", at(cast, "talk")).status_code == 503
        is_kept_from_harm(says(cast))
    assert asks(cast.gone.client, "get", at(cast, "talk")).status_code == 404 and not Post.objects.exists()


def test_4_sessions_cannot_be_read_so_nobody_is_signed_in(cast):
    with faulty.renamed("django_session"):
        assert asks(cast.sam.client, "get", at(cast, "talk")).status_code == 503
        is_kept_from_harm(says(cast))
    assert not Post.objects.exists()


def test_5_what_happened_cannot_be_recorded_so_it_does_not_happen(cast):
    with faulty.renamed(Event._meta.db_table):
        answer = asks(cast.farah.client, "post", at(cast, "invite"), INVITED)
    assert answer.status_code == 503 and not Letter.objects.exists() and not Invitation.objects.exists()


def test_6_those_who_must_hear_of_it_cannot_be_told_so_it_does_not_happen(cast):
    with faulty.renamed(Letter._meta.db_table):
        answer = asks(cast.farah.client, "post", at(cast, "invite"), INVITED)
    assert answer.status_code == 503 and not Invitation.objects.exists() and not Event.objects.exists()


def test_7_the_database_takes_no_writes_reading_goes_on_and_the_words_come_back(cast):
    asks(cast.sam.client, "get", at(cast, "talk"))
    with faulty.takes_no_writes():
        assert asks(cast.sam.client, "get", at(cast, "talk")).status_code == 200
        is_kept_from_harm(says(cast))
    assert not Post.objects.exists()


# --- the cache ---


@pytest.fixture
def redis_away(settings):
    away = {
        "BACKEND": "django.core.cache.backends.redis.RedisCache",
        "LOCATION": f"redis://127.0.0.1:{faulty.closed_port()}",
    }
    settings.CACHES = {**site.CACHES, "passing": away}
    return away


def test_8_redis_is_away_words_without_a_name_are_not_taken_uncounted(cast, now, redis_away):
    crowd.gathered(cast, now)
    is_kept_from_harm(says(cast, shown_as="UNNAMED"))
    assert not WaitingPost.objects.exists()


def test_9_redis_is_away_so_is_the_count_of_a_day_the_talk_is_read_and_words_of_any_kind_come_back(cast, redis_away):
    assert asks(cast.sam.client, "get", at(cast, "talk")).status_code == 200
    is_kept_from_harm(says(cast))
    assert not Post.objects.exists()


def test_10_redis_is_away_codes_and_passwords_are_tried_within_the_limits_which_the_database_counts(cast, redis_away):
    for name, typed, most in (("account_request_login_code", {"email": cast.sam.person.email}, 3),
                              ("account_login", {"login": cast.sam.person.email, "password": "x"}, 5)):  # fmt: skip
        answers = [asks(Client(), "post", reverse(name), typed).status_code for _ in range(most + 1)]
        assert answers.count(429) == 1 and answers[-1] == 429, name
    assert Client().get("/health/ready").json()["cache"] is False


def test_11_redis_answers_with_something_odd(cast, now, settings):
    crowd.gathered(cast, now)
    with faulty.Quiet(b"HTTP/1.1 400 Bad Request\r\n\r\n") as odd:
        settings.CACHES = {
            **site.CACHES,
            "passing": {
                "BACKEND": "django.core.cache.backends.redis.RedisCache",
                "LOCATION": f"redis://127.0.0.1:{odd.port}",
            },
        }
        is_kept_from_harm(says(cast, shown_as="UNNAMED"))
    assert not WaitingPost.objects.exists()


def test_12_the_table_that_counts_tries_is_not_there_so_nobody_can_try(cast):
    with faulty.renamed(Kept._meta.db_table):
        for name, typed in (("account_request_login_code", {"email": cast.sam.person.email}),
                            ("account_login", {"login": cast.sam.person.email, "password": "x"})):  # fmt: skip
            assert asks(Client(), "post", reverse(name), typed).status_code == 503
    assert not Letter.objects.exists()


# --- the clock ---


def test_22_nobody_can_say_what_time_it_is(cast, clock, tmp_path):
    clock(str(tmp_path / "stopped"))
    is_kept_from_harm(says(cast))
    assert not Post.objects.exists()


def test_23_the_clock_says_something_odd(cast, clock):
    clock("half past tomorrow")
    is_kept_from_harm(says(cast), status=500)
    assert not Post.objects.exists()


def test_24_the_clock_goes_back_a_day_and_nothing_that_is_over_begins_again(cast, now):
    invited = invitations.invite(
        by=cast.farah.membership, now=now, group=cast.group, email="ann@example.org", name="Ann", role=Role.MEMBER
    )
    invitations.withdraw(by=cast.farah.membership, now=now, invitation=invited)
    assert dict(delivery.send_due(lambda: now))
    gone = set(Letter.objects.filter(state="SENT").values_list("pk", flat=True))
    before = now - timedelta(days=1)
    assert asks(cast.gone.client, "get", at(cast, "talk")).status_code == 404
    assert dict(delivery.send_due(lambda: before)) == {}
    assert gone == set(Letter.objects.filter(state="SENT").values_list("pk", flat=True))
    invited.refresh_from_db()
    assert not invited.runs(before)


# --- the key ---


def test_25_the_key_of_the_site_was_changed_so_nobody_is_signed_in_and_no_old_link_does_anything(cast, settings):
    link = reverse("stop_letters", args=[choices.stop_token(cast.sam.person.pk, cast.group.pk, Kind.MEETING)])
    assert asks(cast.sam.client, "get", at(cast, "talk")).status_code == 200
    settings.SECRET_KEY = "another key of fifty letters, or so it has to be here"
    answer = asks(cast.sam.client, "get", at(cast, "talk"))
    assert answer.status_code == 302 and answer.url.startswith("/sign-in/")
    assert asks(Client(), "post", link).status_code == 404
    assert says(cast).status_code in (302, 401) and not Post.objects.exists()


# --- on the way to us ---


def test_26_half_of_what_was_sent_arrives(cast):
    half = b'--x\r\nContent-Disposition: form-data; name="words"\r\n\r\nNobody to'
    answer = cast.sam.client.generic("POST", at(cast, "talk"), half, content_type="multipart/form-data; boundary=x")
    assert answer.status_code in (200, 400) and not Post.objects.exists()


# --- broken on purpose ---


def test_a_deed_that_stays_although_its_record_failed_would_be_seen(cast, monkeypatch):
    monkeypatch.setattr(invitations, "record", lambda *what, **how: None)
    with faulty.renamed(Event._meta.db_table):
        asks(cast.farah.client, "post", at(cast, "invite"), INVITED)
    assert Invitation.objects.exists()
