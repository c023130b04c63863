"""Saying yes, and taking it back: what was kept by it is deleted in the same transaction, and said."""

from datetime import datetime

from django.db import IntegrityError, transaction

from coproduction.kit import locks, words
from coproduction.kit.forgetting import rule
from coproduction.kit.refusals import Refusal
from groups.arrangements import operations as arrangements
from groups.consents import emails, queries
from groups.consents.models import Consent
from groups.history.operations import record
from groups.meetings import operations as meetings
from groups.membership.models import THE_GROUP, Membership
from groups.people.models import Person
from groups.people.operations import NEEDS
from groups.permissions import GroupAbility
from groups.polls import operations as polls


class SaidYesAlready(Refusal):
    """The yes was said already."""


class NotYourPart(Refusal):
    """Only a facilitator of their group writes this down for somebody."""


class NothingToTakeBack(Refusal):
    """There is no yes, so there is nothing to take back."""


@transaction.atomic
def say_yes(*, by: Person, now: datetime) -> Consent:
    yes = _yes(by, now)
    record("needs_yes", "Someone said yes: we may keep what they need to take part.", by=by, about=by, at=now)
    return yes


@transaction.atomic
def take_back(*, by: Person, now: datetime) -> Consent:
    """What was kept goes in the same transaction, and how much of what is said."""
    yes = _back(by, now)
    sentence = f"Someone took back their yes to keeping what they need. Deleted: {yes.deleted}"
    record("needs_taken_back", sentence, by=by, about=by, at=now)
    return yes


@transaction.atomic
def say_yes_for(*, whose: Membership, by: Membership, now: datetime) -> Consent:
    """They said it by phone, after the words were read to them. They get a letter with the words, and how to take it back."""
    _may(by, whose)
    yes = _yes(whose.person, now, scribe=by)
    said = f"{by.in_history} wrote down, as they said by phone, that someone says yes to keeping what they need."
    record("needs_yes_by_phone", said, by=by, about=whose.person, at=now)
    emails.noted(yes, whose, by=by, now=now)
    return yes


@transaction.atomic
def take_back_for(*, whose: Membership, by: Membership, now: datetime) -> Consent:
    _may(by, whose)
    yes = _back(whose.person, now)
    said = f"{by.in_history} wrote down, as they said by phone, that someone takes back their yes to keeping what they need."
    record("needs_taken_back_by_phone", said, by=by, about=whose.person, at=now)
    emails.noted(yes, whose, by=by, now=now)
    return yes


def _may(by, whose):
    ours = by.group_id == whose.group_id and by.left_at is None and whose.left_at is None
    if not ours or whose.role not in THE_GROUP or not by.may(GroupAbility.NOTE_YES_FOR_SOMEONE):
        raise NotYourPart()


def _yes(person, now, scribe=None) -> Consent:
    try:
        with transaction.atomic():
            yes = Consent.objects.create(person=person, wording=queries.WORDING, given_at=now, scribe=scribe)
    except IntegrityError as error:
        raise SaidYesAlready() from error
    person.may_keep_needs = True
    person.save(update_fields=["may_keep_needs"])
    return yes


def _back(by, now) -> Consent:
    """The row of the person is held: whatever needs are being written down meanwhile come before and go, or are refused."""
    person = locks.held(Person.objects).get(pk=by.pk)
    yes = Consent.objects.of_person(person).standing().first()
    if yes is None:
        raise NothingToTakeBack()
    yes.deleted, yes.taken_back_at = _delete(person), now
    yes.save(update_fields=["deleted", "taken_back_at"])
    for name in (*NEEDS, "may_keep_needs"):
        setattr(by, name, getattr(person, name))
    return yes


def _delete(person) -> str:
    """What went, in words: how much of what, never what it said."""
    answers = sum(bool(getattr(person, name)) for name in NEEDS)
    for name in NEEDS:
        setattr(person, name, "")
    person.may_keep_needs = False
    person.save(update_fields=[*NEEDS, "may_keep_needs"])
    gone = [
        (answers, "answer under “What you need”", "answers under “What you need”"),
        (meetings.forget_needs_of(person), "note for a meeting", "notes for meetings"),
        (polls.forget_needs_of(person), "note about dates", "notes about dates"),
        (arrangements.forget_all_of(person), "line about what was arranged", "lines about what was arranged"),
    ]
    said = [words.count_of(number, one, many) for number, one, many in gone if number]
    return f"{', '.join(said)}." if said else "nothing, because nothing was kept."


@rule("yeses taken back long ago", rows=queries.taken_back_long_ago)
def forget(pks, now) -> None:
    Consent.objects.filter(pk__in=pks).delete()
