"""Saying who decides, what is open to change and how much say people have. Every change is kept beside what it changed."""

from datetime import datetime

from django.db import transaction

from coproduction.kit import words
from coproduction.kit.refusals import Refusal
from feedback.permissions import FeedbackAbility
from feedback.power import emails
from feedback.power.models import MapItem, PowerChange
from feedback.topics import operations as topics
from feedback.topics.models import CARD, MEANING, Influence, Topic
from groups.history.operations import record

State = MapItem.State


class SayAllOfTheCard(Refusal):
    """Answer this. People are not asked to discuss a topic without it."""


class SayWhatItIs(Refusal):
    """Enter what it is."""


class ChooseIfItCanChange(Refusal):
    """Choose if it can change."""


class SayWhyItIsFixed(Refusal):
    """Say why it is fixed, or only partly open."""


class ChooseHowMuchSay(Refusal):
    """Choose how much say people have."""


class SayWhyItChanges(Refusal):
    """This topic is open for discussion. Say why this changes."""


class NothingChanged(Refusal):
    """Nothing is different from before. Change something first."""


def _lock(by, topic):
    return topics.lock(by, topic, FeedbackAbility.SHOW_POWER)


def _why(why, topic, *, before=True):
    """A reason; it is needed once people are talking about the topic and something stood there before."""
    missing = SayWhyItChanges if before and topic.discussion_opened_at else None
    return topics.text_of(why, "why", model=MapItem, missing=missing)


def _keep(topic, headline, before, after, why, by, now):
    PowerChange.objects.create(
        topic=topic, headline=headline, before=before, after=after, why=why, by=by, at=now
    )  # fmt: skip


@transaction.atomic
def fill_card(*, by, now: datetime, topic: Topic, why: str = "", **card: str) -> Topic:
    """Who decides, when, what binds them, how to challenge it: all four, always."""
    topic = _lock(by, topic)
    typed = {field: topics.text_of(card.get(field, ""), field, missing=SayAllOfTheCard) for field in CARD}
    before = {field: getattr(topic, field) for field in CARD}
    changed = [field for field in CARD if typed[field] != before[field]]
    if not changed:
        raise NothingChanged()
    why = _why(why, topic)
    for field in changed:
        setattr(topic, field, typed[field])
        _keep(topic, CARD[field], before[field], typed[field], why, by, now)
    topic.save(update_fields=changed)
    record("final_say_told", f"The final-say card of “{topic.name}” was filled in.", by=by, about=topic, at=now)
    return topic


@transaction.atomic
def declare_influence(*, by, now: datetime, topic: Topic, influence: str, why: str = "") -> Topic:
    """How much say people have on this topic. Members judge at the end what it really was."""
    topic = _lock(by, topic)
    if influence not in Influence.values:
        raise ChooseHowMuchSay(field="influence")
    if influence == topic.influence:
        raise NothingChanged()
    why = _why(why, topic, before=bool(topic.influence))
    before = f"{topic.get_influence_display()}. {topic.influence_means}" if topic.influence else ""
    topic.influence = influence
    topic.save(update_fields=["influence"])
    after = f"{Influence(influence).label}. {MEANING[influence]}"
    _keep(topic, "How much say we have", before, after, why, by, now)
    record("influence_declared", f"“{topic.name}”: how much say people have was told.", by=by, about=topic, at=now)
    return topic


def _item(what, state, why):
    """What was typed about one thing on the map."""
    if state not in State.values:
        raise ChooseIfItCanChange(field="state")
    what = topics.text_of(what, "what", model=MapItem, missing=SayWhatItIs, cleaned=words.one_line)
    missing = None if state == State.OPEN else SayWhyItIsFixed
    return what, state, topics.text_of(why, "why", model=MapItem, missing=missing)


@transaction.atomic
def put_on_map(*, by, now: datetime, topic: Topic, what: str, state: str, why: str = "") -> MapItem:
    """One more thing that can or cannot change. If people are talking already and it is fixed, the whole group is told."""
    topic = _lock(by, topic)
    what, state, why = _item(what, state, why)
    item = MapItem.objects.create(topic=topic, what=what, state=state, why=why, at=now)
    _keep(topic, f"On the map: {what}", "", item.get_state_display(), why, by, now)
    record("put_on_map", f"The map of “{topic.name}” has something new.", by=by, about=topic, at=now)
    if state == State.FIXED and topic.open_for_discussion:
        emails.fixed(item, "", now=now)
    return item


@transaction.atomic
def change_item(*, by, now: datetime, item: MapItem, what: str, state: str, why: str = "") -> MapItem:
    """Says it in other words, or moves it. From open to fixed: the whole group is told the same day, with the reason."""
    topic = _lock(by, item.topic)
    item = MapItem.objects.get(pk=item.pk)
    what, state, why = _item(what, state, why)
    if (what, state, why) == (item.what, item.state, item.why):
        raise NothingChanged()
    if state != item.state and state == State.OPEN:
        why = _why(why, topic)
    was, was_called = item.get_state_display(), item.what
    before = was if what == was_called else f"{was_called}: {was[:1].lower()}{was[1:]}"
    now_fixed = state == State.FIXED and item.state != State.FIXED
    item.topic, item.what, item.state, item.why = topic, what, state, why
    item.save(update_fields=["what", "state", "why"])
    _keep(topic, f"On the map: {what}", before, item.get_state_display(), why, by, now)
    record("map_changed", f"The map of “{topic.name}” was changed.", by=by, about=topic, at=now)
    if now_fixed:
        emails.fixed(item, was, now=now)
    return item
