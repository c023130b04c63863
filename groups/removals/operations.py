from datetime import datetime

from django.db import transaction

from coproduction.kit import when
from coproduction.kit import words as wording
from coproduction.kit.refusals import Refusal
from groups.history.operations import record
from groups.membership import operations as membership_operations
from groups.membership.models import Membership
from groups.removals import emails, queries
from groups.removals.models import Removal
from groups.seconding import operations as seconding

REMOVED = "removed"


class NotOfTheGroup(Refusal):
    """This person is not one of the group's members, supporters or facilitators."""


class TimeToSpeak(Refusal):
    """They have 7 days to say their side first. Agree after that."""


class NothingSaid(Refusal):
    """Write your side first."""


class NotAboutYourself(Refusal):
    """You cannot do this about yourself. You can leave the group instead."""


@transaction.atomic
def ask(*, membership: Membership, reason: str, by: Membership, now: datetime, for_safety: bool = False) -> Removal:
    """One person asks, with a reason. The person concerned is told at once; nothing else changes until a second agrees, who
    leaves them a week to speak. Only `for_safety`, which all of them and the history are told, it can be at once."""
    if membership.pk == by.pk:
        raise NotAboutYourself()
    if not membership.inside or membership.left_at:
        raise NotOfTheGroup()
    said = {"membership": membership, "reason": reason, "for_safety": for_safety}
    removal = seconding.ask(Removal.objects, asked_by=by, asked_at=now, **said)
    why = ", so that someone is safe" if for_safety else ""
    sentence = f"{by.person.name} asked that someone leaves the group{why}. A second person must agree."
    record("removal_asked", sentence, by=by, about=removal, at=now)
    emails.asked_about_you(removal, now=now)
    emails.to_second(removal, now=now)
    return removal


@transaction.atomic
def say_side(*, removal: Removal, words: str, by: Membership, now: datetime) -> None:
    """Whom it is about says their side. Those who can agree are told, and read it on the page. They can write it anew until
    it is decided. History does not say who they are."""
    words = wording.clean(words)
    if not words:
        raise NothingSaid(field="words")
    removal = _undecided(removal)
    removal.their_side, removal.side_said_at = words, now
    removal.save(update_fields=["their_side", "side_said_at"])
    sentence = "Someone said their side of the request that they leave the group."
    record("removal_side_said", sentence, group=removal.group, about=removal, at=now)
    emails.side_said(removal, now=now)


@transaction.atomic
def second(*, removal: Removal, by: Membership, now: datetime) -> None:
    """A second person agrees: they are out, are told why, and how to have it looked at again."""
    removal = _undecided(removal)
    if by.person_id == removal.membership.person_id:
        raise NotAboutYourself()
    if now < removal.from_at:
        raise TimeToSpeak(
            "They have 7 days to say their side first. "
            f"You can agree from {when.moment(removal.group.local(removal.from_at))}."
        )
    seconding.second(removal, by=by, instead=queries.who_may_second(removal), now=now)
    gone = removal.membership
    membership_operations.end(membership=gone, because=REMOVED, now=now)
    sentence = f"{gone.person.name} is no longer in the group. Two people agreed on it."
    record("person_removed", sentence, by=by, about=gone, at=now, role=gone.role)
    emails.you_were_removed(removal, now=now)


@transaction.atomic
def drop(*, removal: Removal, by: Membership, now: datetime) -> None:
    """It is let go. The person stays, and is told so."""
    removal = _undecided(removal)
    if by.person_id == removal.membership.person_id:
        raise NotAboutYourself()
    seconding.drop(removal, now=now)
    sentence = "The request that someone leaves the group was dropped."
    record("removal_dropped", sentence, by=by, about=removal, at=now)
    emails.dropped(removal, now=now)


def _undecided(removal):
    people = ("membership__person", "membership__group__organisation", "asked_by__person")
    return seconding.undecided(Removal.objects.select_related(*people), removal.pk)
