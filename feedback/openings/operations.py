"""Opening a topic for discussion, and closing it. The database refuses an opening without card and map as well."""

from datetime import datetime

from django.db import transaction

from coproduction.kit.refusals import Refusal
from feedback.influence import operations as influence
from feedback.openings import emails, queries
from feedback.power import queries as power
from feedback.topics import operations as topics
from feedback.topics.models import Topic
from groups.charter import operations as charter
from groups.history.operations import record


class NeedsItsCardAndMap(Refusal):
    """It needs its card and map before it can be discussed."""


class IsBeingDiscussed(Refusal):
    """This topic is open for discussion already."""


@transaction.atomic
def open_discussion(*, by, now: datetime, topic: Topic) -> Topic:
    """From now on people may discuss it. Everyone in the group is told, and told what is still missing. Nobody of the system
    opens one while the group is still forming, whatever else they may do."""
    charter.let_it_form(by=by, now=now)
    topic = topics.lock(by, topic)
    if topic.discussion_opened_at:
        raise IsBeingDiscussed()
    missing = queries.what_it_needs(topic, has_map=power.has_map(topic))
    if missing:
        raise NeedsItsCardAndMap(missing)
    topic.discussion_opened_at = now
    topic.save(update_fields=["discussion_opened_at"])
    record("discussion_opened", f"The topic “{topic.name}” was opened for discussion.", by=by, about=topic, at=now)
    emails.opened(topic, now=now)
    return topic


@transaction.atomic
def close_topic(*, by, now: datetime, topic: Topic) -> Topic:
    """Closes it. If it was discussed, members are asked how much say they really had."""
    topic = topics.close_topic(by=by, now=now, topic=topic)
    if topic.discussion_opened_at:
        influence.ask_to_judge(now=now, topic=topic)
    return topic
