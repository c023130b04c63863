"""Which reminders are due, and for whom."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Exists, OuterRef

from coproduction.kit import walltime
from groups.meetings.models import Meeting, Reply
from groups.meetings.queries import to_tell

WINDOW = timedelta(hours=72)  # wider than the longest outage we expect
LONGEST = timedelta(days=32)  # nobody is reminded earlier than this


@dataclass(frozen=True)
class Due:
    """The reminders of one meeting that are due: the nearest one is posted, earlier ones are overtaken by it."""

    meeting: Meeting
    days: list[int]

    @property
    def nearest(self) -> int:
        return min(self.days)


def reminders_due(now: datetime, at_most: int = 20) -> list[Due]:
    """Meetings with a reminder whose time has come, on or before now, and that was not posted for this version.

    A reminder whose time was already past when people were told of the meeting (or of its change) is left out: they have
    just heard. Two statements.
    """
    ahead = Meeting.objects.going_ahead().filter(starts_at__gt=now, starts_at__lte=now + LONGEST, group__closed_at=None)
    found = []
    for meeting in ahead.select_related("group").prefetch_related("reminders").soonest_first():
        posted = {one.days for one in meeting.reminders.all() if one.version == meeting.version}
        earliest = max(meeting.told_at, now - WINDOW)
        days = sorted(
            n
            for n in set(meeting.group.remind_days) - posted
            if earliest <= walltime.days_before(meeting.starts_at, n, meeting.zone) <= now
        )
        if days:
            found.append(Due(meeting, days))
    return found[:at_most]


def to_remind(meeting: Meeting):
    """Everyone who may come, but those who said no to the meeting as it now is."""
    said_no = Reply.objects.filter(meeting=meeting, membership=OuterRef("pk"), answer=Reply.Answer.NO).since_the_move()
    return to_tell(meeting).filter(~Exists(said_no))


def who_said_no(meeting_ids) -> set[tuple[int, int]]:
    """Pairs of meeting and person: those who said no to the meeting as it now is."""
    said_no = Reply.objects.filter(meeting__in=meeting_ids, answer=Reply.Answer.NO).since_the_move()
    return set(said_no.values_list("meeting_id", "membership__person_id"))
