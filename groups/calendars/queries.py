"""What goes into a calendar. One UID a meeting for ever; SEQUENCE rises with every change people must hear of."""

from datetime import date, timedelta
from email.utils import parseaddr
from functools import lru_cache
from urllib.parse import urlsplit

from django.conf import settings
from django.urls import reverse
from icalendar import Calendar, Event, Timezone, vCalAddress

from coproduction.kit import words
from groups.calendars.models import CalendarAddress
from groups.choices import queries as choices
from groups.meetings import queries as meetings
from groups.meetings.models import Meeting

BACK = timedelta(days=60)  # how long a meeting that was held stays in the feed
MOST = 500
NEUTRAL = "Meeting"  # what a discreet reader's calendar says


def page_of(meeting: Meeting) -> str:
    return settings.SITE_ADDRESS + reverse("meeting", kwargs={"slug": meeting.group.slug, "meeting_id": meeting.pk})


def _known(meeting, now) -> Event:
    """What says which event it is and which state of it: nothing that a reader could learn something from."""
    event = Event()
    event.add("uid", f"meeting-{meeting.pk}@{urlsplit(settings.SITE_ADDRESS).hostname}")
    event.add("sequence", meeting.version)
    event.add("dtstamp", now)
    event.add("status", "CANCELLED" if meeting.cancelled else "CONFIRMED")
    return event


def _timed(meeting, now, title) -> Event:
    event = _known(meeting, now)
    event.add("last-modified", meeting.cancelled_at or meeting.changed_at or meeting.planned_at)
    event.add("dtstart", meeting.starts)
    event.add("dtend", meeting.ends)
    event.add("summary", words.one_line(f"{'Cancelled: ' if meeting.cancelled else ''}{title}"))
    return event


def event_of(meeting: Meeting, *, joining: bool, now) -> Event:
    """The meeting in full. `joining`: whether its reader may know how to join."""
    told = [meeting.about, meeting.place_access if meeting.in_a_room else "", meeting.arrangements]
    if joining:
        told += [meeting.joining_link and f"Join online: {meeting.joining_link}", meeting.joining_note]
    page = page_of(meeting)
    event = _timed(meeting, now, meeting.title)
    event.add("location", words.one_line(meeting.where))
    event.add("description", words.clean("\n\n".join(said for said in (*told, page) if said)))
    event.add("url", page)
    return event


def file_of(events: list[Event], method: str, name: str = "") -> bytes:
    file = Calendar()
    file.add("prodid", "-//Co-production groups//Meetings//EN")
    file.add("version", "2.0")
    file.add("method", method)
    if name:
        file.add("x-wr-calname", words.one_line(name))
    for event in events:
        file.add_component(event)
    days = [event["DTSTART"].dt.date() for event in events if "DTSTART" in event]
    if days:
        for name in sorted(file.get_missing_tzids()):
            file.subcomponents.insert(0, _clock_changes(name, min(days).year, max(days).year))
    return file.to_ical()


@lru_cache(maxsize=256)
def _clock_changes(zone: str, first: int, last: int) -> Timezone:
    """From a year before the first event's to a year after the last's. Worked out once for many letters.

    From 1970 on, as the library has it, other readers took the first line for a rule and showed winter meetings an hour late.
    """
    return Timezone.from_tzid(zone, first_date=date(first - 1, 1, 1), last_date=date(last + 2, 1, 1))


def calendar_file(meeting: Meeting, *, joining: bool, now) -> bytes:
    """One event for somebody's own calendar; a newer file replaces an older."""
    return file_of([event_of(meeting, joining=joining, now=now)], "CANCEL" if meeting.cancelled else "PUBLISH")


# --- in letters ---


def _between(event: Event, meeting: Meeting, email: str) -> Event:
    """From the site to this one reader. Nobody else who is invited stands in it, and no answer goes back by calendar."""
    organiser = vCalAddress(f"mailto:{parseaddr(settings.DEFAULT_FROM_EMAIL)[1]}")
    organiser.params["CN"] = words.one_line(meeting.group.name).replace('"', "")
    reader = vCalAddress(f"mailto:{email}")
    reader.params["RSVP"] = "FALSE"
    event.add("organizer", organiser)
    event.add("attendee", reader)
    return event


def invitation(meeting: Meeting, email: str, now) -> bytes:
    """Asks a calendar to take the meeting, or its newest state."""
    return file_of([_between(event_of(meeting, joining=True, now=now), meeting, email)], "REQUEST")


def cancellation(meeting: Meeting, email: str, now) -> bytes:
    """Takes it out again. For whoever is not invited any more it says nothing of the meeting but which it was."""
    event = _timed(meeting, now, meeting.title) if meeting.cancelled else _known(meeting, now)
    event["status"] = "CANCELLED"
    return file_of([_between(event, meeting, email)], "CANCEL")


def several(rows, now) -> bytes:
    """Many meetings in one part. A REQUEST may hold one event only (RFC 5546, 3.2.2), so this publishes them."""
    return file_of([event_of(one, joining=True, now=now) for one in rows], "PUBLISH")


def may_come_to(series_id: int, person) -> list[Meeting]:
    """The meetings of a series that this person may come to. Three statements."""
    rows = list(Meeting.objects.filter(series=series_id).select_related("group").soonest_first())
    allowed = meetings.who_may_come(rows, {person.pk})
    return [one for one in rows if (one.pk, person.pk) in allowed]


# --- the private feed ---


def address_behind(token: str) -> CalendarAddress | None:
    return CalendarAddress.objects.behind(token).select_related("person__letter_preference").first()


def feed(person, now) -> bytes:
    """Title, time and place of the meetings this person may see now. A discreet reader's say neither title nor place."""
    rows = Meeting.objects.visible_to_person(person).filter(ends_at__gt=now - BACK).select_related("group")
    discreet = choices.preference_of(person).discreet
    events = [_slim(one, now, discreet) for one in rows.soonest_first()[:MOST]]
    return file_of(events, "PUBLISH", "Meetings" if discreet else f"Meetings, {settings.BRAND_NAME}")


def _slim(meeting, now, discreet) -> Event:
    event = _timed(meeting, now, NEUTRAL if discreet else meeting.title)
    if not discreet:
        event.add("location", words.one_line(meeting.where))
        event.add("url", page_of(meeting))
    return event
