"""Asking for what takes two people, and the two answers. What follows from them, and who is told, is for the room that asks."""

from datetime import datetime

from django.db import IntegrityError, transaction

from coproduction.kit import locks, when
from coproduction.kit.refusals import Refusal
from groups.seconding import queries


class AlreadyAsked(Refusal):
    """Someone has already asked for this. A second person can decide now."""


class AlreadyDecided(Refusal):
    """This was already decided, or dropped."""


class TakesTwoPeople(Refusal):
    """You asked for this yourself. Someone else must agree to it."""


class TooNew(Refusal):
    """Whoever agrees must have had their role or office for 7 days before this was asked. You had yours for less."""


def ask(requests, *, refusal: type[Refusal] = AlreadyAsked, **fields):
    """One asks. The database lets nobody ask for the same thing beside them."""
    try:
        with transaction.atomic():
            return requests.create(**fields)
    except IntegrityError as error:
        raise refusal() from error


def undecided(rows, pk):
    """The request as it is now, kept from others until this is done."""
    held = locks.held(rows).filter(pk=pk).open().first()
    if held is None:
        raise AlreadyDecided()
    return held


def second(one, *, by, instead, now: datetime) -> None:
    """Somebody else agrees. Whoever left and came back in another role is still the same person. Who asks can invite, and so
    make a second person: whoever is too new does not count. `instead` are those who do, for the refusal to name."""
    if _person(by) == _person(one.asked_by):
        raise TakesTwoPeople()
    may_from = queries.may_from(by, one.group)
    if may_from is None or one.asked_at < may_from:
        raise TooNew(_too_new(one, may_from, instead))
    one.seconded_by, one.seconded_at = by, now
    one.save(update_fields=["seconded_by", "seconded_at"])


def drop(one, *, now: datetime) -> None:
    one.dropped_at = now
    one.save(update_fields=["dropped_at"])


def _person(one) -> int:
    return getattr(one, "person_id", one.pk)


def _too_new(one, may_from, instead):
    """Why not, who can instead, and from when on this person can."""
    names = [getattr(other, "person", other).name for other in instead]
    can = f"{' or '.join(names)} can agree." if names else "Nobody else can agree yet: it can be asked again."
    later = f" You can agree to what is asked from {when.moment(one.group.local(may_from))} on." if may_from else ""
    return f"{TooNew().sentence} {can}{later}"
