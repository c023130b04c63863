"""Letters about the agenda. One function a letter."""

from django.urls import reverse

from groups.meetings import queries as meetings
from groups.notices import operations as notices
from groups.notices import queries as notices_queries
from groups.notices.models import Kind

STEM = "groups/agendas/emails/"


def _to_who_suggested(stem, meeting, item, *, now, context):
    person = item.raised_by.person
    notices.post(
        f"{STEM}{stem}", to=person, at=now, group=meeting.group, kind=Kind.MEETING,
        key=f"{stem}:item-{item.pk}:person-{person.pk}", about=f"meeting:{meeting.pk}:{meeting.version}",
        button="See the agenda", useful_until=meeting.ends_at,
        path=reverse("agenda", kwargs={"slug": meeting.group.slug, "meeting_id": meeting.pk}),
        context={"item": item.title, "title": meeting.title, "when": meeting.when} | context,
    )  # fmt: skip


def placed(meeting, item, *, now):
    _to_who_suggested("placed", meeting, item, now=now, context={})


def not_taken(meeting, item, *, now):
    _to_who_suggested("not_taken", meeting, item, now=now, context={"because": item.removed_because})


@notices_queries.recheck(STEM)
def still_invited(letters, now):
    """Not to a guest who was taken off the meeting: it is no longer theirs to hear of."""
    return set(meetings.still_seen(letters))
