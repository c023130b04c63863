"""The part of a letter that a calendar takes. Made when the letter goes, from the meeting as it is then."""

from coproduction.kit.parts import Enclosure
from groups.calendars import queries
from groups.meetings import emails as meetings
from groups.meetings.models import Meeting
from groups.notices import queries as notices
from groups.polls import emails as polls
from groups.series import emails as series


def _meeting(letter) -> Meeting | None:
    return Meeting.objects.select_related("group").filter(pk__in=letter.about.split(":")[1:2]).first()


def _part(content: bytes, method: str) -> Enclosure:
    return Enclosure("meeting.ics", content.decode(), "text/calendar", method)


@notices.encloses(f"{meetings.STEM}planned")
@notices.encloses(f"{meetings.STEM}invited")
@notices.encloses(f"{meetings.STEM}changed")
@notices.encloses(polls.FOUND)
def invitation(letter):
    meeting = _meeting(letter)
    return meeting and _part(queries.invitation(meeting, letter.person.email, letter.posted_at), "REQUEST")


@notices.encloses(f"{meetings.STEM}cancelled")
@notices.encloses(f"{meetings.STEM}not_invited")
def cancellation(letter):
    meeting = _meeting(letter)
    return meeting and _part(queries.cancellation(meeting, letter.person.email, letter.posted_at), "CANCEL")


@notices.encloses(series.STEM)
def several(letter):
    rows = queries.may_come_to(int(letter.about.split(":")[1]), letter.person)
    return _part(queries.several(rows, letter.posted_at), "PUBLISH") if rows else None
