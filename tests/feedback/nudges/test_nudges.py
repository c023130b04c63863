from datetime import UTC, date, datetime, timedelta

import pytest

from feedback.log.models import Said, Stage
from feedback.nudges import operations, queries, tasks
from feedback.nudges.models import Nudge
from groups.charter.models import Group
from groups.membership.models import Membership, Role
from groups.notices import delivery
from groups.notices.models import Letter
from tests import builders


def nudged():
    rows = Letter.objects.filter(stem="feedback/nudges/emails/nudge")
    return sorted(rows.values_list("person__name", flat=True))


@pytest.mark.parametrize(
    ("today", "rung", "people"),
    [
        ("2026-11-18", None, []),
        ("2026-11-19", "SOON", ["Priya"]),
        ("2026-11-23", "PASSED", ["Priya"]),
        ("2026-11-24", "DEPUTY", ["Dr Okoro", "Priya"]),
        ("2026-12-24", "DEPUTY", ["Dr Okoro", "Priya"]),
    ],
)
def test_a_promise_to_hear_climbs_the_kind_ladder(cast, today, rung, people):
    builders.said(cast.group, due_on=date(2026, 11, 20))  # a Friday
    operations.nudge(now=datetime.fromisoformat(f"{today}T09:00+00:00"))
    assert nudged() == people
    assert list(Nudge.objects.values_list("rung", flat=True)) == ([rung] if rung else [])


def test_each_rung_is_climbed_once(cast, now):
    builders.said(cast.group, due_on=now.date())
    for _ in range(3):
        operations.nudge(now=now)
    assert nudged() == ["Priya"]


def test_a_promise_to_answer_is_the_sponsors_and_then_the_deputys(cast, now):
    deputy = builders.membership(cast.group, Role.SPONSOR, name="Deputy Dee")
    Membership.objects.filter(pk=cast.okoro.membership.pk).update(deputy=deputy)
    said = builders.said(cast.group, stage=Stage.HEARD, due_on=now.date())
    Membership.objects.filter(pk=deputy.pk).update(role=Role.POINT_OF_CONTACT)
    operations.nudge(now=now)
    assert nudged() == ["Dr Okoro"]
    operations.nudge(now=now + timedelta(days=7))
    assert nudged() == ["Deputy Dee", "Dr Okoro", "Dr Okoro"]
    assert Nudge.objects.filter(said=said).count() == 2


def test_a_nudge_is_not_sent_once_the_promise_was_kept(cast, now):
    said = builders.said(cast.group, due_on=now.date())
    operations.nudge(now=now)
    Said.objects.filter(pk=said.pk).update(stage=Stage.HEARD)
    delivery.send_due(lambda: now)
    assert Letter.objects.get(stem="feedback/nudges/emails/nudge").state == Letter.State.EXPIRED


def test_a_nudge_that_still_holds_is_sent(cast, now):
    builders.said(cast.group, due_on=now.date())
    operations.nudge(now=now)
    delivery.send_due(lambda: now)
    assert Letter.objects.get(stem="feedback/nudges/emails/nudge").state == Letter.State.SENT


def test_the_clock_nudges(cast, now):
    assert tasks.nudges(now) == 0
    builders.said(cast.group, due_on=now.date())
    assert tasks.nudges(now) == 1


def test_promises_that_wait_for_their_next_rung_hide_no_other(cast):
    saturday, monday = datetime(2026, 11, 14, 9, tzinfo=UTC), datetime(2026, 11, 16, 9, tzinfo=UTC)
    for _ in range(2):
        builders.said(cast.group, due_on=date(2026, 11, 13))
    assert operations.nudge(now=saturday) == 2
    assert not queries.promises_near(saturday).exists(), "until Tuesday nothing of them is read"
    new = builders.said(cast.group, due_on=date(2026, 11, 17))
    assert [one.said for one in queries.promises_to_nudge(monday, limit=2)] == [new]


def test_every_promise_of_one_day_is_nudged_however_many_there_are(cast):
    saturday = datetime(2026, 11, 14, 9, tzinfo=UTC)
    for _ in range(3):
        builders.said(cast.group, due_on=date(2026, 11, 13))
    found = queries.promises_to_nudge(saturday, limit=2)
    for one in found:
        Nudge.objects.create(said=one.said, round=one.said.round, stage=one.said.stage, rung=one.rung, at=saturday)
    [last] = queries.promises_to_nudge(saturday, limit=2)
    assert last.said not in [one.said for one in found]


def test_a_promise_of_another_nation_that_waits_for_its_working_day_hides_no_other(cast):
    """Monday 30 November is a bank holiday in Scotland: a promise for the Tuesday is near from Friday on, elsewhere on Monday."""
    Group.objects.filter(pk=cast.other_group.pk).update(nation="scotland")
    waits = builders.said(cast.group, due_on=date(2026, 12, 1))
    near = builders.said(cast.other_group, due_on=date(2026, 12, 1))
    friday, monday = datetime(2026, 11, 27, 9, tzinfo=UTC), datetime(2026, 11, 30, 9, tzinfo=UTC)
    assert [one.said for one in queries.promises_to_nudge(friday, limit=1)] == [near]
    assert {one.said for one in queries.promises_to_nudge(monday)} == {waits, near}


def test_nobody_is_nudged_in_the_night_of_their_own_group(cast):
    builders.said(cast.group, due_on=date(2026, 11, 20))
    night, morning = datetime(2026, 11, 21, 7, 59, tzinfo=UTC), datetime(2026, 11, 21, 8, tzinfo=UTC)
    assert [tasks.nudges(night.replace(hour=0)), tasks.nudges(night), tasks.nudges(morning)] == [0, 0, 1]
    Nudge.objects.all().delete()
    Group.objects.filter(pk=cast.group.pk).update(time_zone="America/New_York")
    assert [tasks.nudges(morning), tasks.nudges(morning.replace(hour=13))] == [0, 1]
