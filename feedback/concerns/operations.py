"""Telling of a worry, reading it, closing it. Of this the group's own trail says nothing: whoever is feared may read that."""

from datetime import datetime

from django.db import transaction

from coproduction.kit import locks, walltime, workdays
from coproduction.kit.refusals import Refusal
from feedback.concerns import emails, queries
from feedback.concerns.models import Concern
from feedback.log import operations as log
from feedback.permissions import FeedbackAbility
from groups.history.operations import record


class SayWhat(Refusal):
    """Enter what you are worried about."""


class NobodyToRead(Refusal):
    """Your group has no network coordinator, so nobody would read this here. Use one of the numbers on this page."""


class ReadAlready(Refusal):
    """Someone has said already that they read this."""


class ClosedAlready(Refusal):
    """Someone has closed this already."""


class SayWhatWasDone(Refusal):
    """Enter what was done."""


def _tomorrow(group, now):
    return workdays.add(group.local(now).date(), 1, group.nation)


@transaction.atomic
def raise_concern(*, by, now: datetime, words: str) -> Concern:
    """Goes to the network coordinators of the group and to nobody else. With none, we do not pretend that somebody reads it."""
    log.may(by, FeedbackAbility.RAISE_CONCERN, by.group_id)
    words = log.text_of(words, "words", missing=SayWhat, model=Concern)
    readers = list(queries.coordinators(by.group_id))
    if not readers:
        raise NobodyToRead()
    made = Concern.objects.create(
        group=by.group, words=words, raised_by=by, raised_at=now, nudge_on=_tomorrow(by.group, now)
    )
    emails.raised(made, readers, now=now)
    record("concern_raised", "Someone told the network coordinator of a worry.", about=made, at=now)
    return made


def _locked(by, concern):
    log.may(by, FeedbackAbility.HANDLE_CONCERN, concern.group_id)
    return locks.held(Concern.objects).select_related("group", "raised_by__person").get(pk=concern.pk)


@transaction.atomic
def acknowledge(*, by, now: datetime, concern: Concern) -> Concern:
    """A coordinator says that they read it. Whoever raised it is told so."""
    concern = _locked(by, concern)
    if concern.read_at:
        raise ReadAlready()
    _read(concern, by, now)
    concern.save(update_fields=["read_by", "read_at"])
    return concern


def _read(concern, by, now):
    concern.read_by, concern.read_at = by, now
    if not concern.raised_by.left_at:
        emails.read(concern, now=now)
    record("concern_read", "The network coordinator read a worry someone told of.", about=concern, at=now)


@transaction.atomic
def close(*, by, now: datetime, concern: Concern, done: str) -> Concern:
    """What was done, for the coordinators alone. Whoever raised it sees that it is closed, and when."""
    concern = _locked(by, concern)
    if concern.closed_at:
        raise ClosedAlready()
    done = log.text_of(done, "done", missing=SayWhatWasDone, model=Concern)
    if not concern.read_at:
        _read(concern, by, now)
    concern.done, concern.closed_by, concern.closed_at = done, by, now
    concern.save()
    record("concern_closed", "A worry someone told of was closed.", about=concern, at=now)
    return concern


def nudge(*, now: datetime) -> int:
    """From 8am of each working day that nobody has read it: to the coordinators again; with none left, to whoever is worried."""
    unread = Concern.objects.to_nudge(now).select_related("group", "raised_by__person")
    return sum(_nudge(one, now) for one in unread.order_by("nudge_on", "id")[:200])


@transaction.atomic
def _nudge(concern, now) -> bool:
    if concern.group.local(now).date() < concern.nudge_on or walltime.is_night(now, concern.group.zone):
        return False  # its day has begun elsewhere, or nobody is awake to read it
    again = _tomorrow(concern.group, now)
    mine = Concern.objects.unread().filter(pk=concern.pk, nudge_on=concern.nudge_on).update(nudge_on=again)
    if not mine:
        return False
    readers = list(queries.coordinators(concern.group_id))
    if readers:
        emails.raised(concern, readers, now=now, again=True)
    elif not concern.raised_by.left_at:
        emails.nobody_reads(concern, now=now)
    return True
