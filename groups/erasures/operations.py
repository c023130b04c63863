"""Asking to be erased, changing one's mind, and the erasure: it does to each field what its line in `personal.csv` says."""

from datetime import datetime

from django.contrib.sessions.models import Session
from django.db import IntegrityError, transaction
from django.db.models import Q

from coproduction.kit import locks, personal
from coproduction.kit.forgetting import rule
from coproduction.kit.refusals import Refusal
from groups.actions import operations as actions
from groups.audit import queries as audit
from groups.erased import operations as erased
from groups.erased.queries import Line
from groups.erasures import emails, queries
from groups.erasures.models import TO_THINK, Erasure
from groups.history import operations as history
from groups.history.operations import record
from groups.membership import operations as membership
from groups.membership.models import Membership
from groups.notices.models import Letter
from groups.people.models import Person

NAME = "A former member"
TAKEN = "Taken away with the account."


class HandOverFirst(Refusal):
    """Some things still wait for you. Hand them over first."""


class AskedAlready(Refusal):
    """You asked for this already."""


class NotAskedFor(Refusal):
    """There is nothing to take back."""


@transaction.atomic
def ask(*, by: Person, now: datetime) -> Erasure:
    """A week from now, unless they change their mind. Not while somebody waits for them: that would fall silently."""
    if personal.still_owed(by):
        raise HandOverFirst()
    asked = _asked(by, Erasure.Because.ASKED, now)
    record("erasure_asked", "Someone asked to be erased.", by=by, about=by, at=now)
    emails.asked(asked, now=now)
    return asked


def _asked(person, because, now):
    try:
        with transaction.atomic():
            return Erasure.objects.create(person=person, because=because, asked_at=now, due_at=now + TO_THINK)
    except IntegrityError as error:
        raise AskedAlready() from error


@transaction.atomic
def drop(*, by: Person, now: datetime) -> None:
    if not Erasure.objects.open().of_person(by).update(dropped_at=now):
        raise NotAskedFor()
    record("erasure_dropped", "Someone changed their mind and stays.", by=by, about=by, at=now)


@rule("people who left every group a year ago", rows=queries.long_gone)
@transaction.atomic
def ask_for_long_gone(pks, now) -> None:
    """They are told a week before, and can say that they want to stay."""
    for person in Person.objects.filter(pk__in=pks):
        emails.long_gone(_asked(person, Erasure.Because.GONE, now), now=now)


@rule("people who are to be erased", rows=queries.due)
def erase_due(pks, now) -> None:
    for asked in Erasure.objects.open().filter(pk__in=pks).select_related("person"):
        erase(person=asked.person, because=asked.because, now=now)


@transaction.atomic
def erase(*, person: Person, because: str, now: datetime) -> None:
    """All of it or nothing. Their number, and which links lose their key, are on the list outside before this counts."""
    person = locks.held(Person.objects).get(pk=person.pk)
    address, places = person.email, list(Membership.objects.of_person(person))
    names = queries.names_of(person)
    personal.let_go(person, now)
    _leave(person, now)
    changed = _take_names_out(person, places, names, address)
    _do_what_is_declared(person)
    Person.objects.filter(pk=person.pk).update(is_active=False)
    done = {"because": because, "done_at": now}
    if not Erasure.objects.open().of_person(person).update(**done):
        Erasure.objects.create(person=person, asked_at=now, due_at=now, **done)
    record("account_erased", "Someone’s account was erased.", about=person, at=now)
    if because != Erasure.Because.AGAIN:
        emails.done(person, address, now=now)
    _remember(person.pk, changed, now)


@personal.before_erasure("actions and sign-ins")
def hand_back(person, now) -> None:
    """Whatever is still theirs to do needs someone again, and the facilitators are told. Nobody stays signed in."""
    for action in queries.open_actions(person).select_related("owner__person", "owner__group"):
        actions.hand_back(by=action.owner, action=action, now=now)
    Session.objects.filter(session_key__in=person.usersession_set.values("session_key")).delete()


def _leave(person, now):
    for place in (
        Membership.objects.of_person(person).filter(left_at=None).select_related("person", "group__organisation")
    ):
        membership.end(membership=place, because=membership.LEFT, now=now)
        record("person_left_group", f"{NAME} left the group.", group=place.group, about=place, at=now, role=place.role)


def _take_names_out(person, places, names, address) -> set[int]:
    """Out of history and of letters to others, where it is them who is named. Gives the lines of history that lost their key."""
    groups = queries.in_groups(person, names)
    lines = [*groups, queries.of_offices(person, names)]
    changed = history.rename(person, [one.pk for one in places], names, lines, queries.without)
    _take_names_out_of_letters([(Q(), [address]), *groups, queries.of_no_group(person, names)])
    return changed


def _take_names_out_of_letters(elsewhere):
    """Their address anywhere, their name where it is theirs alone. Words go after 7 days anyway."""
    parts = ("subject", "text", "html", "easy")
    for where, known in elsewhere:
        for letter in Letter.objects.filter(where, queries.holding(parts, known)).iterator():
            new = {part: queries.without(getattr(letter, part), known) for part in parts}
            Letter.objects.filter(pk=letter.pk).update(**new)


def _do_what_is_declared(person):
    """First what hangs on their address, at last the person itself."""
    last = [row for row in personal.rows() if row.table is Person]
    for row in [*(one for one in personal.rows() if one not in last), *last]:
        if row.erasure == personal.DELETED:
            row.of(person).delete()
        elif row.erasure == personal.EMPTIED:
            row.of(person).update(**{name: _empty(row.table._meta.get_field(name)) for name in row.fields})
        elif row.erasure == personal.REPLACED:
            _replace(row, person)


def _empty(field):
    return field.get_default() if field.has_default() or not field.null else None


def _replace(row, person):
    if row.table is Person:
        person.name, person.email = NAME, f"erased-{person.pk}@erased.invalid"
        person.set_unusable_password()
        Person.objects.filter(pk=person.pk).update(**{name: getattr(person, name) for name in row.fields})
        return
    for name in row.fields:
        row.of(person).exclude(**{name: ""}).update(**{name: TAKEN})


# --- the list outside the database ---


def _remember(number, changed, now):
    """The rows of these lines are ours until this counts, so nobody links one anew in between."""
    erased.remember(number=number, links=audit.newest_of(changed), head=audit.head(), now=now)


def replay(lines: list[Line], *, now: datetime) -> list[int]:
    """Erases again whoever a restored backup brought back. Who joined after that day has only the same number."""
    again = []
    for line in lines:
        person = Person.objects.filter(pk=line.number, is_active=True).first()
        if person and (person.joined_at is None or person.joined_at <= line.at):
            erase(person=person, because=Erasure.Because.AGAIN, now=now)
            again.append(person.pk)
    return again
