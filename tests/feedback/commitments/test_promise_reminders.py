from datetime import UTC, date, datetime, timedelta

import pytest
from bs4 import BeautifulSoup
from django.urls import reverse

from feedback.commitments import operations, queries
from feedback.commitments.tasks import promises_of_leaders
from groups.membership.models import Role
from groups.notices import delivery
from groups.notices.models import Letter
from tests import builders
from tests.cast import signed_in

SOON, IN_TWO_YEARS = date(2026, 11, 23), date(2028, 11, 1)
A_YEAR = timedelta(days=366)


def promise(cast, now, due_on=SOON):
    return operations.promise(
        by=cast.okoro.membership, now=now, what="I come to every meeting.", gives="TIME", how_much="A day", due_on=due_on
    )  # fmt: skip


def nudges():
    return Letter.objects.filter(stem="feedback/commitments/emails/nudge")


def test_two_workers_at_once_remind_the_leader_once(cast, now, monkeypatch):
    promise(cast, now)
    both_found = queries.to_nudge(now)
    monkeypatch.setattr(queries, "to_nudge", lambda now: both_found)
    for _ in range(2):
        operations.nudge(now=now)
    assert nudges().get().person == cast.okoro.person


def test_no_leader_is_reminded_in_the_night(cast, now):
    promise(cast, now)
    assert [promises_of_leaders(now.replace(hour=hour)) for hour in (0, 7, 8)] == [0, 0, 1]


def test_promises_that_wait_for_their_next_reminder_hide_no_other(cast, now):
    waits, saturday = promise(cast, now, date(2026, 11, 20)), now + timedelta(days=3)
    promises_of_leaders(saturday)
    assert not queries.near(saturday).exists(), "until Tuesday it is not read"
    near = promise(cast, now)
    assert queries.to_nudge(saturday, limit=1) == [(near, "SOON", SOON)]
    assert (waits, "DEPUTY", waits.due_on) in queries.to_nudge(now + timedelta(days=6))


def test_a_promise_for_years_is_looked_at_after_one_though_its_day_is_far(cast, now):
    promise(cast, now, IN_TWO_YEARS)
    assert promises_of_leaders(now + timedelta(days=300)) == 0
    assert promises_of_leaders(now + A_YEAR) == 1
    assert nudges().get().about.split(":")[2] == "RENEW"


@pytest.mark.parametrize(("promised_again", "state"), [(False, "SENT"), (True, "EXPIRED")])
def test_the_letter_after_a_year_goes_unless_it_was_promised_again(cast, now, promised_again, state):
    row, later = promise(cast, now, IN_TWO_YEARS), now + A_YEAR
    promises_of_leaders(later)
    if promised_again:
        about = {"by": cast.okoro.membership, "commitment": row, "due_on": IN_TWO_YEARS}
        operations.renew(now=later, words="Again.", **about)
    delivery.send_due(lambda: later)
    assert nudges().get().state == state


def test_a_reminder_is_not_sent_once_the_promise_has_ended(cast, now):
    row = promise(cast, now)
    promises_of_leaders(now)
    operations.end(by=cast.okoro.membership, now=now, commitment=row, words="I change my post.")
    delivery.send_due(lambda: now)
    assert nudges().get().state == "EXPIRED"


def coming(cast, at):
    return [(one.at, one.to) for one in queries.coming(cast.sam.membership, True, at)]


def test_the_plans_foretell_all_that_the_clock_sends_and_nothing_that_went(cast, now):
    """After its day the group says first if it was kept: until then nobody is asked to promise it again."""
    row, leader, both = (
        promise(cast, now),
        "The leader who promised it",
        "The leader who promised it, and who stands in for them",
    )
    eight = [datetime(2026, 11, day, 8, tzinfo=UTC) for day in (24, 25)]
    assert coming(cast, now) == [(now, leader), (eight[0], leader), (eight[1], both)]
    for left, at in enumerate([now, *eight]):
        foretold = coming(cast, at - timedelta(minutes=1))[0][0]
        assert foretold == max(at, now) or at == now
        assert promises_of_leaders(at) == 1
        assert len(coming(cast, at)) == 2 - left
    assert row.renew_on == date(2027, 11, 18) and promises_of_leaders(datetime(2027, 11, 18, 8, tzinfo=UTC)) == 0


def test_what_a_year_later_is_still_to_come_is_foretold_and_asked_for(cast, now):
    promise(cast, now, date(2028, 11, 18))
    a_year_on = datetime(2027, 11, 18, 8, tzinfo=UTC)
    assert (a_year_on, "The leader who promised it") in coming(cast, now)
    assert promises_of_leaders(a_year_on) == 1


def test_after_an_outage_the_plans_foretell_only_the_last_reminder(cast, now):
    promise(cast, now)
    later = now + timedelta(days=30)
    assert coming(cast, later) == [(later, "The leader who promised it, and who stands in for them")]


def test_a_week_ahead_of_its_day_the_plans_foretell_all_letters_about_it(cast, now):
    promise(cast, now, date(2026, 12, 23))
    days = [at.date().isoformat() for at, _ in coming(cast, now)]
    assert days == ["2026-12-16", "2026-12-24", "2026-12-29"]


@pytest.mark.parametrize("rows", [1, 3])
def test_what_comes_takes_two_statements_however_many_were_promised(cast, now, rows, django_assert_num_queries):
    for _ in range(rows):
        promise(cast, now)
    with django_assert_num_queries(2):
        assert len(coming(cast, now)) == 3 * rows


def test_another_leader_reads_a_promise_without_a_button_to_change_it(cast, now):
    row = promise(cast, now)
    mara = builders.membership(cast.group, Role.SPONSOR, name="Mara")
    address = reverse("commitment", args=[cast.group.slug, row.pk])
    for person, may in ((cast.okoro.person, True), (mara.person, False)):
        page = BeautifulSoup(signed_in(person).get(address).content, "html.parser").get_text(" ", strip=True)
        assert "I come to every meeting." in page and ("Move the day" in page) is may
