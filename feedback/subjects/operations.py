"""Saying what an item of an agenda is about, and putting an entry or a topic on one.

An item that was not finished is carried to a later meeting as a new row. What it is about is copied then, in the same
transaction, and not looked up through the rows before: so each meeting can change its own or say *nothing*, what an earlier
meeting talked about stays as it was, and every page reads it with one join, however often something was carried.
"""

from datetime import datetime

from django.db import transaction

from coproduction.kit.refusals import Refusal
from feedback.log import operations as log
from feedback.log.models import Said
from feedback.permissions import FeedbackAbility
from feedback.subjects import queries
from feedback.subjects.models import Subject
from feedback.topics.models import Topic
from groups.agendas import operations as agendas
from groups.agendas.models import Item
from groups.history.operations import record
from groups.meetings.models import Meeting


class NotForTheWholeGroup(Refusal):
    """Choose an open topic of your group, or something it sent or is agreeing."""


class OneOrTheOther(Refusal):
    """Choose a topic or something you said, not both."""


class ABreakIsForRest(Refusal):
    """A break is about nothing."""


class OnThisAgendaAlready(Refusal):
    """This is on the agenda of that meeting already. Choose another meeting, or suggest something else."""


def _check(by, topic: Topic | None, said: Said | None) -> None:
    """Of this group, and for the group as a whole: asked again here, because it may have been taken back meanwhile."""
    if topic and said:
        raise OneOrTheOther(field="about")
    found = queries.topics(by).filter(pk=topic.pk) if topic else queries.entries(by).filter(pk=said.pk)
    if not found.exists():
        raise NotForTheWholeGroup(field="about")


@transaction.atomic
def say(*, by, now: datetime, item: Item, topic: Topic | None = None, said: Said | None = None) -> Subject | None:
    """What an item is about: a topic, an entry, or nothing. By who suggested it or a facilitator, until the meeting is over."""
    log.may(by, FeedbackAbility.SAY_ABOUT, item.meeting.group_id)
    meeting = agendas.open_agenda(item.meeting, now)
    item = agendas.on_the_agenda(meeting, item)
    if not queries.may_say(item, by):
        raise agendas.NotYourItem()
    if item.purpose == Item.Purpose.BREAK:
        raise ABreakIsForRest()
    there = Subject.objects.filter(item=item).first()
    now_about = (there.topic_id, there.said_id) if there else (None, None)
    if now_about == (topic and topic.pk, said and said.pk):
        return there
    if topic or said:
        _check(by, topic, said)
        there, _ = Subject.objects.update_or_create(item=item, defaults={"topic": topic, "said": said, "at": now})
    else:
        there = there.delete() and None  # said before, and nothing now
    sentence = f"{by.in_history} said what “{item.title}” on the agenda is about."
    record("item_about", sentence, at=now, by=by, about=meeting, item=item.pk)
    return there


@transaction.atomic
def put_on_agenda(
    *, by, now: datetime, meeting: Meeting, title: str, purpose: str, minutes: int, topic: Topic | None = None,
    said: Said | None = None, whose=None,
) -> Item:  # fmt: skip
    """Suggests it for a meeting together with what it is about. Pressed twice, it is one item."""
    log.may(by, FeedbackAbility.PUT_ON_AGENDA, meeting.group_id)
    row = agendas.open_agenda(meeting, now)
    _check(by, topic, said)
    there = Item.objects.filter(meeting=row, removed_at=None, subject__topic=topic, subject__said=said).first()
    if there and (there.proposed_by_id, there.title) == (by.pk, title):
        return there
    if there:
        raise OnThisAgendaAlready(field="meeting")
    item = agendas.propose(meeting=row, by=by, now=now, title=title, purpose=purpose, minutes=minutes, whose=whose)
    Subject.objects.create(item=item, topic=topic, said=said, at=now)
    return item


@agendas.goes_along
def carried(*, item: Item, to: Item, now: datetime) -> None:
    """It is still about the same."""
    found = Subject.objects.filter(item=item).first()
    if found:
        Subject.objects.create(item=to, topic_id=found.topic_id, said_id=found.said_id, at=now)
