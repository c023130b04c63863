"""Setting it for somebody: the choice is theirs, the group's history says only that it was done, and they get a letter."""

from dataclasses import replace
from datetime import datetime

from django.db import transaction

from coproduction.kit import locks
from coproduction.kit.refusals import Refusal
from groups.choices import operations as choosing
from groups.choices import queries as choices
from groups.history.operations import record
from groups.people.models import Person
from groups.wishes import emails, queries
from groups.wishes.queries import HERE, Wish


class NothingAsked(Refusal):
    """Fill in at least one thing they want changed."""


class NoPhone(Refusal):
    """Ask them for a phone number, and note it here. Without one we cannot send a text message."""


class NoAddress(Refusal):
    """Ask them for their postal address, and note it here. Without one we cannot send a letter by post."""


NO_WAY = {"phone": NoPhone, "postal_address": NoAddress}


@transaction.atomic
def set_letters_for(*, by, member, wish: Wish, now: datetime) -> None:
    """Does what a member asked for by phone. What they did not speak of stays as it is."""
    if wish.asks_nothing:
        raise NothingAsked()
    person = locks.held(Person.objects).get(pk=member.person_id)
    place = member.group_id if wish.scope == HERE else None
    before = choices.wanted(person, place)
    wish = _noted(person, wish)
    if missing := choices.missing_for(wish.channel, person):
        raise NO_WAY[missing](field=missing)
    choosing.change(person=person, now=now, **wish.overall)
    if wish.scope == HERE and wish.way:
        _for_this_group(member, wish, now)
    digest = queries.digests().change(member, now, **wish.of_digest) if wish.of_digest else None
    for kind in wish.stop:
        choosing.stop(person_id=person.pk, group_id=member.group_id, kind=kind, now=now)
    for kind in wish.again:
        choosing.take_up_again(person_id=person.pk, group_id=member.group_id, kind=kind, now=now)
    after = choices.wanted(Person.objects.get(pk=person.pk), place)
    said = f"{by.in_history} set how letters come for someone, as they asked by phone."
    record("letters_set_for_someone", said, by=by, about=person, at=now)
    emails.set_for(member, by=by, lines=queries.in_words(wish, member.group.name, before, after, digest), now=now)


def _noted(person, wish) -> Wish:
    """Keeps what we did not know yet. What they gave us themselves is not changed by phone."""
    known = {name: "" for name in NO_WAY if getattr(person, name)}
    new = {name: getattr(wish, name) for name in NO_WAY if getattr(wish, name) and name not in known}
    for name, value in new.items():
        setattr(person, name, value)
    if new:
        person.save(update_fields=list(new))
    return replace(wish, **known)


def _for_this_group(member, wish, now):
    """What they did not speak of stays different as it was."""
    own = getattr(member, "letter_choice", None)
    kept = {"channel": own.channel, "frequency": own.frequency, "batch_day": own.batch_day} if own else {}
    said = {"channel": "", "frequency": "", "batch_day": None} | kept
    if wish.channel:
        said["channel"] = wish.channel
    if wish.frequency:
        said |= {"frequency": wish.frequency, "batch_day": wish.batch_day}
    choosing.choose_for_group(membership=member, now=now, **said)
