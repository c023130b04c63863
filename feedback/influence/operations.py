"""Asking members how much say they really had, taking their answers, and closing the asking when its day has passed."""

from datetime import datetime, timedelta

from django.db import transaction

from coproduction.kit import locks
from coproduction.kit.refusals import Refusal
from feedback.influence import emails, queries
from feedback.influence.models import Judgement, Judging
from feedback.permissions import FeedbackAbility
from feedback.topics import operations as topics
from feedback.topics.models import Influence, Topic
from groups.history.operations import record


class NotBeingJudged(Refusal):
    """Members are not being asked about this now."""


class ChooseALevel(Refusal):
    """Choose what it really was."""


def ask_to_judge(*, now: datetime, topic: Topic) -> Judging | None:
    """Asks every member, for as many days as the group gives itself to agree. Call it with the topic locked."""
    members = list(queries.members(topic.group_id).select_related("person"))
    if not members or topic.judgings.open().exists():
        return None
    until = topic.group.local(now).date() + timedelta(days=topic.group.agree_days)
    judging = Judging.objects.create(topic=topic, declared=topic.influence, asked_at=now, until_on=until)
    record("influence_asked", f"“{topic.name}”: members were asked how much say they had.", group=topic.group,
           about=topic, at=now)  # fmt: skip
    emails.judge(judging, members, now=now)
    return judging


@transaction.atomic
def judge(*, by, now: datetime, topic: Topic, level: str) -> Judgement:
    """One member's answer. It can be changed until the end of the last day; then it stays as it is."""
    topics.locked(by, topic, FeedbackAbility.JUDGE_INFLUENCE)
    held = locks.held(Judging.objects).select_related("topic__group")
    judging = held.open().filter(topic=topic).first()
    if judging is None or queries.is_over(judging, now):
        raise NotBeingJudged()
    if level not in Influence.values:
        raise ChooseALevel(field="level")
    made, _ = Judgement.objects.update_or_create(judging=judging, membership=by, defaults={"level": level, "at": now})
    return made


def close_due(*, now: datetime) -> int:
    """Closes what has had its day."""
    return sum(close(now=now, judging=judging) for judging in queries.to_close(now))


@transaction.atomic
def close(*, now: datetime, judging: Judging) -> bool:
    """From now on the answers stand, and are shown if enough people gave one. False if somebody else was quicker."""
    if not Judging.objects.open().filter(pk=judging.pk).update(closed_at=now):
        return False
    topic = judging.topic
    sentence = f"“{topic.name}”: members said how much say they had."
    record("influence_judged", sentence, group=topic.group, about=topic, at=now)
    return True
