from datetime import date

from feedback.log.models import Stage, Step
from feedback.overview import queries
from tests import builders


def step(said, kind, days, promised):
    Step.objects.create(
        group=said.group, said=said, kind=kind, stage_to=said.stage, headline="x", working_days=days,
        promised_days=promised, at=builders.NOW,
    )  # fmt: skip


def test_the_oldest_promise_comes_first_and_lateness_is_in_working_days(cast, now):
    builders.said(cast.group, "Later", stage=Stage.HEARD, due_on=date(2026, 12, 1))
    builders.said(cast.group, "First", stage=Stage.SENT, due_on=date(2026, 11, 13))  # the Friday before
    owed = queries.owed([cast.group], now)
    assert [(one.said.words, one.what, one.late_days) for one in owed] == [
        ("First", "To be heard", 3),
        ("Later", "An answer", 0),
    ]


def test_late_shows_on_the_overview_only_after_owner_and_deputy_were_reminded(cast, now):
    builders.said(cast.group, "Three days", due_on=date(2026, 11, 13))
    builders.said(cast.group, "Four days", due_on=date(2026, 11, 12))
    shown = {one.said.words: one.shown_late for one in queries.owed([cast.group], now)}
    assert shown == {"Four days": True, "Three days": False}


def test_drafts_what_was_brought_in_and_other_groups_are_not_owed(cast, now):
    builders.said(cast.group, "Draft", stage=Stage.DRAFT)
    builders.said(cast.group, "Before", stage=Stage.EARLIER)
    builders.said(cast.other_group, "Theirs", due_on=date(2026, 11, 20))
    assert queries.owed([cast.group], now) == []


def test_what_was_done_before_the_record_began_is_not_what_moved_last(cast):
    moved = builders.said(cast.group, "We said it", stage=Stage.HEARD)
    builders.said(cast.group, "Before", stage=Stage.EARLIER)
    assert list(queries.moved_lately([cast.group])) == [moved]


def test_counts_stand_by_topic_and_add_up(cast):
    letters = builders.topic(cast.group, "Letters")
    for stage in (Stage.SENT, Stage.HEARD, Stage.DOING, Stage.DID, Stage.CANNOT, Stage.DRAFT):
        builders.said(cast.group, stage, stage=stage, topic=letters)
    builders.said(cast.group, "No topic", stage=Stage.ANSWERED, decision="WE_WILL")
    rows = queries.by_topic(queries.counts([cast.group]))
    assert rows == [("Letters", [2, 1, 1, 1]), ("No topic", [0, 0, 1, 0])]
    assert queries.totals(rows) == [2, 1, 2, 1]


def test_each_group_has_its_own_counts(cast):
    builders.said(cast.group)
    builders.said(cast.other_group, stage=Stage.CANNOT)
    groups = [cast.group, cast.other_group, cast.far_group]
    assert queries.by_group(queries.counts(groups), groups) == [
        (cast.group, [1, 0, 0, 0]),
        (cast.other_group, [0, 0, 0, 1]),
        (cast.far_group, [0, 0, 0, 0]),
    ]


def test_the_middle_time_is_the_one_in_the_middle(cast, now):
    said = builders.said(cast.group)
    for days in (2, 3, 9):
        step(said, Step.Kind.HEARD, days, 5)
    times = queries.times([cast.group], now)
    assert (times["heard"].middle, times["heard"].kept_in_ten) == (3, 7)
    assert (times["answered"].middle, times["answered"].kept_in_ten) == (None, 0)


def test_what_is_late_now_counts_as_a_promise_that_was_not_kept(cast, now):
    step(builders.said(cast.group), Step.Kind.HEARD, 2, 5)
    assert queries.times([cast.group], now)["heard"].kept_in_ten == 10
    builders.said(cast.group, due_on=date(2026, 11, 16))
    assert queries.times([cast.group], now)["heard"].kept_in_ten == 5
