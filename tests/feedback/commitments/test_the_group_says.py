"""What the group said of a promise stays, whatever its leader does with it afterwards."""

from datetime import UTC, date, datetime, timedelta

import pytest

from feedback.commitments import operations, queries
from feedback.commitments.models import Commitment
from feedback.commitments.tasks import promises_of_leaders
from tests.feedback.commitments.test_commitments import DUE, WHAT, judge, letters, promise, show, text

SOON, NEXT_YEAR = date(2026, 12, 1), date(2027, 12, 1)
A_WEEK_LATER = timedelta(days=20)


def renew(cast, now, row, due_on=NEXT_YEAR):
    return operations.renew(by=cast.okoro.membership, now=now, commitment=row, due_on=due_on, words="Again.")


def end(cast, now, row):
    return operations.end(by=cast.okoro.membership, now=now, commitment=row, words="I changed my mind.")


def counted(cast, now):
    return queries.counted(queries.all_of(cast.sam.membership, now))


@pytest.fixture
def broken(cast, now, clock):
    """A promise that was not kept, and when the group said so."""
    row, later = promise(cast, now, due_on=SOON), now + A_WEEK_LATER
    clock(later)
    judge(cast, later, row, "NOT_KEPT", "She never came.")
    return row, later


def test_a_leader_cannot_end_a_broken_promise_away(cast, broken, visitor):
    row, later = broken
    assert counted(cast, later) == "0 of 1 promise kept, 1 not kept."
    end(cast, later, row)
    for page in (
        text(None, "public_page", cast.group.slug, client=visitor), text(cast.sam, "commitments", cast.group.slug)
    ):  # fmt: skip
        assert WHAT in page and "Not promised any more" in page
        assert "We said that it was not kept: “She never came.”" in page
    assert counted(cast, later) == "0 of 1 promise kept, 1 not kept."


def test_promising_again_keeps_what_was_said_and_the_day_that_was_promised_first(cast, broken, visitor):
    row, later = broken
    renew(cast, later, row)
    page = text(None, "public_page", cast.group.slug, client=visitor)
    assert "We said of year 1 that it was not kept: “She never came.”" in page
    assert "(first promised by 1 December 2026) · promised again, year 2" in page
    assert counted(cast, later) == "0 of 1 promise kept, 1 not kept."
    operations.move(
        by=cast.okoro.membership, now=later, commitment=row, due_on=NEXT_YEAR + timedelta(days=9), words="Snow."
    )  # fmt: skip
    assert "(first promised by 1 December 2026; the day was moved) · promised again" in text(
        cast.sam, "commitment", cast.group.slug, row.pk
    )


def test_showing_something_after_the_word_of_the_group_does_not_take_it_out_of_the_count(cast, broken):
    row, later = broken
    show(cast, later, row)
    assert counted(cast, later) == "0 of 1 promise kept, 1 not kept."
    assert "We said that it was not kept: “She never came.”" in text(cast.sam, "commitments", cast.group.slug)
    judge(cast, later, row)
    assert counted(cast, later) == "1 of 1 promise kept."


@pytest.mark.parametrize("deed", [renew, end])
@pytest.mark.parametrize("shown", [False, True])
def test_the_group_says_first_if_it_was_kept_before_a_leader_begins_anew_or_ends_it(cast, now, clock, deed, shown):
    row, later = promise(cast, now, due_on=SOON), now + A_WEEK_LATER
    clock(later)
    if shown:
        show(cast, later, row)
    with pytest.raises(operations.GroupSaysFirst):
        deed(cast, later, row)
    assert counted(cast, later) == "0 of 1 promise kept" + ("." if shown else ", 1 late.")
    page = text(cast.okoro, "commitment", cast.group.slug, row.pk)
    assert "Promise it again" not in page and "End this promise" not in page
    judge(cast, later, row, "NOT_KEPT")
    deed(cast, later, row)


def test_a_week_after_its_day_the_group_is_asked_though_nothing_was_shown(cast, now, clock):
    promise(cast, now, due_on=SOON)
    for days, asked in ((14, False), (20, False), (21, True)):  # the leader is reminded first
        clock(now + timedelta(days=days))
        assert ("Did a leader keep this promise?" in text(cast.sam, "group_home", cast.group.slug)) is asked


def test_it_is_promised_again_only_from_30_days_before_its_day_and_with_the_word_of_the_group(cast, now):
    row = show(cast, now, promise(cast, now))  # by 29 January
    judge(cast, now, row)
    for day, allowed in ((date(2026, 12, 29), False), (date(2026, 12, 30), True)):
        assert queries.may_be_renewed(Commitment.objects.get(), day) is allowed
    with pytest.raises(operations.NotYetToRenew):
        renew(cast, now, row)
    fresh = promise(cast, now, due_on=SOON)
    with pytest.raises(operations.NotYetToRenew):  # the day before, nobody could have said anything
        renew(cast, now + timedelta(days=12), fresh)


def test_after_a_year_nobody_is_asked_to_promise_again_what_the_group_has_not_spoken_of(cast, now, clock):
    row, later = show(cast, now, promise(cast, now)), now + timedelta(days=366)
    clock(later)
    assert promises_of_leaders(later) == 0 and letters("nudge") == []
    assert not queries.near(later).exists()
    for page in ("commitments", "group_home"):
        assert "promise it again" not in text(cast.okoro, page, cast.group.slug).lower()
    judge(cast, later, row)
    assert promises_of_leaders(later) == 1 and letters("nudge") == ["Dr Okoro"]


def test_what_ended_before_its_day_is_counted_as_that(cast, now):
    end(cast, now, promise(cast, now))
    assert counted(cast, now) == "0 of 1 promise kept, 1 ended before the day."


def test_a_day_that_has_passed_is_not_moved_so_what_is_late_stays_late(cast, now):
    """A leader would wipe it out by themselves a day before members are asked."""
    row, after = promise(cast, now), now + timedelta(days=90)
    about = {"by": cast.okoro.membership, "commitment": row, "due_on": DUE + timedelta(days=120)}
    with pytest.raises(operations.TheDayIsOver):
        operations.move(now=after, words="I need more time.", **about)
    assert queries.all_of(cast.sam.membership, after)[0].late
    assert queries.counted(queries.all_of(cast.sam.membership, after)) == "0 of 1 promise kept, 1 late."
    stands = Commitment.objects.with_people().get()
    assert queries.what_they_may(stands, cast.okoro.membership, after.date()) == ["show_commitment"]
    operations.say_if_kept(
        by=cast.sam.membership, now=after, commitment=row, verdict="NOT_KEPT", words="She did not come."
    )
    again = operations.renew(now=after, words="Again, and I mean it.", **about)
    assert (again.term, again.state) == (2, "PROMISED")
    one = queries.all_of(cast.sam.membership, after)[0]
    assert one.judged == "NOT_KEPT" and one.first_on == DUE  # what the group said stays beside it


def test_on_its_last_day_it_can_still_be_moved(cast, now):
    row, last = promise(cast, now), datetime(2027, 1, 29, 12, tzinfo=UTC)
    moved = operations.move(
        by=cast.okoro.membership, now=last, commitment=row, due_on=DUE + timedelta(days=7), words="Snow."
    )
    assert moved.due_on == DUE + timedelta(days=7)
