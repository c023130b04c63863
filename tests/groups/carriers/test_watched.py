"""Text and post on the operator's page, for machines that watch, and as figures: each counted by itself."""

from datetime import timedelta

import pytest
from django.urls import reverse

from groups.carriers.models import Spent
from groups.notices import operations
from groups.notices.models import Letter
from groups.reach.models import Suppression
from groups.watch import queries
from tests import builders
from tests.groups.carriers.conftest import NUMBER, chooses

TOKEN = "what-our-monitoring-says-to-us-here"
minutes = lambda count: timedelta(minutes=count)  # noqa: E731


def ready(visitor):
    answer = visitor.get(reverse("health_ready"))
    return answer.status_code, {name for name, fine in answer.json().items() if not fine}


@pytest.fixture
def two_texts(post, texter, now, send, carrier):
    """One went and one did not."""
    carrier.faults.extend([None, 500])
    letters = [post(texter, "went"), post(texter, "waits")]
    send()
    return letters


def test_each_channel_counts_its_own(two_texts, post, sam, reader, send, mail, now, settings):
    settings.TEXTS_A_MONTH, settings.POST_A_MONTH = 10, 1
    post(sam, "mail"), post(reader, "paper")
    send()
    Suppression.objects.create(address=NUMBER, at=now), Suppression.objects.create(address="a@example.org", at=now)
    post(sam, "due")
    found = queries.health(now + minutes(2)).channels
    assert {name: (one.waiting, one.sent_hour, one.suppressed) for name, one in found.items()} == {
        "email": (1, 1, 1), "text": (1, 1, 1), "post": (0, 1, 0),
    }  # fmt: skip
    assert (found["text"].budget.left, found["post"].budget.left) == (8, 0)


def test_leases_and_dead_letters_stand_at_their_channel(two_texts, now):
    waits = Letter.objects.get(key="waits")
    operations.claim(now=now + minutes(1), limit=5)
    later = queries.health(now + minutes(7)).channels
    assert (later["text"].going, later["text"].run_out, later["email"].going) == (1, 1, 0)
    free = {"lease": None, "lease_until": None}
    Letter.objects.filter(pk=waits.pk).update(state="DEAD", because="GAVE_UP", finished_at=now, **free)
    found = queries.health(now).channels
    assert (found["text"].dead, found["email"].dead, found["post"].dead) == (1, 0, 0)


def test_a_site_whose_texts_are_late_is_not_ready_and_says_which_channel(two_texts, visitor, clock, now):
    clock(now + minutes(10))
    operations.beat("beat", now + minutes(10), {})
    assert ready(visitor) == (200, set())
    clock(now + minutes(12))
    assert ready(visitor) == (503, {"text"})
    assert queries.health(now + minutes(12)).channels["text"].late


def test_email_that_is_late_is_not_blamed_on_texts(post, sam, carrier, visitor, clock, now):
    post(sam, at=now)
    clock(now + minutes(11))
    operations.beat("beat", now + minutes(11), {})
    assert ready(visitor) == (503, {"letters"})


def test_without_a_key_there_is_email_alone(db, now, visitor):
    assert set(queries.health(now).channels) == {"email"}
    assert set(visitor.get(reverse("health_ready")).json()) == {"database", "cache", "letters", "beat"}
    assert "month_used" not in queries.figures(now)


def test_figures_name_the_channel_and_what_is_left(two_texts, now, settings):
    settings.TEXTS_A_MONTH = 10
    figures = queries.figures(now + minutes(2))
    assert 'coproduction_letters_due{channel="text"} 1' in figures
    assert 'coproduction_month_used{channel="text"} 2' in figures
    assert 'coproduction_month_left{channel="text"} 8' in figures
    assert 'coproduction_letters_due{channel="post"} 0' in figures
    assert "4477" not in figures


def test_the_operator_sees_what_is_left_and_that_it_is_used_up(cast, carrier, now, settings):
    settings.TEXTS_A_MONTH, settings.POST_A_MONTH = 10, 3
    Spent.objects.create(whom="site", way="POST", month_on=now.date().replace(day=1), used=3)
    page = cast.ada.client.get("/operator/").content.decode()
    assert "Letters by text" in page and "Letters by post" in page and "Numbers that do not take our texts" in page
    assert "10 of 10" in page and "None: all 3 are used up. These letters go by email now." in page


@pytest.mark.parametrize("count", [1, 3])
def test_the_answer_costs_sixteen_statements_however_many_texts(
    post, now, send, carrier, django_assert_num_queries, count
):
    for number in range(count):
        post(chooses(builders.person(f"P{number}", phone=f"07700 90000{number}"), "TEXT"), f"k{number}")
    send()
    with django_assert_num_queries(16):
        queries.health(now)


def test_a_carrier_that_takes_nothing_for_ten_minutes_makes_its_own_channel_red(
    post, texter, send, carrier, now, clock, visitor, cast
):
    at, _ = now, post(texter, "waits")
    for wait in (0, 1, 5):
        carrier.faults.append(500)
        at += minutes(wait)
        assert send(at) == {"failed": 1}
    clock(now + minutes(11))
    operations.beat("beat", now + minutes(11), {})
    assert ready(visitor) == (503, {"text"})
    page = cast.ada.client.get("/operator/").content.decode()
    assert "No letters go out by text" in page and "Is GOV.UK Notify there" in page
    assert 'tries_failing_seconds{channel="text"} 660' in queries.figures(now + minutes(11))
    assert send(now + minutes(21)) == {"sent": 1}
    clock(now + minutes(22))
    operations.beat("beat", now + minutes(22), {})
    assert ready(visitor) == (200, set())
