"""Letters about the agenda. One function a letter."""

from datetime import timedelta

from django.urls import reverse

from groups.meetings import queries as meetings
from groups.notices import operations as notices
from groups.notices import queries as notices_queries
from groups.notices.models import Kind

STEM = "groups/agendas/emails/"


def _to_who_suggested(stem, meeting, item, *, now, context, useful_until=None):
    person = item.raised_by.person
    notices.post(
        f"{STEM}{stem}", to=person, at=now, group=meeting.group, kind=Kind.MEETING,
        key=f"{stem}:item-{item.pk}:person-{person.pk}", about=f"meeting:{meeting.pk}:{meeting.version}",
        button="See the agenda", useful_until=useful_until or meeting.ends_at,
        path=reverse("agenda", kwargs={"slug": meeting.group.slug, "meeting_id": meeting.pk}),
        context={"item": item.title, "title": meeting.title, "when": meeting.when} | context,
    )  # fmt: skip


def placed(meeting, item, *, now):
    _to_who_suggested("placed", meeting, item, now=now, context={})


def not_taken(meeting, item, *, now):
    _to_who_suggested("not_taken", meeting, item, now=now, context={"because": item.removed_because})


def left(meeting, item, *, now):
    """It was not finished, and is kept. Worth knowing for longer than the meeting lasts."""
    reached = item.left_as == item.Left.GO_ON
    until = now + timedelta(days=30)
    _to_who_suggested("left", meeting, item, now=now, context={"reached": reached}, useful_until=until)


@notices_queries.recheck(STEM)
def still_invited(letters, now):
    """Not to a guest who was taken off the meeting: it is no longer theirs to hear of."""
    return set(meetings.still_seen(letters))
