"""The letter that a place became free, and the check that it is still right when it goes."""

from django.urls import reverse

from groups.meetings import queries as meetings
from groups.notices import operations as notices
from groups.notices import queries as notices_queries
from groups.notices.models import Kind
from groups.places import queries

STEM = "groups/places/emails/place"
NOTED = "groups/places/emails/noted"


def place(meeting, membership, *, now):
    """Keyed by the moment: somebody may give their place back, wait again and get another."""
    notices.post(
        STEM, to=membership.person, at=now, group=meeting.group, kind=Kind.MEETING, button="See the meeting",
        key=f"place:meeting-{meeting.pk}:person-{membership.person_id}:{now.isoformat()}",
        path=reverse("meeting", kwargs={"slug": meeting.group.slug, "meeting_id": meeting.pk}),
        about=f"meeting:{meeting.pk}:{meeting.version}", useful_until=meeting.starts_at,
        urgent=meetings.close_by(meeting, now),
        context=meetings.told_of(meeting) | {"yours": meetings.yours(meeting, membership.person)},
    )  # fmt: skip


def noted(meeting, whose, *, by, waits: bool, now):
    """To the member whose supporter put them on the waiting list, or took them off: they must be able to put it right."""
    notices.post(
        NOTED, to=whose.person, at=now, group=meeting.group, kind=Kind.MEETING, button="See the waiting list",
        key=f"place-noted:meeting-{meeting.pk}:person-{whose.person_id}:{now.isoformat()}",
        path=reverse("places", kwargs={"slug": meeting.group.slug, "meeting_id": meeting.pk}),
        about=f"meeting:{meeting.pk}:{meeting.version}", useful_until=meeting.starts_at,
        context={"title": meeting.title, "when": meeting.when, "who": by.person.name, "waits": waits},
    )  # fmt: skip


@notices_queries.recheck(NOTED)
def still_invited(letters, now):
    return set(meetings.still_seen(letters))


@notices_queries.recheck(STEM)
def still_theirs(letters, now):
    """Not of a meeting that was cancelled since, or to somebody who gave the place back."""
    seen = meetings.still_seen(letters)
    seated = queries.who_has_a_place({meeting.pk for meeting in seen.values()})
    return {
        x.pk for x in letters if x.pk in seen and not seen[x.pk].cancelled and (seen[x.pk].pk, x.person_id) in seated
    }
