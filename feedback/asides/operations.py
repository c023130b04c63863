"""Telling the facilitators, answering, and the writer's own choice of what becomes of it. No door lets a facilitator share."""

from datetime import datetime
from itertools import islice

from django.db import transaction

from coproduction.kit import locks, walltime, workdays
from coproduction.kit.refusals import Refusal
from feedback.asides import emails, queries
from feedback.asides.models import Aside, AsideNote
from feedback.drafts import operations as drafts
from feedback.log import operations as log
from feedback.permissions import FeedbackAbility
from feedback.voice import operations as voice
from feedback.voice.models import ShownAs
from groups.history.operations import record

ANSWER_DAYS = 5  # working days in which an answer is promised
THEN_DAYS = 2  # and after the first reminder, until the others are reminded as well
DRAFT, TALK = "DRAFT", "TALK"


class SayWhat(Refusal):
    """Enter what you want to say."""


class NobodyToTell(Refusal):
    """Your group has no facilitator now, so nobody would read this. Your words are still here."""


class AlreadyShared(Refusal):
    """You have shared this already. It cannot be taken out of the group’s record again."""


class OnlyTheWriter(Refusal):
    """Only the person who wrote this can choose what becomes of it."""


class WriterIsGone(Refusal):
    """The person who wrote this has left the group. An answer would not reach them."""


class ChooseWhere(Refusal):
    """Choose where it goes."""


class AlreadyClosed(Refusal):
    """You have closed this already."""


def _text(words):
    return log.text_of(words, "words", missing=SayWhat, model=AsideNote)


def _locked(aside):
    return locks.held(Aside.objects).select_related("group", "written_by__person").get(pk=aside.pk)


def _theirs(by, aside):
    """The row, held, for its writer and nobody else."""
    aside = _locked(aside)
    if by.pk != aside.written_by_id:
        raise OnlyTheWriter()
    if aside.shared_at:
        raise AlreadyShared()
    return aside


def _owe_an_answer(aside, now):
    """From the first words that wait: more of them do not put the promise off."""
    if aside.answer_by is None:
        aside.answer_by = workdays.add(aside.group.local(now).date(), ANSWER_DAYS, aside.group.nation)
        aside.nudges = 0
    aside.closed_at = None


@transaction.atomic
def write(*, by, now: datetime, words: str) -> Aside:
    """Begins a conversation. The facilitators are told that there is something to read, and nothing more."""
    log.may(by, FeedbackAbility.WRITE_ASIDE, by.group_id)
    words = _text(words)
    if not queries.helping(by.group_id).exists():
        raise NobodyToTell()
    aside = Aside(group=by.group, written_by=by, written_at=now)
    _owe_an_answer(aside, now)
    aside.save()
    _add(aside, by, words, now)
    record(
        "aside_written", "Something was told to the facilitators only.", about=aside, at=now
    )  # not the group's trail
    return aside


@transaction.atomic
def answer(*, by, now: datetime, aside: Aside, words: str) -> AsideNote:
    """The next message. From the writer it asks for an answer; from a facilitator it is one."""
    log.may(by, FeedbackAbility.READ_ASIDES, aside.group_id)
    aside = _locked(aside)
    mine = by.pk == aside.written_by_id
    if not mine and not by.facilitates:
        raise OnlyTheWriter()
    if not mine and aside.written_by.left_at:
        raise WriterIsGone()
    words = _text(words)
    if mine:
        _owe_an_answer(aside, now)
    else:
        aside.answer_by = None
    aside.save()
    return _add(aside, by, words, now)


def _add(aside, by, words, now):
    note = AsideNote.objects.create(aside=aside, words=words, written_by=by, written_at=now)
    letter = emails.written if by.pk == aside.written_by_id else emails.answered
    letter(aside, note, now=now)
    return note


@transaction.atomic
def close(*, by, now: datetime, aside: Aside) -> Aside:
    """Not at all: it stays between them. The writer may still change their mind."""
    log.may(by, FeedbackAbility.READ_ASIDES, aside.group_id)
    aside = _theirs(by, aside)
    if aside.closed_at:
        raise AlreadyClosed()
    aside.closed_at, aside.answer_by = now, None
    aside.save(update_fields=["closed_at", "answer_by"])
    return aside


@transaction.atomic
def share(*, by, now: datetime, aside: Aside, where: str, shown_as: str, words: str) -> Aside:
    """The writer's own words, as they want them, become a draft of the log or a post in the talk. That cannot be undone.

    From the group, neither keeps an author. That this row leads to it is known to those who may read this row.
    """
    log.may(by, FeedbackAbility.SHARE_ASIDE, aside.group_id)
    aside = _theirs(by, aside)
    if shown_as not in (ShownAs.NAME, ShownAs.GROUP):
        raise voice.ChooseHowItIsShown(field="shown_as")
    if where == DRAFT:
        aside.said = drafts.draft(by=by, now=now, words=words, shown_as=shown_as)
    elif where == TALK:
        aside.post = voice.post(by=by, now=now, words=words, shown_as=shown_as)
    else:
        raise ChooseWhere(field="where")
    aside.shared_at, aside.shown_as = now, shown_as
    aside.answer_by = aside.closed_at = None
    aside.save()
    return aside


def nudge(*, now: datetime, limit=500) -> int:
    """Answers that are owed longer than promised, from 8am: the facilitators are reminded, then the co-facilitators."""
    owed = queries.owed(now).select_related("group").order_by("answer_by", "id").iterator()
    return sum(_nudge(aside, now) for aside in list(islice((one for one in owed if _is_late(one, now)), limit)))


def _is_late(aside, now) -> bool:
    group = aside.group
    due = workdays.add(aside.answer_by, THEN_DAYS, group.nation) if aside.nudges else aside.answer_by
    return group.local(now).date() > due and not walltime.is_night(now, group.zone)


@transaction.atomic
def _nudge(aside, now) -> bool:
    if not Aside.objects.waiting().filter(pk=aside.pk, nudges=aside.nudges).update(nudges=aside.nudges + 1):
        return False  # another worker was first, or it has just been answered
    emails.unanswered(aside, queries.to_nudge(aside.group_id, aside.nudges), now=now)
    return True
