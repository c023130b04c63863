"""Asking for what takes two people, and the two answers. What follows from them, and who is told, is for the room that asks."""

from datetime import datetime

from django.db import IntegrityError, transaction

from coproduction.kit import locks
from coproduction.kit.refusals import Refusal
from groups.membership import queries as membership_queries
from groups.membership.models import Membership


class AlreadyAsked(Refusal):
    """Someone has already asked for this. A second person can decide now."""


class AlreadyDecided(Refusal):
    """This was already decided, or dropped."""


class TakesTwoPeople(Refusal):
    """You asked for this yourself. Someone else must agree to it."""


class CameAfterwards(Refusal):
    """Your role began after this was asked. Someone who was here before that must agree."""


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


def second(one, *, by, now: datetime) -> None:
    """Somebody else agrees. Whoever left and came back in another role is still the same person. Who asks can invite, and
    so make a second person: whoever was not there yet in this role when it was asked does not count."""
    if _person(by) == _person(one.asked_by):
        raise TakesTwoPeople()
    if not _was_there(by, one):
        raise CameAfterwards()
    one.seconded_by, one.seconded_at = by, now
    one.save(update_fields=["seconded_by", "seconded_at"])


def drop(one, *, now: datetime) -> None:
    one.dropped_at = now
    one.save(update_fields=["dropped_at"])


def _person(one) -> int:
    return getattr(one, "person_id", one.pk)


def _was_there(by, one) -> bool:
    """Whether they had it then, that with which they agree now: their role in the group, or an office over it."""
    if isinstance(by, Membership):
        return membership_queries.had_this_role(by, one.asked_at)
    return membership_queries.was_in_office(by, one.group.organisation_id, one.asked_at)
