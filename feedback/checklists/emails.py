"""Letters about going without something: to members, who are asked; then to the whole group, what it decided."""

from datetime import datetime

from django.urls import reverse

from feedback.checklists import queries
from groups.notices import operations as notices
from groups.notices import queries as notices_queries
from groups.notices.models import Kind


def _post(stem, waiver, readers, *, now: datetime, button, kind, path, **context):
    topic = waiver.topic
    context |= {"topic": topic.name, "part": waiver.get_part_display(), "reason": waiver.reason}
    notices.post_many(
        f"feedback/checklists/emails/{stem}",
        [{"to": m.person, "key": f"{stem}:waiver-{waiver.pk}:person-{m.person_id}"} for m in readers],
        at=now, group=topic.group, context=context, path=path, button=button, kind=kind,
        about=f"topic:{topic.pk}:{waiver.pk}",
    )  # fmt: skip


def go_without(waiver, members, *, now: datetime):
    path = reverse("vote_go_without", args=[waiver.topic.group.slug, waiver.topic_id, waiver.pk])
    _post("go_without", waiver, members, now=now, kind=Kind.WAITING, button="Say yes or no", path=path)


def decided(waiver, readers, *, now: datetime):
    path = reverse("topic", args=[waiver.topic.group.slug, waiver.topic_id])
    without = waiver.outcome == waiver.Outcome.WITHOUT
    _post("decided", waiver, readers, now=now, kind=Kind.NEWS, button="See the topic", path=path, without=without)


@notices_queries.recheck("feedback/checklists/emails/go_without")
def still_asked(letters, now):
    return queries.still_asked(letters)
