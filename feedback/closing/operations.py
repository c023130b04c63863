"""Asking to close a group or to open it again, agreeing, letting go. Each of them stands in the group's history, and everyone
is told. What is still owed an answer goes to a network coordinator who said yes to it, and its promises go on."""

from datetime import datetime

from django.db import transaction

from coproduction.kit import refusals, when
from coproduction.kit import words as wording
from coproduction.kit.refusals import Refusal
from feedback.answers import operations as answers
from feedback.closing import emails, queries
from feedback.closing.models import Closing, HandedOn
from feedback.log import operations as log
from feedback.log.models import Step
from feedback.permissions import FeedbackAbility
from groups.charter.models import Group
from groups.history.operations import record
from groups.membership.models import Membership
from groups.seconding import operations as seconding

Kind = Closing.Kind


class ClosedAlready(Refusal):
    """The group is closed already."""


class OpenAlready(Refusal):
    """The group is open already."""


class SayWhatCameOfIt(Refusal):
    """Say what came of the group’s work."""


class SayWhatBecomesOfIt(Refusal):
    """Say what becomes of what still waits for an answer."""


class SomethingIsNotFinished(Refusal):
    """First finish what is listed above."""


class TimeToSpeak(Refusal):
    """Everyone has 7 days to speak first. Agree after that."""


class TooLate(Refusal):
    """More than 6 weeks have gone by since this was asked. Ask again."""


@refusals.also_said_by_the_database
class StillOwed(Refusal):
    """Something the group said is still owed an answer. A network coordinator must ask or agree, and see to it."""


@transaction.atomic
def ask_to_close(*, reason: str, came_of_it: str, still_owed: str = "", by: Membership, now: datetime) -> Closing:
    """One asks, says why, what came of it, and what becomes of what is owed. Everyone is told, and nothing changes yet."""
    _may(by)
    if by.group.closed_at:
        raise ClosedAlready()
    came_of_it, still_owed = wording.clean(came_of_it), wording.clean(still_owed)
    if not came_of_it:
        raise SayWhatCameOfIt(field="came_of_it")
    if not still_owed and queries.owed(by.group).exists():
        raise SayWhatBecomesOfIt(field="still_owed")
    return _ask(Kind.CLOSE, by, now, reason=reason, came_of_it=came_of_it, still_owed=still_owed)


@transaction.atomic
def ask_to_open(*, reason: str, by: Membership, now: datetime) -> Closing:
    _may(by)
    if not by.group.closed_at:
        raise OpenAlready()
    return _ask(Kind.OPEN, by, now, reason=reason)


@transaction.atomic
def second(*, closing: Closing, by: Membership, now: datetime) -> None:
    """A second person agrees. The group's row is held from here on: whatever is being said in it is there before, or not at all."""
    _may(by)
    group = Group.objects.select_for_update().get(pk=closing.group_id)
    closing = _undecided(closing)
    if now < closing.from_at:
        raise TimeToSpeak(
            f"Everyone has 7 days to speak first. You can agree from {when.moment(group.local(closing.from_at))}."
        )
    if not closing.waits(now):
        raise TooLate()
    if closing.closes:
        _close(closing, group, by, now)
    else:
        _open(closing, group, by, now)
    by.group.closed_at = group.closed_at


@transaction.atomic
def drop(*, closing: Closing, by: Membership, now: datetime) -> None:
    """Somebody says no to it, or whoever asked lets it go. Everyone hears that it stays as it is."""
    _may(by)
    closing = _undecided(closing)
    seconding.drop(closing, now=now)
    stays = "stays open" if closing.closes else "stays closed"
    record("closing_dropped", f"{by.person.name} said no to it: the group {stays}.", by=by, about=closing, at=now)
    emails.dropped(closing, queries.everyone(closing.group), by=by, now=now)


def _ask(kind, by, now, **said) -> Closing:
    Closing.objects.filter(group=by.group_id).too_old(now).update(dropped_at=now)
    closing = seconding.ask(Closing.objects, group=by.group, kind=kind, asked_by=by, asked_at=now, **said)
    to = "close the group" if closing.closes else "open the group again"
    sentence = f"{by.person.name} asked to {to}. A second person must agree. The reason: “{closing.reason}”"
    record("closing_asked", sentence, by=by, about=closing, at=now)
    emails.asked(closing, queries.everyone(by.group), now=now)
    emails.to_second(closing, queries.who_may_second(closing), now=now)
    return closing


def _close(closing, group, by, now):
    found = queries.in_the_way(group, now)
    if found.first:
        raise SomethingIsNotFinished(f"First finish this: {'; '.join(found.first)}.")
    owner = queries.takes_on(closing, by)
    if found.owed and owner is None:
        raise StillOwed()
    for said in found.owed:
        _hand_on(closing, said, owner, by, now)
    seconding.second(closing, by=by, instead=queries.who_may_second(closing), now=now)
    _keep(group, now)
    first = closing.asked_by.person.name
    went = f" {owner.person.name} sees to {_entries(found.owed)} still owed an answer." if found.owed else ""
    sentence = f"{by.person.name} agreed, and the group is closed. {first} had asked for it.{went}"
    record("closing_done", sentence, by=by, about=closing, at=now, handed_on=[said.number for said in found.owed])
    emails.closed(closing, queries.everyone(group), found.owed, owner, now=now)


def _hand_on(closing, said, owner, by, now):
    """A step of its own chain, and a letter to those who said it: it goes on, and who has it now."""
    said = log.lock(said)
    HandedOn.objects.create(closing=closing, said=said, to=owner, handed_at=now)
    headline = (
        "The group closes. Its network coordinator sees to it that this is answered"  # whose name: `by`, not for ever
    )
    text = "The promises go on, and you still decide if it is answered."
    step = log.take_step(said, Step.Kind.NOTED, headline, by=owner, now=now, text=text)
    answers.tell_back(by=by, now=now, said=said, step=step)


def _open(closing, group, by, now):
    seconding.second(closing, by=by, instead=queries.who_may_second(closing), now=now)
    HandedOn.objects.standing().filter(said__group=group).update(ended_at=now)
    _keep(group, None)
    first = closing.asked_by.person.name
    sentence = f"{by.person.name} agreed, and the group is open again. {first} had asked for it."
    record("closing_opened", sentence, by=by, about=closing, at=now)
    emails.opened(closing, queries.everyone(group), now=now)


def _keep(group, at):
    group.closed_at = at
    group.save(update_fields=["closed_at"])


def _entries(owed):
    return wording.count_of(len(owed), "entry", "entries")


def _may(by):
    log.may(by, FeedbackAbility.CLOSE_GROUP, by.group_id)


def _undecided(closing):
    return seconding.undecided(Closing.objects.with_people(), closing.pk)
