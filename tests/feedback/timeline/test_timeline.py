"""What was promised, by date: done, due, late, moved. A late action is named late and whoever promised it hears of it."""

from datetime import date, timedelta

import pytest
from django.db import DatabaseError, transaction
from django.urls import reverse

from feedback.deeds import operations as deeds
from feedback.deeds.models import Deed, MovedDate
from feedback.timeline import operations, queries
from feedback.timeline.models import LateNudge
from groups.charter.models import Group
from groups.membership.models import Membership
from groups.notices import queries as notices
from groups.notices.models import Letter
from tests.feedback import chain


def take_on(cast, now, said, what="Write to all", days=7, **more):
    day = (now + timedelta(days=days)).date()
    return deeds.take_on(
        by=cast.priya.membership, now=now, said=said, what=what, owner="Outpatients", due_on=day, **more
    )


def page(player, said):
    return player.client.get(reverse("said", kwargs={"slug": said.group.slug, "number": said.number})).content.decode()


def home(player):
    return player.client.get(reverse("group_home", kwargs={"slug": player.membership.group.slug})).content.decode()


@pytest.fixture
def said(cast, now):
    return chain.decided(cast, now)


def test_done_due_late_and_moved_stand_in_the_order_of_their_dates(cast, now, said, clock):
    moved = take_on(cast, now, said, "Print it", days=2)
    for days, reason in ((20, "The printer broke"), (30, "It broke again")):
        to_on = (now + timedelta(days=days)).date()
        deeds.move_date(by=cast.priya.membership, now=now, deed=moved, to_on=to_on, reason=reason)
    take_on(cast, now, said, "Write it", days=5)
    take_on(cast, now, said, "In every clinic", days=12, kind="MILESTONE")
    first = take_on(cast, now, said, "Ask people", days=9)
    deeds.finish_deed(by=cast.priya.membership, now=now + timedelta(days=1), deed=first)
    later = now + timedelta(days=8)
    said.refresh_from_db()
    points = queries.timeline(said, later)
    assert [(one.deed.what, one.tag) for one in points] == [
        ("Ask people", "Done"), ("Write it", "Late"), ("In every clinic", "Due"), ("Print it", "Moved"),
    ]  # fmt: skip
    assert points[1].line == "Outpatients does it, by Monday 23 November 2026. It is 3 working days late."
    assert points[3].moves == (
        "The date was Friday 20 November 2026 and moved to Tuesday 8 December 2026: The printer broke",
        "The date was Tuesday 8 December 2026 and moved to Friday 18 December 2026: It broke again",
    )
    clock(later)
    shown = page(cast.sam, said)
    assert "The printer broke" in shown and "(milestone)" in shown and "3 working days late" in shown
    assert (
        "A milestone was set" in shown
        and "Outpatients promised it" in home(cast.farah)
        and "Write it" in home(cast.farah)
    )


def test_late_over_a_weekend_is_late_without_a_number(cast, now, said):
    deed = take_on(cast, now, said, days=3)
    assert deed.due_on == date(2026, 11, 21)
    assert "It is late." in queries.timeline(said, now + timedelta(days=4))[0].line


def test_a_milestone_is_reached(cast, now, said):
    deed = take_on(cast, now, said, kind="MILESTONE")
    deeds.finish_deed(by=cast.priya.membership, now=now, deed=deed)
    assert said.steps.latest("id").headline == "A milestone was reached"


def test_while_it_is_checked_nothing_is_late_and_after_it_what_was_not_marked_says_so(cast, now, said):
    take_on(cast, now, said)
    later = now + timedelta(days=30)
    claim = deeds.claim_did(by=cast.priya.membership, now=later, said=said, since=later.date(), **chain.CLAIM)
    assert [one.tag for one in queries.timeline(claim.said, later)] == ["Due"]
    done = deeds.check_claim(by=cast.jo.membership, now=later, claim=claim, holds=True).said
    assert [one.tag for one in queries.timeline(done, later)] == ["Not marked"]
    assert not queries.late(done.group, later).exists()


def test_nothing_is_promised_before_a_decision(cast, now, django_assert_num_queries):
    said = chain.heard(cast, now)
    with django_assert_num_queries(0):
        assert queries.timeline(said, now) == []


@pytest.mark.parametrize("rows", [1, 3])
def test_a_timeline_takes_one_statement_however_often_dates_moved(cast, now, rows, django_assert_num_queries):
    said = chain.decided(cast, now)
    for n in range(rows):
        deed = take_on(cast, now, said, f"Action {n}")
        for days in range(9, 9 + n):
            to_on = (now + timedelta(days=days)).date()
            deeds.move_date(by=cast.priya.membership, now=now, deed=deed, to_on=to_on, reason="Illness")
    with django_assert_num_queries(1):
        found = queries.timeline(said, now)
    assert sorted(len(one.moves) for one in found) == list(range(rows))


def test_no_date_that_moved_is_ever_changed_or_deleted(cast, now, said):
    deed = take_on(cast, now, said)
    day = (now + timedelta(days=9)).date()
    deeds.move_date(by=cast.priya.membership, now=now, deed=deed, to_on=day, reason="Illness")
    for deed in (lambda: MovedDate.objects.update(reason="x"), lambda: MovedDate.objects.all().delete()):
        with pytest.raises(DatabaseError), transaction.atomic():
            deed()


# --- who hears that it is late ---


def told():
    return [one.person for one in Letter.objects.filter(stem="feedback/timeline/emails/late").order_by("id")]


def test_those_who_promised_it_hear_first_and_then_their_deputies(cast, now, said):
    Membership.objects.filter(pk=cast.priya.membership.pk).update(deputy=cast.nia.membership)
    deed = take_on(cast, now, said)
    due = now + timedelta(days=7)
    assert operations.nudge(now=due) == 0
    for _ in range(2):
        operations.nudge(now=due + timedelta(days=1))
    assert set(told()) == {cast.priya.person, cast.okoro.person} and len(told()) == 2
    for _ in range(2):
        operations.nudge(now=due + timedelta(days=2))
    assert set(told()[2:]) == {cast.priya.person, cast.okoro.person, cast.nia.person} and len(told()) == 5
    assert operations.nudge(now=due + timedelta(days=9)) == 0
    day = (due + timedelta(days=12)).date()
    deeds.move_date(by=cast.priya.membership, now=due + timedelta(days=9), deed=deed, to_on=day, reason="Illness")
    operations.nudge(now=due + timedelta(days=13))
    assert LateNudge.objects.count() == 3, "a date that moved begins a new ladder"


def test_actions_that_wait_for_their_next_rung_hide_no_other(cast, now, said):
    first, saturday = take_on(cast, now, said, days=2), now + timedelta(days=3)
    assert operations.nudge(now=saturday) == 1
    assert not queries.may_be_late(saturday).exists(), "until Tuesday nothing of it is read"
    then = take_on(cast, now, said, days=3)
    sunday, tuesday = saturday + timedelta(days=1), saturday + timedelta(days=3)
    assert [one.deed for one in queries.to_nudge(sunday, limit=1)] == [then]
    assert [one.deed for one in queries.to_nudge(tuesday)] == [first, then]


def test_nobody_hears_of_a_late_action_in_the_night(cast, now, said):
    take_on(cast, now, said)
    day_after = now + timedelta(days=8)
    assert [operations.nudge(now=day_after.replace(hour=hour)) for hour in (0, 7, 8)] == [0, 0, 1]


def test_after_two_weeks_without_a_clock_all_are_told_once(cast, now, said):
    take_on(cast, now, said)
    later = now + timedelta(days=21)
    assert [operations.nudge(now=later) for _ in range(3)] == [1, 0, 0]
    assert len(told()) == 2


def test_a_letter_about_a_late_action_is_not_sent_once_it_is_done(cast, now, said):
    deed = take_on(cast, now, said)
    later = now + timedelta(days=8)
    operations.nudge(now=later)
    waiting = list(Letter.objects.filter(stem="feedback/timeline/emails/late").select_related("person", "group"))
    assert {one.do.value for one in notices.verdicts(waiting, later)} == {"send"}
    deeds.finish_deed(by=cast.priya.membership, now=later, deed=Deed.objects.select_related("said").get(pk=deed.pk))
    assert {one.do.value for one in notices.verdicts(waiting, later)} == {"expire"}


def test_the_day_passes_on_the_groups_own_wall_and_a_closed_group_hears_nothing(cast, now, said):
    take_on(cast, now, said)
    Group.objects.filter(pk=cast.group.pk).update(time_zone="Pacific/Honolulu")
    assert operations.nudge(now=(now + timedelta(days=8)).replace(hour=5)) == 0
    Group.objects.filter(pk=cast.group.pk).update(closed_at=now)
    assert operations.nudge(now=now + timedelta(days=12)) == 0
