"""The letter that opens a topic for discussion: what it is about, who decides, how much say we have, what is missing."""

from datetime import datetime

from django.urls import reverse

from feedback.checklists import queries as checklists
from feedback.openings import queries
from feedback.power.queries import everyone_inside
from groups.notices import operations as notices
from groups.notices import queries as notices_queries

STEM = "feedback/openings/emails/opened"


def opened(topic, *, now: datetime):
    context = {
        "topic": topic.name, "about": topic.about, "decides": topic.decides, "decides_when": topic.decides_when,
        "influence": topic.get_influence_display(), "means": topic.influence_means,
        "map": [f"{item.what}: {item.get_state_display().lower()}" for item in topic.map_items.in_order()],
        "missing": checklists.not_there(topic), "without": checklists.gone_without(topic),
    }  # fmt: skip
    notices.post_many(
        STEM,
        [{"to": m.person, "key": f"opened:topic-{topic.pk}:person-{m.person_id}"} for m in everyone_inside(topic.group_id)],
        at=now, group=topic.group, context=context, button="See the topic",
        path=reverse("topic", args=[topic.group.slug, topic.pk]), about=f"topic:{topic.pk}",
    )  # fmt: skip


@notices_queries.recheck(STEM)
def still_open(letters, now):
    return queries.still_open(letters)
