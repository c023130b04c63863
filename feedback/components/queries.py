"""The starting list with plain definitions, and for each topic how much was said, and when last."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import OuterRef, Subquery

from coproduction.kit import when, words
from feedback.log.models import Said
from feedback.topics import queries as topics
from feedback.topics.models import Topic

MAKING = (
    ("PLANNING", "Personalised care and support planning",
     "You talk with someone about what matters to you, and write a plan together. You look at the plan again from time to"
     " time and change what does not work."),
    ("DECISIONS", "Shared decision making",
     "You hear about the choices you have, and what is good and bad about each. Then you and your doctor or nurse decide"
     " together, based on what matters to you."),
    ("PRESCRIBING", "Social prescribing",
     "A link worker gives you time, finds out what matters to you, and helps you join groups and find help near where you"
     " live."),
    ("SELF_CARE", "Supported self-management",
     "You get the knowledge, skills and confidence to look after your own health, for example with a health coach, a"
     " course, or people who live with the same thing."),
    ("CHOICE", "Enabling choice",
     "You know which choices you have by law, such as where you are treated and by whom, and you get help to use them."),
    ("BUDGETS", "Personal health budgets",
     "An amount of money for your health and wellbeing needs. You plan how to use it, and agree the plan with the NHS."),
)  # fmt: skip
NOBODY = "Nobody has spoken about this yet"


@dataclass(frozen=True)
class Component:
    """One part of personalised care, as the list gives it; `topic` if the group has it already."""

    key: str
    name: str
    about: str
    topic: Topic | None = None


def starting_list(membership) -> list[Component]:
    """One statement."""
    have = {topic.component: topic for topic in Topic.objects.visible_to(membership).exclude(component="")}
    return [Component(key, name, about, have.get(key)) for key, name, about in MAKING]


@dataclass(frozen=True)
class Voice:
    """How much voice there is under one heading, in words."""

    name: str
    topic: Topic | None  # none: a part of personalised care that the group has not made a topic
    silent: bool
    said: str
    lines: list[str]


def where_voice_is(membership, now: datetime) -> list[Voice]:
    """Every topic and every part of personalised care, the silent ones first. One statement."""
    last = Said.objects.filter(topic=OuterRef("pk")).sent().exclude(sent_at=None).newest_first().values("sent_at")[:1]
    rows = topics.counted(Topic.objects.visible_to(membership)).annotate(last_at=Subquery(last)).in_order()
    number = _exactly if membership.inside else words.rounded
    voices = [_voice(topic, number, membership.group, now) for topic in rows]
    have = {voice.topic.component for voice in voices}
    voices += [Voice(name, None, True, NOBODY, []) for key, name, _ in MAKING if key not in have]
    return sorted(voices, key=lambda voice: not voice.silent)


def _exactly(number: int) -> str:
    return str(number) if number else "none"


def _voice(topic, number, group, now) -> Voice:
    if not topic.said_in_all:
        return Voice(topic.name, topic, True, NOBODY, [])
    today = group.local(now).date()
    lines = [
        f"Still waiting: {number(topic.waiting)}",
        f"We did: {number(topic.done)}",
        f"We can’t, or not now: {number(topic.cannot)}",
        f"Last said: {_last(topic.last_at, group, today)}",
    ]
    return Voice(topic.name, topic, False, f"Said: {number(topic.said_in_all)}", lines)


def _last(at, group, today) -> str:
    if at is None:
        return "before this record began"
    day = group.local(at).date()
    return f"{when.from_today(day, today)}, on {when.day(day)}"
