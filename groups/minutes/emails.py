"""The letter about late notes, and the check that it is still right when it goes."""

from django.urls import reverse

from groups.minutes import queries
from groups.notices import operations as notices
from groups.notices import queries as notices_queries
from groups.notices.models import Kind

LATE = "groups/minutes/emails/late"


def late(meeting, readers, *, now, suffix=""):
    """To the facilitators, once."""
    notices.post_many(
        LATE, [{"to": m.person, "key": f"late-notes:{meeting.pk}:person-{m.person_id}{suffix}"} for m in readers],
        at=now, group=meeting.group, kind=Kind.WAITING, about=f"late_notes:{meeting.pk}",
        context={"title": meeting.title, "day": meeting.day, "days": queries.PROMISED_DAYS},
        path=reverse("notes", kwargs={"slug": meeting.group.slug, "meeting_id": meeting.pk}), button="Go to the notes",
    )  # fmt: skip


@notices_queries.recheck(LATE)
def still_late(letters, now):
    """Not when people were asked to read them, nor for a meeting that was cancelled."""
    return queries.still_late(letters, now)
