"""A meeting that is on, with three items and Sam, Jo and Farah there."""

from datetime import timedelta

from groups.agendas import operations as agendas
from groups.facilitation import operations as facilitation
from groups.meetings.models import Meeting
from groups.pacing import operations as pacing
from groups.pacing.models import Running
from tests.builders import NOW
from tests.groups.meetings import arrange

STARTS = arrange.STARTS
ITEMS = ("Welcome", "Letters", "Parking")


def minute(number, seconds=0):
    return STARTS + timedelta(minutes=number, seconds=seconds)


def planned(cast, items=ITEMS, **fields):
    meeting = arrange.plan(cast, **fields)
    for title in items:
        agendas.propose(meeting=meeting, by=cast.farah.membership, now=NOW, title=title, purpose="EXPLORE", minutes=10)
    return meeting


def begun(cast, items=ITEMS, here=("sam", "jo"), **fields):
    """Started at its time; those named said that they come."""
    meeting = planned(cast, items, **fields)
    for who in here:
        arrange.says(getattr(cast, who), meeting, way="ONLINE")
    pacing.start(meeting=meeting, by=cast.farah.membership, now=STARTS)
    return meeting


def running(meeting) -> Running:
    return Running.objects.with_all().get(meeting=meeting)


def item(meeting, title):
    return meeting.items.get(title=title)


def seat(meeting, player):
    return running(meeting).seats.get(membership=player.membership)


def pace(deed, meeting, by, at, **rest):
    return getattr(pacing, deed)(meeting=Meeting.objects.get(pk=meeting.pk), by=by.membership, now=at, **rest)


def do(deed, meeting, by, at, **rest):
    return getattr(facilitation, deed)(meeting=Meeting.objects.get(pk=meeting.pk), by=by.membership, now=at, **rest)


def speaks(meeting, cast, player, at, until=None):
    """One turn of somebody who is there."""
    turn = do("give_floor", meeting, cast.farah, at, seat_id=seat(meeting, player).pk)
    if until:
        do("end_turn", meeting, cast.farah, until, turn_id=turn.pk)
        turn.refresh_from_db()
    return turn
