"""The letter that something is fixed now. It does not wait for anybody's batch: it goes the same day."""

from datetime import datetime

from django.urls import reverse

from feedback.power import queries
from groups.notices import operations as notices
from groups.notices import queries as notices_queries

STEM = "feedback/power/emails/fixed"


def fixed(item, was: str, *, now: datetime):
    """To the whole group: what is fixed, why, and how to challenge it. `was` is where it stood before, if anywhere."""
    topic, stamp = item.topic, now.isoformat()
    context = {
        "topic": topic.name, "what": item.what, "was": was, "why": item.why, "challenge": topic.challenge,
        "group": topic.group.name,
    }  # fmt: skip
    notices.post_many(
        STEM,
        [
            {"to": m.person, "key": f"fixed:item-{item.pk}:{stamp}:person-{m.person_id}"}
            for m in queries.everyone_inside(topic.group_id)
        ],
        at=now, group=topic.group, context=context, button="See what is open to change", same_day=True,
        path=reverse("topic", kwargs={"slug": topic.group.slug, "topic_id": topic.pk}),
        about=f"topic:{topic.pk}:{item.pk}",
    )  # fmt: skip


@notices_queries.recheck(STEM)
def still_fixed(letters, now):
    return queries.still_fixed(letters)
