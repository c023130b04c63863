"""Adding parts of personalised care as topics of a group, in one go."""

from datetime import datetime

from django.db import transaction

from coproduction.kit.refusals import Refusal
from feedback.topics import operations as topics
from feedback.topics.models import Topic


class ChooseOne(Refusal):
    """Choose at least one to add."""


@transaction.atomic
def add_topics(*, by, now: datetime, chosen: list[tuple[str, str, str]]) -> list[Topic]:
    """`chosen` are triples of key, name and definition. All of them, or none if one of them cannot be added."""
    if not chosen:
        raise ChooseOne()
    added = []
    for key, name, about in chosen:
        try:
            added.append(topics.open_topic(by=by, now=now, name=name, about=about, component=key))
        except Refusal as refusal:
            refusal.field = f"{refusal.field or 'name'}_{key}"
            raise
    return added
