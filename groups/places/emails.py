"""The letter that a place became free, and the check that it is still right when it goes."""

from django.urls import reverse

from groups.meetings import queries as meetings
from groups.notices import operations as notices
from groups.notices import queries as notices_queries
from groups.notices.models import Kind
from groups.places import queries

STEM = "groups/places/emails/place"


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


@notices_queries.recheck(STEM)
def still_theirs(letters, now):
    """Not of a meeting that was cancelled since, or to somebody who gave the place back."""
    seen = meetings.still_seen(letters)
    seated = queries.who_has_a_place({meeting.pk for meeting in seen.values()})
    return {
        x.pk for x in letters if x.pk in seen and not seen[x.pk].cancelled and (seen[x.pk].pk, x.person_id) in seated
    }
