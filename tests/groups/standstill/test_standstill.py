"""A mail server that is away is seen, on the operator's page and by machines that watch; one bad letter turns nothing red."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from groups.notices import operations
from groups.notices.models import Letter
from groups.standstill import queries
from groups.watch import queries as watch
from tests import builders

minutes = lambda count: timedelta(minutes=count)  # noqa: E731
FINE = "The clock ticks and letters go out."


@pytest.fixture
def away(settings):
    """A mail server that cannot be reached."""
    settings.EMAIL_URL = "smtp://127.0.0.1:1"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 1


def failed(post, to, at, trouble="SMTPDataError 451", key="key"):
    """A letter that was tried once, then."""
    letter = post(to, key, at=at)
    operations.claim(now=at, limit=5)
    operations.failed(Letter.objects.get(pk=letter.pk), now=at, trouble=trouble)
    return letter


def went(post, to, at):
    letter = post(to, f"went {at}", at=at)
    operations.claim(now=at, limit=5)
    operations.went(Letter.objects.get(pk=letter.pk), now=at)


def ready(visitor, clock, at):
    clock(at)
    operations.beat("beat", at, {}), operations.beat("tick", at, {})
    answer = visitor.get(reverse("health_ready"))
    return answer.status_code, answer.json()["letters"]


def test_a_mail_server_that_is_away_for_a_day_is_seen_all_day_and_after_letters_were_given_up(
    post, cast, send, away, now, clock, visitor
):
    letter = post(cast.sam.person)
    for hours in range(26):
        for minute in (0, 1, 6, 21, 22):
            send(now + minutes(60 * hours + minute))
        at = now + minutes(60 * hours + 30)
        assert ready(visitor, clock, at) == (503, False)
        page = cast.ada.client.get("/operator/").content.decode()
        assert FINE not in page and "No letters go out by email" in page
        assert "has failed: NoServer. Is the mail server there" in page
    letter.refresh_from_db()
    assert letter.state == "DEAD"


def test_ten_minutes_are_waited_and_the_first_letter_that_goes_makes_it_well(
    post, sam, send, away, mail, now, clock, visitor
):
    failed(post, sam, now, "NoServer")
    assert ready(visitor, clock, now + minutes(9)) == (200, True)
    assert ready(visitor, clock, now + minutes(10)) == (503, False)
    assert not watch.health(now + minutes(10)).well and 'failing_seconds{channel="email"} 600' in watch.figures(
        now + minutes(10)
    )
    went(post, builders.person("Jo"), now + minutes(12))
    assert ready(visitor, clock, now + minutes(12)) == (200, True)


def test_one_letter_that_is_not_taken_turns_nothing_red(post, sam, now, clock, visitor):
    failed(post, sam, now)
    failed(post, sam, now + minutes(5), key="also to Sam")
    Letter.objects.update(due_at=now + minutes(60))  # as after the next tries
    assert ready(visitor, clock, now + minutes(30)) == (200, True)


def test_letters_to_two_people_that_are_not_taken_are_more_than_chance(post, sam, now):
    failed(post, sam, now)
    failed(post, builders.person("Jo"), now + minutes(1), key="to Jo")
    assert queries.email(now + minutes(10)) is None
    assert queries.email(now + minutes(11)) == queries.Standstill(now, "SMTPDataError 451")


def test_addresses_that_are_not_there_say_nothing_of_the_server(post, sam, now):
    for key, person in (("a", sam), ("b", builders.person("Jo"))):
        letter = failed(post, person, now, "SMTPRecipientsRefused 550", key)
        Letter.objects.filter(pk=letter.pk).update(state="DEAD", because="GAVE_UP", finished_at=now)
    assert queries.email(now + minutes(30)) is None


def test_what_failed_before_letters_went_again_is_forgotten_and_so_is_what_failed_days_ago(post, sam, now):
    failed(post, sam, now, "NoServer")
    assert queries.email(now + timedelta(days=2, minutes=-1)) and not queries.email(now + timedelta(days=2))
    went(post, builders.person("Jo"), now + minutes(20))
    assert queries.email(now + minutes(30)) is None
    failed(post, sam, now + minutes(40), "NoServer", "new")
    assert queries.email(now + minutes(50)).since == now + minutes(40)


def test_it_is_found_by_an_index(db, now):
    with CaptureQueriesContext(
        connection,
    ) as asked:
        queries.email(now)
    [one] = asked.captured_queries
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("SET enable_seqscan = off")
            cursor.execute(f"EXPLAIN {one['sql']}")
        else:
            cursor.execute(f"EXPLAIN QUERY PLAN {one['sql']}")
        plan = str(cursor.fetchall())
    assert "letters_not_taken" in plan and "letters_sent_by_email" in plan
