"""Letters about the agenda. One function a letter."""

from django.urls import reverse

from groups.notices import operations as notices
from groups.notices.models import Kind

STEM = "groups/agendas/emails/"


def _to_who_suggested(stem, meeting, item, *, now, context):
    person = item.raised_by.person
    notices.post(
        f"{STEM}{stem}", to=person, at=now, group=meeting.group, kind=Kind.MEETING,
        key=f"{stem}:item-{item.pk}:person-{person.pk}", button="See the agenda", useful_until=meeting.ends_at,
        path=reverse("agenda", kwargs={"slug": meeting.group.slug, "meeting_id": meeting.pk}),
        context={"item": item.title, "title": meeting.title, "when": meeting.when} | context,
    )  # fmt: skip


def placed(meeting, item, *, now):
    _to_who_suggested("placed", meeting, item, now=now, context={})


def not_taken(meeting, item, *, now):
    _to_who_suggested("not_taken", meeting, item, now=now, context={"because": item.removed_because})
