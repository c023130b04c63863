"""Adding, changing and closing a topic. Closing takes it off the list to choose from; what was said under it stays there.

The pages close a topic through `openings`, which also asks members how much say they really had.
"""

from datetime import datetime

from django.db import IntegrityError, transaction

from coproduction.kit import locks, words
from coproduction.kit.refusals import Refusal
from feedback.permissions import FeedbackAbility
from feedback.topics.models import Topic
from groups.history.operations import record


class NotYourPart(Refusal):
    """Your role in this group does not do this. Ask a facilitator."""


class NameTheTopic(Refusal):
    """Enter the name of the topic."""


class TooLong(Refusal):
    """That is too long. Say it in fewer words."""


class TopicNameTaken(Refusal):
    """Your group already has a topic with this name."""


class TopicIsThereAlready(Refusal):
    """Your group already has this topic."""


class TopicIsClosed(Refusal):
    """This topic is closed. Open it again first."""


class TopicIsOpen(Refusal):
    """This topic is open already."""


def may(by, group_id, ability=FeedbackAbility.MANAGE_TOPICS):
    """Doors ask this first; operations ask it again, because a door may have been left open meanwhile."""
    if by.group_id != group_id or by.left_at is not None or not by.may(ability):
        raise NotYourPart()


def lock(by, topic, ability=FeedbackAbility.MANAGE_TOPICS) -> Topic:
    """The topic as it is now, held until the transaction ends, for somebody who may do this to it while it is not closed."""
    topic = locked(by, topic, ability)
    if topic.closed_at:
        raise TopicIsClosed()
    return topic


def locked(by, topic, ability=FeedbackAbility.MANAGE_TOPICS) -> Topic:
    may(by, topic.group_id, ability)
    return locks.held(Topic.objects).select_related("group").get(pk=topic.pk)


def text_of(value: str, field: str, *, model=Topic, missing: type[Refusal] | None = None, cleaned=words.clean) -> str:
    """What was typed, cleaned and short enough for its column."""
    value = cleaned(value)
    if missing and not value:
        raise missing(field=field)
    if len(value) > model._meta.get_field(field).max_length:
        raise TooLong(field=field)
    return value


def _save(topic, name, about):
    topic.name = text_of(name, "name", missing=NameTheTopic, cleaned=words.one_line)
    topic.about = text_of(about, "about", cleaned=words.one_line)
    try:
        with transaction.atomic():
            topic.save()
    except IntegrityError as error:
        raise TopicNameTaken(field="name") from error


@transaction.atomic
def open_topic(*, by, now: datetime, name: str, about: str = "", component: str = "") -> Topic:
    """Adds a topic. From now on it can be chosen; it is not open for discussion before it has its card and its map."""
    may(by, by.group_id)
    if component and Topic.objects.filter(group_id=by.group_id, component=component).exists():
        raise TopicIsThereAlready()
    topic = Topic(group=by.group, opened_at=now, component=component)
    _save(topic, name, about)
    record("topic_opened", f"The topic “{topic.name}” was added.", by=by, about=topic, at=now)
    return topic


@transaction.atomic
def change_topic(*, by, now: datetime, topic: Topic, name: str, about: str = "") -> Topic:
    topic = lock(by, topic)
    before = topic.name
    _save(topic, name, about)
    record(
        "topic_changed", f"The topic “{before}” was changed.", by=by, about=topic, at=now, old=before, new=topic.name
    )
    return topic


@transaction.atomic
def close_topic(*, by, now: datetime, topic: Topic) -> Topic:
    topic = locked(by, topic)
    if topic.closed_at:
        raise TopicIsClosed("This topic is closed already.")
    topic.closed_at = now
    topic.save(update_fields=["closed_at"])
    record("topic_closed", f"The topic “{topic.name}” was closed.", by=by, about=topic, at=now)
    return topic


@transaction.atomic
def open_again(*, by, now: datetime, topic: Topic) -> Topic:
    topic = locked(by, topic)
    if not topic.closed_at:
        raise TopicIsOpen()
    topic.closed_at = None
    topic.save(update_fields=["closed_at"])
    record("topic_opened_again", f"The topic “{topic.name}” was opened again.", by=by, about=topic, at=now)
    return topic
