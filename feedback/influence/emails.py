"""The letter that asks members how much say they really had."""

from datetime import datetime

from django.urls import reverse

from coproduction.kit import when
from feedback.influence import queries
from feedback.topics.models import MEANING
from groups.notices import operations as notices
from groups.notices import queries as notices_queries
from groups.notices.models import Kind

STEM = "feedback/influence/emails/judge"


def judge(judging, members, *, now: datetime):
    topic = judging.topic
    context = {
        "topic": topic.name, "until": when.day(judging.until_on), "declared": judging.get_declared_display(),
        "means": MEANING[judging.declared] if judging.declared else "",
    }  # fmt: skip
    notices.post_many(
        STEM,
        [{"to": m.person, "key": f"judge:judging-{judging.pk}:person-{m.person_id}"} for m in members],
        at=now, group=topic.group, context=context, kind=Kind.WAITING, button="Say what it really was",
        path=reverse("judge_influence", args=[topic.group.slug, topic.pk]), about=f"topic:{topic.pk}:{judging.pk}",
    )  # fmt: skip


@notices_queries.recheck(STEM)
def still_asked(letters, now):
    return queries.still_asked(letters)
