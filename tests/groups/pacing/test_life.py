"""What can become of a meeting, from every state of its life: each pair once, said in a table."""

from datetime import timedelta

import pytest

from coproduction.kit.refusals import Refusal
from groups.meetings import operations as meetings
from groups.meetings.models import Meeting
from tests.groups.meetings import arrange
from tests.groups.pacing.on import STARTS, minute, pace, planned, running

EARLY = STARTS - timedelta(minutes=50)  # somebody starts it before its time
LATER = timedelta(days=7)


def cancelled(cast):
    meeting = planned(cast)
    meetings.cancel(meeting=meeting, by=cast.farah.membership, now=EARLY, because="The room is closed.")
    return meeting


def on(cast):
    meeting = planned(cast)
    pace("start", meeting, cast.farah, EARLY)
    return meeting


def ended(cast):
    meeting = on(cast)
    pace("end", meeting, cast.farah, EARLY)
    return meeting


def went_on(cast):
    meeting = ended(cast)
    pace("resume", meeting, cast.farah, EARLY)
    return meeting


def ended_and_cancelled(cast):
    """Started by mistake before its time."""
    meeting = ended(cast)
    meetings.cancel(meeting=meeting, by=cast.farah.membership, now=EARLY, because="The room is closed.")
    return meeting


def move(cast, meeting, now):
    new = {"starts_at": STARTS + LATER, "ends_at": STARTS + LATER + timedelta(hours=2)}
    meetings.change(meeting=meeting, by=cast.farah.membership, now=now, **new)


def cancel(cast, meeting, now):
    meetings.cancel(meeting=meeting, by=cast.farah.membership, now=now, because="The room is closed.")


def _paces(deed):
    return lambda cast, meeting, now: pace(deed, meeting, cast.farah, now)


DEEDS = {
    "move": move, "cancel": cancel, "start": _paces("start"), "end": _paces("end"), "go on": _paces("resume"),
    "call": lambda cast, meeting, now: meetings.change(meeting=meeting, by=cast.farah.membership, now=now, title="New"),
}  # fmt: skip
STATES = {
    "planned": planned, "cancelled": cancelled, "on": on, "ended": ended, "went on": went_on,
    "ended, cancelled": ended_and_cancelled,
}  # fmt: skip
DONE, SAME = "done", "nothing changes"
BEFORE = {  # before its planned time, when a start may have been a mistake
    "planned": {"move": DONE, "cancel": DONE, "start": DONE, "end": "NotOn", "go on": "NotOn", "call": DONE},
    "cancelled": dict.fromkeys(("move", "cancel", "start", "go on", "call"), "MeetingCancelled") | {"end": "NotOn"},
    "on": {"move": "MeetingIsOn", "cancel": "MeetingIsOn", "start": SAME, "end": DONE, "go on": SAME, "call": DONE},
    "ended": {"move": DONE, "cancel": DONE, "start": "EndedAlready", "end": "NotOn", "go on": DONE, "call": DONE},
}
BEFORE["went on"], BEFORE["ended, cancelled"] = BEFORE["on"], BEFORE["cancelled"]
HELD = {"move": "MeetingAlreadyHeld", "cancel": "MeetingAlreadyHeld"}
DURING = BEFORE | {"ended": BEFORE["ended"] | HELD, "planned": BEFORE["planned"]}
AFTER = {  # on the day after
    state: dict.fromkeys(("move", "cancel", "start", "call"), "MeetingAlreadyHeld") | {"end": "NotOn", "go on": "NotOn"}
    for state in STATES
} | {"cancelled": BEFORE["cancelled"], "ended, cancelled": BEFORE["cancelled"]}
AFTER["ended"] |= {"go on": "TooLateToGoOn"}


def happens(cast, meeting, deed, now):
    before = state(meeting)
    try:
        DEEDS[deed](cast, Meeting.objects.get(pk=meeting.pk), now)
    except Refusal as refusal:
        assert state(meeting) == before
        return type(refusal).__name__
    return SAME if state(meeting) == before else DONE


def state(meeting):
    row = Meeting.objects.get(pk=meeting.pk)
    ran = running(meeting) if hasattr(row, "running") else None
    return row.version, row.cancelled_at, ran and (ran.version, ran.ended_at, ran.resumed_at)


@pytest.mark.parametrize("when", ["before", "during", "after"])
@pytest.mark.parametrize("begins", STATES)
@pytest.mark.parametrize("deed", DEEDS)
def test_each_state_lets_happen_what_the_table_says_and_nothing_else(cast, when, begins, deed):
    now = {"before": EARLY, "during": minute(30), "after": minute(24 * 60)}[when]
    table = {"before": BEFORE, "during": DURING, "after": AFTER}[when]
    assert happens(cast, STATES[begins](cast), deed, now) == table[begins][deed]


def test_what_was_started_by_mistake_and_moved_goes_on_when_its_new_time_comes(cast):
    meeting = ended(cast)
    move(cast, meeting, EARLY)
    for deed, now, becomes in (
        ("go on", minute(0), "TooEarly"), ("start", minute(0), "TooEarly"), ("start", minute(0) + LATER, "EndedAlready"),
        ("go on", minute(0) + LATER, DONE), ("go on", minute(1) + LATER, SAME), ("end", minute(2) + LATER, DONE),
    ):  # fmt: skip
        assert happens(cast, meeting, deed, now) == becomes, (deed, now)


def test_what_was_ended_the_evening_before_cannot_be_started_twice(cast):
    """Moved to end late, it can no longer go on after midnight, nor begin again."""
    meeting = arrange.plan(cast, starts_at=STARTS, hours=16)
    pace("start", meeting, cast.farah, STARTS)
    pace("end", meeting, cast.farah, minute(10))
    assert happens(cast, meeting, "start", minute(12 * 60)) == "EndedAlready"


def test_a_meeting_that_was_cancelled_is_on_for_nobody(cast):
    """Also where it was cancelled while it was on, before that was refused."""
    meeting = on(cast)
    Meeting.objects.filter(pk=meeting.pk).update(cancelled_at=EARLY, cancelled_by=cast.farah.membership)
    assert running(meeting).over(EARLY) and not running(meeting).may_resume(EARLY)
    assert happens(cast, meeting, "end", EARLY) == "NotOn"


def test_the_way_to_cancel_is_gone_while_the_meeting_is_on_and_once_it_was_held(cast, clock):
    meeting = on(cast)
    address = arrange.address(cast, meeting)
    for now, deed, there in ((EARLY, None, False), (EARLY, "end", True), (minute(30), None, False)):
        clock(now)
        if deed:
            pace(deed, meeting, cast.farah, now)
        assert ("Cancel this meeting" in cast.farah.client.get(address).text) is there, (now, deed)
    page = cast.farah.client.post(f"{address}cancel/", {"because": "Nobody came"}).text
    assert "This meeting is over, so this cannot be changed any more." in page and "Nobody came" in page
