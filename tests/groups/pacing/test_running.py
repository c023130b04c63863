"""Starting a meeting, its clock, breaks, the way through the agenda, its end."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction

from groups.history.models import Event
from groups.meetings.operations import MeetingAlreadyHeld, MeetingCancelled
from groups.pacing import operations, queries
from groups.pacing.models import Progress, Running, Seat, Tap, Turn
from tests.groups.meetings import arrange
from tests.groups.pacing.on import STARTS, begun, item, minute, pace, planned, running, seat, speaks


def states(meeting, at):
    return [(step.item.title, step.in_words) for step in queries.course(running(meeting), at).steps]


def left(meeting, at):
    return queries.course(running(meeting), at).present.left


# --- starting ---


def test_a_meeting_starts_at_its_first_item_with_those_who_said_yes(cast):
    meeting = begun(cast)
    one = running(meeting)
    assert one.item.title == "Welcome"
    assert {s.membership for s in one.seats.all()} == {m.membership for m in (cast.sam, cast.jo, cast.farah)}
    assert Event.objects.get(what="meeting_started").sentence == "Farah started “Planning care together”."


def test_two_facilitators_who_start_a_meeting_start_it_once(cast):
    meeting = begun(cast)
    pace("start", meeting, cast.col, minute(1))
    assert Running.objects.get().started_by == cast.farah.membership


def test_a_meeting_without_an_agenda_can_be_held(cast):
    meeting = begun(cast, items=())
    assert running(meeting).on_item(minute(5)) == 0
    assert queries.course(running(meeting), minute(5)).present is None
    assert queries.course(running(meeting), minute(5)).following is None
    pace("end", meeting, cast.farah, minute(9))
    assert running(meeting).over(minute(9))


def test_a_meeting_is_not_started_long_before_its_time_or_after_it_or_when_it_was_cancelled(cast):
    meeting = planned(cast)
    for refusal, at in (
        (operations.TooEarly, STARTS - timedelta(minutes=61)),
        (MeetingAlreadyHeld, STARTS + timedelta(hours=2)),
    ):
        assert not queries.may_start(meeting, at)
        with pytest.raises(refusal):
            pace("start", meeting, cast.farah, at)
    assert queries.may_start(meeting, STARTS - timedelta(minutes=60))
    with pytest.raises(MeetingCancelled):
        pace("start", arrange.cancelled(cast), cast.farah, STARTS)


def test_nothing_is_done_at_a_meeting_that_is_not_on(cast):
    meeting = planned(cast)
    with pytest.raises(operations.NotOn):
        pace("take_break", meeting, cast.farah, STARTS)
    forgotten = begun(cast)
    long_after = forgotten.ends_at + timedelta(hours=6, seconds=1)
    pace("take_break", forgotten, cast.farah, long_after - timedelta(seconds=1))
    with pytest.raises(operations.NotOn):
        pace("go_on", forgotten, cast.farah, long_after)


# --- the clock ---


def test_what_is_left_of_an_item_runs_down_and_a_break_stops_it(cast):
    meeting = begun(cast)
    assert left(meeting, minute(3)) == 7 * 60
    pace("take_break", meeting, cast.farah, minute(4))
    assert left(meeting, minute(4)) == left(meeting, minute(9)) == 6 * 60
    pace("take_break", meeting, cast.col, minute(8))
    pace("go_on", meeting, cast.col, minute(10))
    pace("go_on", meeting, cast.farah, minute(11))
    assert left(meeting, minute(12)) == 4 * 60


def test_an_item_the_group_comes_back_to_goes_on_where_it_stood(cast):
    meeting = begun(cast)
    pace("go_to", meeting, cast.farah, minute(4), item_id=item(meeting, "Letters").pk)
    pace("go_to", meeting, cast.farah, minute(9), item_id=item(meeting, "Welcome").pk)
    assert left(meeting, minute(10)) == 5 * 60
    assert states(meeting, minute(10)) == [("Welcome", "Now"), ("Letters", "Done"), ("Parking", "To come")]


def test_going_to_an_item_ends_the_break_and_whoever_was_speaking_is_done(cast):
    meeting = begun(cast)
    turn = speaks(meeting, cast, cast.sam, minute(1))
    pace("take_break", meeting, cast.farah, minute(3))
    pace("go_to", meeting, cast.farah, minute(8), item_id=item(meeting, "Letters").pk)
    turn.refresh_from_db()
    assert (turn.ended_at, turn.seconds) == (minute(8), 120)
    assert running(meeting).paused_at is None
    assert Progress.objects.get().spent == 3 * 60


def test_going_to_where_one_is_changes_nothing(cast):
    meeting = begun(cast)
    pace("go_to", meeting, cast.farah, minute(4), item_id=item(meeting, "Welcome").pk)
    assert running(meeting).version == 1


def test_what_is_not_on_the_agenda_of_this_meeting_is_not_gone_to(cast):
    meeting, other = begun(cast), planned(cast, title="Another")
    for wrong in (item(other, "Welcome").pk, 0):
        with pytest.raises(operations.NotOnTheAgenda):
            pace("go_to", meeting, cast.farah, minute(1), item_id=wrong)


def test_an_item_is_marked_as_not_reached_and_going_to_it_takes_the_mark_away(cast):
    meeting = begun(cast)
    letters = item(meeting, "Letters").pk
    pace("not_reached", meeting, cast.farah, minute(1), item_id=letters)
    assert states(meeting, minute(1))[1] == ("Letters", "Not reached")
    assert queries.course(running(meeting), minute(1)).following.item.title == "Parking"
    pace("go_to", meeting, cast.farah, minute(2), item_id=letters)
    assert states(meeting, minute(2))[1] == ("Letters", "Now")
    assert queries.course(running(meeting), minute(2)).before.item.title == "Welcome"
    with pytest.raises(operations.OnNow):
        pace("not_reached", meeting, cast.farah, minute(3), item_id=letters)


def test_when_the_present_item_is_taken_off_the_next_is_the_first_to_come(cast):
    meeting = begun(cast)
    meeting.items.filter(title="Welcome").update(removed_at=minute(1), removed_by=cast.farah.membership)
    course = queries.course(running(meeting), minute(2))
    assert (course.present, course.before, course.following.item.title) == (None, None, "Letters")


@pytest.mark.parametrize(
    ("seconds", "said"),
    [
        (599, "9 minutes left"), (60, "1 minute left"), (59, "Less than 1 minute left"), (0, "The time for this is up"),
        (-59, "The time for this is up"), (-60, "1 minute over"), (-130, "2 minutes over"),
    ],
)  # fmt: skip
def test_the_clock_speaks_gently(seconds, said):
    assert queries.minutes_left(seconds) == said


def test_a_tap_that_comes_late_counts_from_when_it_was_tapped_but_never_before_the_last(cast):
    meeting = begun(cast)
    pace("go_to", meeting, cast.farah, minute(5), item_id=item(meeting, "Letters").pk)
    pace("go_to", meeting, cast.col, minute(3), item_id=item(meeting, "Parking").pk)
    assert running(meeting).item_since_at == minute(5)
    assert running(meeting).on_item(minute(4)) == 0, "a clock that went back shows nothing below nothing"


# --- the end ---


def test_the_end_closes_everything_and_marks_what_was_not_reached(cast):
    meeting = begun(cast)
    turn = speaks(meeting, cast, cast.sam, minute(1))
    meeting.items.filter(title="Parking").update(purpose="BREAK")
    pace("end", meeting, cast.farah, minute(6))
    turn.refresh_from_db()
    assert turn.ended_at == minute(6)
    assert states(meeting, minute(7)) == [("Welcome", "Done"), ("Letters", "Not reached"), ("Parking", "To come")]
    assert Event.objects.get(what="meeting_ended").sentence == "Farah ended “Planning care together”."
    with pytest.raises(operations.NotOn):
        pace("end", meeting, cast.col, minute(8))


# --- who is there ---


def test_who_is_here_is_noted_and_nobody_who_took_part_loses_their_seat(cast):
    meeting = begun(cast)
    here = {cast.sam.membership.pk, cast.col.membership.pk, cast.farah.membership.pk, cast.okoro.membership.pk}
    pace("note_who_is_here", meeting, cast.farah, minute(1), here=here)
    there = set(Seat.objects.values_list("membership_id", flat=True))
    assert there == here - {cast.okoro.membership.pk}, "a sponsor who was not invited is not there"
    speaks(meeting, cast, cast.sam, minute(2))
    with pytest.raises(operations.HasSpoken):
        pace("note_who_is_here", meeting, cast.farah, minute(3), here={cast.farah.membership.pk})
    assert Seat.objects.filter(membership=cast.sam.membership).exists()


# --- turns and time ---


def test_a_turn_lasts_from_tap_to_tap_without_the_break(cast):
    meeting = begun(cast)
    turn = speaks(meeting, cast, cast.sam, minute(1))
    pace("take_break", meeting, cast.farah, minute(2))
    pace("go_on", meeting, cast.farah, minute(7))
    operations.finish_turn(running(meeting), turn.__class__.objects.get(), minute(8))
    assert Turn.objects.get().seconds == 120


def test_a_turn_that_ends_in_the_break_stops_where_the_break_began(cast):
    meeting = begun(cast)
    turn = speaks(meeting, cast, cast.sam, minute(1))
    pace("take_break", meeting, cast.farah, minute(2))
    operations.finish_turn(running(meeting), turn, minute(9))
    assert Turn.objects.get().seconds == 60
    operations.finish_turn(running(meeting), turn, minute(20))
    assert Turn.objects.get().ended_at == minute(9), "a turn ends once"


def test_whoever_begins_to_speak_ends_the_break(cast):
    meeting = begun(cast)
    pace("take_break", meeting, cast.farah, minute(2))
    turn = speaks(meeting, cast, cast.sam, minute(5))
    assert running(meeting).paused_at is None
    assert (turn.began_at, turn.paused) == (minute(5), 0)
    assert left(meeting, minute(5)) == 8 * 60


def test_without_an_agenda_a_break_only_stops_the_turn(cast):
    meeting = begun(cast, items=())
    speaks(meeting, cast, cast.sam, minute(1))
    pace("take_break", meeting, cast.farah, minute(2))
    pace("go_on", meeting, cast.farah, minute(3))
    assert Turn.objects.get().paused == 60


@pytest.mark.parametrize(
    ("seconds", "said"), [(0, "less than a minute"), (59, "less than a minute"), (60, "1 minute"), (200, "3 minutes")]
)
def test_how_long_a_turn_was_is_said_in_words(seconds, said):
    assert Turn(seconds=seconds).length == said


# --- taps ---


def test_the_same_tap_twice_counts_once(cast):
    meeting = begun(cast)
    for _ in range(2):
        pace("take_break", meeting, cast.farah, minute(1), tap="abc")
    pace("go_on", meeting, cast.farah, minute(2), tap="def")
    pace("take_break", meeting, cast.farah, minute(3), tap="abc")
    assert running(meeting).paused_at is None
    assert Tap.objects.count() == 2
    with pytest.raises(IntegrityError), transaction.atomic():
        Tap.objects.create(running=running(meeting), number="abc", at=minute(4))


def test_a_tap_whose_deed_was_refused_was_not_taken(cast):
    meeting = begun(cast)
    with pytest.raises(operations.OnNow):
        pace("not_reached", meeting, cast.farah, minute(1), item_id=item(meeting, "Welcome").pk, tap="abc")
    for deed in ("not_reached", "go_to"):
        for _ in range(2):
            pace(deed, meeting, cast.farah, minute(1), item_id=item(meeting, "Letters").pk, tap=f"{deed}1")
    assert set(Tap.objects.values_list("number", flat=True)) == {"not_reached1", "go_to1"}
    pace("go_on", meeting, cast.farah, minute(1), tap="new")
    pace("go_on", meeting, cast.farah, minute(1), tap="new")
    assert running(meeting).paused_at is None


# --- what the database holds ---


def test_the_database_knows_one_speaker_at_a_time_and_one_seat_each(cast):
    meeting = begun(cast)
    turn = speaks(meeting, cast, cast.sam, minute(1))
    again = {"running": turn.running, "seat": seat(meeting, cast.jo), "way": "ALOUD", "began_at": minute(2)}
    with pytest.raises(IntegrityError), transaction.atomic():
        Turn.objects.create(**again)
    Turn.objects.create(**again, ended_at=minute(3))
    with pytest.raises(IntegrityError), transaction.atomic():
        Turn.objects.create(**again, ended_at=minute(1))
    with pytest.raises(IntegrityError), transaction.atomic():
        Turn.objects.create(**again | {"way": "WRITING"}, ended_at=minute(3))
    with pytest.raises(IntegrityError), transaction.atomic():
        Seat.objects.create(running=turn.running, membership=cast.sam.membership, role="MEMBER", came_at=minute(1))


@pytest.mark.parametrize(
    "wrong",
    [{"ended_at": STARTS}, {"paused_at": STARTS}, {"item_since_at": None}, {"item": None}],
    ids=["ended by nobody", "a break of nobody", "an item without a clock", "a clock without an item"],
)
def test_the_database_keeps_pairs_together(cast, wrong):
    meeting = begun(cast)
    with pytest.raises(IntegrityError), transaction.atomic():
        Running.objects.filter(meeting=meeting).update(**wrong)


def test_nothing_runs_on_after_the_end(cast):
    meeting = begun(cast)
    with pytest.raises(IntegrityError), transaction.atomic():
        Running.objects.filter(meeting=meeting).update(ended_at=STARTS, ended_by=cast.farah.membership)


# --- what the page asks for ---


def test_the_stamp_changes_with_every_deed_and_every_minute_and_with_nothing_else(cast):
    meeting = begun(cast)
    one, me = running(meeting), cast.sam.membership
    first = queries.stamp(one, me, minute(1))
    assert queries.stamp(one, me, minute(1, 59)) == first
    assert queries.stamp(one, me, minute(2)) != first
    assert queries.stamp(one, cast.jo.membership, minute(1)) != first
    pace("take_break", meeting, cast.farah, minute(1, 30))
    assert queries.stamp(running(meeting), me, minute(1, 40)) != first
    pace("end", meeting, cast.farah, minute(3))
    ended = running(meeting)
    assert queries.stamp(ended, me, minute(4)) == queries.stamp(ended, me, minute(500))
    assert queries.stamp(None, me, minute(1)) == queries.stamp(None, me, minute(50))
