"""Opening, changing and closing a topic. Closing takes it off the list to choose from; what was said under it stays there."""

from datetime import datetime

from django.db import IntegrityError, transaction

from coproduction.kit import words
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


class TopicIsClosed(Refusal):
    """This topic is closed. Open it again first."""


class TopicIsOpen(Refusal):
    """This topic is open already."""


def _may(by, group_id):
    if by.group_id != group_id or by.left_at is not None or not by.may(FeedbackAbility.MANAGE_TOPICS):
        raise NotYourPart()


def _typed(value, field):
    value = words.one_line(value)
    if len(value) > Topic._meta.get_field(field).max_length:
        raise TooLong(field=field)
    return value


def _save(topic, name, about):
    topic.name, topic.about = _typed(name, "name"), _typed(about, "about")
    if not topic.name:
        raise NameTheTopic(field="name")
    try:
        with transaction.atomic():
            topic.save()
    except IntegrityError as error:
        raise TopicNameTaken(field="name") from error


def _locked(by, topic):
    _may(by, topic.group_id)
    return Topic.objects.select_for_update().get(pk=topic.pk)


@transaction.atomic
def open_topic(*, by, now: datetime, name: str, about: str = "") -> Topic:
    _may(by, by.group_id)
    topic = Topic(group=by.group, opened_at=now)
    _save(topic, name, about)
    record("topic_opened", f"The topic “{topic.name}” was opened.", by=by, about=topic, at=now)
    return topic


@transaction.atomic
def change_topic(*, by, now: datetime, topic: Topic, name: str, about: str = "") -> Topic:
    topic = _locked(by, topic)
    if topic.closed_at:
        raise TopicIsClosed()
    before = topic.name
    _save(topic, name, about)
    record(
        "topic_changed", f"The topic “{before}” was changed.", by=by, about=topic, at=now, old=before, new=topic.name
    )
    return topic


@transaction.atomic
def close_topic(*, by, now: datetime, topic: Topic) -> Topic:
    topic = _locked(by, topic)
    if topic.closed_at:
        raise TopicIsClosed("This topic is closed already.")
    topic.closed_at = now
    topic.save(update_fields=["closed_at"])
    record("topic_closed", f"The topic “{topic.name}” was closed.", by=by, about=topic, at=now)
    return topic


@transaction.atomic
def open_again(*, by, now: datetime, topic: Topic) -> Topic:
    topic = _locked(by, topic)
    if not topic.closed_at:
        raise TopicIsOpen()
    topic.closed_at = None
    topic.save(update_fields=["closed_at"])
    record("topic_opened_again", f"The topic “{topic.name}” was opened again.", by=by, about=topic, at=now)
    return topic
