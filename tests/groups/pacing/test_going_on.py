"""A meeting that was ended by mistake goes on, until midnight of its day."""

from datetime import UTC, datetime, timedelta

import pytest
from django.db import IntegrityError, transaction

from groups.checkouts import tasks as checkouts
from groups.checkouts.models import CheckOut
from groups.history.models import Event
from groups.notices.models import Letter
from groups.pacing import operations, queries
from groups.pacing.models import Running
from tests.groups.checkouts import held
from tests.groups.meetings.arrange import address
from tests.groups.pacing.on import begun, do, item, minute, pace, planned, running, speaks

MIDNIGHT = datetime(2026, 12, 9, 0, 0, tzinfo=UTC)


def ended(cast, at=None, **fields):
    """Ten minutes of the second item were spoken about when somebody ended it."""
    meeting = begun(cast, **fields)
    pace("go_to", meeting, cast.farah, minute(2), item_id=item(meeting, "Letters").pk)
    pace("end", meeting, cast.farah, at or minute(6))
    return meeting


def resume(meeting, cast, at, by=None):
    return pace("resume", meeting, by or cast.farah, at)


def step(meeting, title, at):
    return next(one for one in queries.course(running(meeting), at).steps if one.item.title == title)


def test_it_goes_on_where_it_was_and_the_time_between_does_not_count(cast):
    meeting = ended(cast)
    assert step(meeting, "Parking", minute(7)).in_words == "Not reached"
    resume(meeting, cast, minute(20), by=cast.col)
    letters = step(meeting, "Letters", minute(21))
    assert (letters.in_words, letters.left) == ("Now", (10 - 4 - 1) * 60)
    assert step(meeting, "Welcome", minute(21)).in_words == "Done"
    assert step(meeting, "Parking", minute(21)).in_words == "To come"
    assert Event.objects.get(what="meeting_resumed").sentence == (
        "Col went on with “Planning care together”: it was ended by mistake."
    )
    row = running(meeting)
    assert (row.ended_at, row.ended_by, row.resumed_by) == (None, None, cast.col.membership)
    speaks(meeting, cast, cast.sam, minute(22), minute(24))
    pace("end", meeting, cast.farah, minute(25))
    assert step(meeting, "Letters", minute(26)).left == 60
    assert step(meeting, "Parking", minute(26)).in_words == "Not reached"


def test_what_was_marked_by_hand_as_not_reached_stays_marked(cast):
    meeting = begun(cast)
    pace("not_reached", meeting, cast.farah, minute(1), item_id=item(meeting, "Parking").pk)
    pace("end", meeting, cast.farah, minute(2))
    resume(meeting, cast, minute(3))
    assert step(meeting, "Parking", minute(4)).in_words == "Not reached"
    assert step(meeting, "Letters", minute(4)).in_words == "To come"


def test_a_turn_that_the_end_cut_off_stays_as_long_as_it_was(cast):
    meeting = begun(cast)
    turn = speaks(meeting, cast, cast.sam, minute(1))
    pace("end", meeting, cast.farah, minute(3))
    resume(meeting, cast, minute(30))
    turn.refresh_from_db()
    assert turn.seconds == 120 and not running(meeting).turns.open().exists()


def test_going_on_twice_is_once_and_without_an_agenda_too(cast):
    meeting = ended(cast)
    first = resume(meeting, cast, minute(8))
    assert resume(meeting, cast, minute(9)).resumed_at == first.resumed_at
    assert Event.objects.filter(what="meeting_resumed").count() == 1
    bare = begun(cast, items=(), title="Bare")
    pace("end", bare, cast.farah, minute(2))
    assert resume(bare, cast, minute(3)).item is None


def test_when_its_last_item_was_taken_off_meanwhile_it_goes_on_between_items(cast):
    meeting = ended(cast)
    meeting.items.filter(title="Letters").update(removed_at=minute(7), removed_by=cast.farah.membership)
    assert resume(meeting, cast, minute(8)).item is None


def test_until_midnight_of_its_day_on_the_groups_wall_and_not_later(cast):
    meeting = ended(cast)
    with pytest.raises(operations.TooLateToGoOn):
        resume(meeting, cast, MIDNIGHT)
    resume(meeting, cast, MIDNIGHT - timedelta(minutes=1))
    assert not running(meeting).over(MIDNIGHT + timedelta(hours=1))
    assert running(meeting).over(MIDNIGHT + timedelta(hours=7))


def test_the_groups_own_midnight_counts(cast):
    cast.group.time_zone = "Pacific/Auckland"
    cast.group.save()
    meeting = ended(cast)
    assert running(meeting).may_resume_until == datetime(2026, 12, 9, 11, 0, tzinfo=UTC)


def test_a_meeting_that_is_planned_until_midnight_has_no_second_day(cast):
    meeting = begun(cast, starts_at=minute(0), hours=10)
    assert meeting.ends_at == MIDNIGHT
    assert running(meeting).may_resume_until == MIDNIGHT


def test_what_was_never_begun_or_simply_forgotten_does_not_go_on(cast):
    with pytest.raises(operations.NotOn):
        resume(planned(cast), cast, minute(5))
    forgotten = begun(cast, title="Forgotten")
    with pytest.raises(operations.NotOn):
        resume(forgotten, cast, minute(600))


def test_the_database_keeps_who_went_on_and_when_together(cast):
    meeting = ended(cast)
    with pytest.raises(IntegrityError), transaction.atomic():
        Running.objects.filter(meeting=meeting).update(resumed_at=minute(1))


def test_people_are_asked_how_it_was_once_their_answers_stay_and_results_wait(cast, clock):
    held.more(cast)
    meeting = begun(cast)
    checkouts.check_out(meeting.ends_at)
    pace("end", meeting, cast.farah, meeting.ends_at)
    check_out = CheckOut.objects.get(meeting=meeting)
    held.given(check_out, cast.sam, line="I was heard.", at=meeting.ends_at)
    asked = Letter.objects.filter(stem="groups/checkouts/emails/asked").count()
    resume(meeting, cast, meeting.ends_at + timedelta(minutes=10))
    clock(meeting.ends_at + timedelta(minutes=20))
    checkouts.check_out(meeting.ends_at + timedelta(minutes=20))
    check_out.refresh_from_db()
    assert (check_out.answered, check_out.closed_at) == (1, None)
    assert Letter.objects.filter(stem="groups/checkouts/emails/asked").count() == asked
    assert 'name="heard"' in cast.jo.client.get(address(cast, meeting, "check-out/")).text
    assert "I was heard." not in cast.farah.client.get(address(cast, meeting, "check-out/results/")).text
    held.given(check_out, cast.jo, at=meeting.ends_at + timedelta(minutes=25))
    pace("end", meeting, cast.farah, meeting.ends_at + timedelta(minutes=30))
    checkouts.check_out(check_out.closes_at)
    check_out.refresh_from_db()
    assert check_out.closed_at is not None


def test_a_facilitator_goes_on_with_one_press_and_others_cannot(cast, clock):
    meeting = ended(cast)
    clock(minute(10))
    there = address(cast, meeting, "run/resume/")
    for rest in ("run/", "balance/"):
        assert there in cast.farah.client.get(address(cast, meeting, rest)).text
    assert there not in cast.sam.client.get(address(cast, meeting, "balance/")).text
    assert "until midnight" in cast.farah.client.get(address(cast, begun(cast, title="On"), "run/end/")).text
    for player, code in ((cast.sam, 403), (cast.okoro, 403), (cast.hal, 404)):
        assert player.client.post(there).status_code == code
    answer = cast.farah.client.post(there, follow=True)
    assert "You go on. The time between does not count." in answer.text and "Letters" in answer.text
    assert there not in cast.farah.client.get(address(cast, meeting, "balance/")).text
    do("raise_hand", meeting, cast.sam, minute(11))


def test_after_midnight_nothing_is_offered_and_a_press_from_an_old_page_says_why(cast, clock):
    meeting = ended(cast)
    clock(MIDNIGHT)
    there = address(cast, meeting, "run/resume/")
    for rest in ("run/", "balance/"):
        assert there not in cast.farah.client.get(address(cast, meeting, rest)).text
    assert "You could go on with this meeting until midnight" in cast.farah.client.post(there, follow=True).text
