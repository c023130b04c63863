"""A meeting to which somebody said what they need, and lines ticked off."""

from datetime import timedelta

from groups.arrangements import operations, queries
from tests.groups.meetings.arrange import SOON_AFTER, plan, says

LATER = SOON_AFTER + timedelta(hours=1)


def needing(cast, needs="An interpreter, please.", *, who=None, **fields):
    """A meeting to which Sam (or `who`) comes with this need."""
    meeting = plan(cast, **fields)
    says(who or cast.sam, meeting, needs=needs)
    return meeting


def line(meeting, need="INTERPRETER", who=None):
    return next(
        one for one in queries.lines(meeting) if one.need == need and (not who or one.membership == who.membership)
    )


def ticked(cast, meeting, need="INTERPRETER", *, by=None, now=LATER, **said):
    """The line is ticked off, as it stands now."""
    one = line(meeting, need)
    said = {"arranged": True, "as_seen": one.seal} | said
    by = (by or cast.farah).membership
    return operations.see_to(meeting=meeting, whose=one.membership, need=need, by=by, now=now, **said)
