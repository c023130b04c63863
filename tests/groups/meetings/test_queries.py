from datetime import timedelta

import pytest

from groups.agendas import operations as agendas
from groups.corrections import operations as corrections
from groups.meetings import operations, queries
from groups.meetings.models import Meeting
from groups.minutes import operations as minutes
from tests.groups.meetings import arrange
from tests.groups.meetings.arrange import SOON_AFTER, STARTS, invite, plan, says


def still_needs(meeting, now):
    return queries.still_needs(queries.with_gaps(Meeting.objects).get(pk=meeting.pk), now)


def waits_for(player, now):
    """Meetings to answer, and notes to confirm."""
    found = [row[:2] for rows in queries.waits_for(player.membership, now) for row in rows]
    return tuple([number for kind, number in found if kind == wanted] for wanted in ("reply", "confirm"))


def test_the_next_meeting_is_the_soonest_that_goes_ahead_and_stays_next_while_it_lasts(cast, now):
    plan(cast, title="Later", starts_at=STARTS + timedelta(days=7))
    arrange.cancelled(cast, starts_at=STARTS - timedelta(days=7))
    meeting = plan(cast)
    says(cast.sam, meeting)
    found = queries.next_meeting(cast.sam.membership, now)
    assert (found, found.my_answer) == (meeting, "YES")
    assert queries.next_meeting(cast.sam.membership, STARTS + timedelta(minutes=30)) == meeting
    assert queries.next_meeting(cast.sam.membership, STARTS + timedelta(hours=2)).title == "Later"
    assert queries.next_meeting(cast.priya.membership, now) is None
    assert queries.next_meeting(cast.nia.membership, now) is None
    assert queries.next_meeting(cast.hal.membership, now) is None


def test_a_meeting_with_everything_needs_nothing(cast, now):
    meeting = plan(cast, arrangements="Captions")
    for player in (cast.sam, cast.jo, cast.col, cast.sol, cast.farah):
        says(player, meeting, "NO", needs="Nothing, I am away")
    agendas.propose(meeting=meeting, by=cast.farah.membership, now=SOON_AFTER, title="Hello", purpose="HEAR", minutes=5)
    needs = still_needs(meeting, now)
    assert needs.in_words == []


def test_several_things_are_counted_in_words(cast, now):
    meeting = plan(cast)
    for title in ("One", "Two"):
        agendas.propose(meeting=meeting, by=cast.jo.membership, now=SOON_AFTER, title=title, purpose="HEAR", minutes=5)
    for player in (cast.sam, cast.jo, cast.col, cast.sol):
        says(player, meeting, needs="A lift")
    needs = still_needs(meeting, now)
    assert "2 suggestions wait for a place on the agenda." in needs.in_words
    assert "1 person has not said if they are coming." in needs.in_words


@pytest.mark.parametrize("make", [arrange.cancelled, arrange.held])
def test_a_meeting_cancelled_or_held_needs_nothing(cast, now, make):
    assert not still_needs(make(cast), now).in_words


def test_what_needs_a_member_is_meetings_to_answer_and_notes_to_confirm(cast, now):
    meeting, answered = plan(cast), plan(cast)
    says(cast.sam, answered)
    plan(cast, starts_at=STARTS + timedelta(days=90))  # too far away to press anybody
    held = arrange.held(cast)
    assert waits_for(cast.sam, now) == ([meeting.pk], [])
    minutes.write(meeting=held, by=cast.jo.membership, now=SOON_AFTER, version=0, said={0: "Late letters"})
    corrections.ask_to_read(meeting=held, by=cast.jo.membership, now=SOON_AFTER - timedelta(days=8))
    corrections.propose(
        meeting=held, by=cast.sam.membership, now=SOON_AFTER - timedelta(days=7), part="said-0", words="Very late"
    )
    assert waits_for(cast.sam, now) == ([meeting.pk], [])
    one = held.notes.corrections.get()
    corrections.refuse(meeting=held, correction=one, by=cast.jo.membership, now=SOON_AFTER, why_not="They were late.")
    assert waits_for(cast.sam, now) == ([meeting.pk], [held.pk])
    corrections.confirm(meeting=held, by=cast.sam.membership, now=SOON_AFTER, version=1)
    says(cast.sam, meeting, "NO")
    assert waits_for(cast.sam, now) == ([], [])


def test_a_moved_meeting_needs_an_answer_again(cast, now):
    meeting = plan(cast)
    says(cast.sam, meeting)
    operations.change(meeting=meeting, by=cast.farah.membership, now=SOON_AFTER + timedelta(hours=1), place="The Mill")
    assert waits_for(cast.sam, now) == ([meeting.pk], [])


def test_what_needs_others_is_what_their_role_may_do(cast, now):
    meeting, held = plan(cast), arrange.held(cast)
    minutes.write(meeting=held, by=cast.jo.membership, now=SOON_AFTER, version=0, said={0: "Late letters"})
    assert waits_for(cast.sol, now) == ([meeting.pk], [])
    assert waits_for(cast.priya, now) == ([], [])
    invite(cast, meeting, cast.priya)
    assert waits_for(cast.priya, now) == ([meeting.pk], [])
    assert waits_for(cast.nia, now) == ([], [])


def test_a_few_of_each_are_named_those_that_come_first_and_those_that_were_last(cast, now):
    ahead = [plan(cast, starts_at=STARTS + timedelta(days=n)) for n in range(queries.FEW + 1)]
    assert sorted(waits_for(cast.sam, now)[0]) == [one.pk for one in ahead[:-1]]
