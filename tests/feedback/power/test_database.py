"""What the database itself sees to, whoever writes to it."""

import pytest
from django.db import DatabaseError, connection, transaction

from feedback.power.models import MapItem, PowerChange
from feedback.topics.models import Topic
from tests import builders
from tests.feedback import life


def refused(deed):
    with pytest.raises(DatabaseError), transaction.atomic():
        deed()


def opened(topic, now):
    return Topic.objects.filter(pk=topic.pk).update(discussion_opened_at=now)


def test_no_topic_is_discussed_without_its_card(cast, now):
    topic = builders.topic(cast.group)
    life.mapped(cast, now, topic)
    refused(lambda: opened(topic, now))
    card = life.with_card(cast, now, topic)
    assert opened(topic, now) == 1
    for field in life.CARD:
        refused(lambda field=field: Topic.objects.filter(pk=card.pk).update(**{field: ""}))


def test_no_topic_is_discussed_without_something_on_its_map(cast, now):
    topic = life.with_card(cast, now)
    refused(lambda: opened(topic, now))
    refused(lambda: builders.topic(cast.group, "Another", discussion_opened_at=now, **life.CARD))
    life.mapped(cast, now, topic)
    assert opened(topic, now) == 1


def test_nothing_on_the_map_is_deleted_and_no_change_is_lost(cast, now):
    life.mapped(cast, now, builders.topic(cast.group))
    refused(lambda: PowerChange.objects.update(why="Nothing"))
    with connection.cursor() as cursor:
        for table in ("feedback_mapitem", "feedback_powerchange"):
            refused(lambda table=table: cursor.execute(f"DELETE FROM {table}"))
    assert MapItem.objects.exists() and not PowerChange.objects.filter(why="Nothing").exists()


def test_what_is_fixed_says_why(cast, now):
    life.mapped(cast, now, builders.topic(cast.group))
    refused(lambda: MapItem.objects.update(state="FIXED"))
    assert not MapItem.objects.filter(state="FIXED", why="").exists()
