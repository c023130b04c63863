"""Writing down a programme of work, bringing it up to date, and ending it. How early it came is written once."""

from datetime import date, datetime

from django.db import IntegrityError, transaction

from coproduction.kit import locks, when, words
from coproduction.kit.refusals import Refusal, beside
from feedback.log import operations as log
from feedback.permissions import FeedbackAbility
from feedback.programmes import emails, queries
from feedback.programmes.models import HowFar, Programme, ProgrammeLine
from groups.charter import operations as charter
from groups.history.operations import record
from groups.membership.models import Membership
from groups.plans import queries as plans

MOST_POUNDS = 100_000_000


class NameIt(Refusal):
    """Enter the name of the programme."""


class NameTaken(Refusal):
    """There is a programme with this name already."""


class SayWhatItIs(Refusal):
    """Enter what it is about, in plain words."""


class ChooseWhoOwnsIt(Refusal):
    """Choose who owns it."""


class ChooseHowFar(Refusal):
    """Choose how far it was when it first came to the group."""


class NotYet(Refusal):
    """This day is still to come. Enter the day when the group first heard of it."""


class NextDayHasPassed(Refusal):
    """Choose today or a day to come."""


class SayWhatHappened(Refusal):
    """Say what happened, or why it changes."""


class TooMuchMoney(Refusal):
    """Enter a smaller number of pounds."""


class NoSuchEntry(Refusal):
    """There is no sent entry with one of these numbers in your group."""


class EndedAlready(Refusal):
    """This programme has ended."""


@transaction.atomic
def add(
    *, by: Membership, now: datetime, name: str, about: str, owner: Membership, stage_at_first: str, first_on: date,
    budget: int | None = None, next_on: date | None = None, topics=(), numbers=(),
) -> Programme:  # fmt: skip
    """One programme, with how far it was when the group first heard of it. That never changes."""
    log.may(by, FeedbackAbility.KEEP_PROGRAMMES, by.group_id)
    today = by.group.local(now).date()
    if stage_at_first not in HowFar.values:
        raise ChooseHowFar(field="stage_at_first")
    if first_on > today:
        raise NotYet(field="first_on")
    row = Programme(
        group=by.group, name=log.text_of(words.one_line(name), "name", missing=NameIt, model=Programme),
        about=log.text_of(about, "about", missing=SayWhatItIs, model=Programme), stage_at_first=stage_at_first,
        first_on=first_on, owner=_owner(by, owner), budget=_pounds(budget), next_on=_next(by, next_on, now),
        added_by=by, added_at=now,
    )  # fmt: skip
    try:
        with transaction.atomic():
            row.save()
    except IntegrityError as error:
        raise NameTaken(field="name") from error
    _about(row, by, topics, numbers)
    label = row.get_stage_at_first_display()
    told = f"Written down. It first came to us on {when.day(first_on)}: {label[0].lower()}{label[1:]}."
    _line(row, by, now, told, "")
    record("programme_added", f"A programme of work was written down: {row.name}.", by=by, about=row, at=now)
    return row


def _owner(by, owner):
    if owner is None or not queries.owners(by.group_id).filter(pk=owner.pk).exists():
        raise ChooseWhoOwnsIt(field="owner")
    return owner


def _pounds(budget):
    if budget is not None and budget > MOST_POUNDS:
        raise TooMuchMoney(field="budget")
    return budget


def _next(by, day, now):
    """To meet the group is to ask something of it: while it is still forming, those of the system name no day before that ends."""
    if day is not None and day < by.group.local(now).date():
        raise NextDayHasPassed(field="next_on")
    if day is not None and by.group.forming_until_on and day <= by.group.forming_until_on:
        with beside("next_on"):
            charter.let_it_form(by=by, now=now)
    return day


def _about(row, by, topics, numbers):
    entries = queries.entries_numbered(by, numbers)
    if len(entries) < len(set(numbers)):
        raise NoSuchEntry(field="numbers")
    row.topics.set(topics)
    row.entries.set(entries)


def _line(row, by, now, what, why):
    ProgrammeLine.objects.create(programme=row, what=what, words=why, by=by, at=now)


@transaction.atomic
def bring_up_to_date(
    *, by: Membership, now: datetime, programme: Programme, words: str, owner: Membership, budget: int | None,
    next_on: date | None, topics=(), numbers=(),
) -> Programme:  # fmt: skip
    """What happened, and the owner, the money and the next day as they are now. Each change keeps what was before."""
    row = _held(by, programme)
    why = log.text_of(words, "words", missing=SayWhatHappened, model=ProgrammeLine)
    told = []
    if owner != row.owner:
        told.append(_from_to(row.owner, _owner(by, owner)))
    if budget != row.budget:
        told.append(f"Money: from {queries.in_pounds(row.budget)} to {queries.in_pounds(_pounds(budget))}.")
    if next_on != row.next_on:
        told.append(f"Meets us next: from {_day(row.next_on)} to {_day(_next(by, next_on, now))}.")
    row.owner, row.budget, row.next_on = owner, budget, next_on
    row.save(update_fields=["owner", "budget", "next_on"])
    _about(row, by, topics, numbers)
    _line(row, by, now, " ".join(told) or "What happened", why)
    record("programme_changed", f"A programme of work was brought up to date: {row.name}.", by=by, about=row, at=now)
    return row


def _from_to(before, after) -> str:
    """In which role, not by name: a line never changes, and they may want to be forgotten."""
    was, now = before.get_role_display(), after.get_role_display()
    return f"Owner: from one {was} to another." if was == now else f"Owner: from {was} to {now}."


def _day(day) -> str:
    return when.day(day) if day else "no day"


def _held(by, given):
    log.may(by, FeedbackAbility.KEEP_PROGRAMMES, given.group_id)
    row = locks.held(Programme.objects).with_people().get(pk=given.pk)
    if row.ended_at:
        raise EndedAlready
    return row


@transaction.atomic
def end(*, by: Membership, now: datetime, programme: Programme, words: str) -> Programme:
    """It has ended. It stays on the page and in the count of what came early."""
    row = _held(by, programme)
    why = log.text_of(words, "words", missing=SayWhatHappened, model=ProgrammeLine)
    row.ended_by, row.ended_at, row.next_on = by, now, None
    row.save(update_fields=["ended_by", "ended_at", "next_on"])
    _line(row, by, now, "Ended", why)
    record("programme_ended", f"A programme of work ended: {row.name}.", by=by, about=row, at=now)
    return row


# --- the clock ---


@transaction.atomic
def remind(*, now: datetime) -> int:
    """Each owner once for a day: of two workers the condition lets one through."""
    found = queries.to_remind(now)
    for row in found:
        same = Programme.objects.filter(pk=row.pk, reminded_for_on=row.reminded_for_on)
        if same.update(reminded_for_on=row.next_on):
            emails.passed(row, queries.asked_for(row, now), now=now)
    return len(found)


def remind_again(letter, suffix, *, now: datetime) -> None:
    """For an owner who put it off. Whether it is still right is looked at when it goes."""
    row = Programme.objects.running().with_people().filter(pk=int(letter.about.split(":")[1])).first()
    here = Membership.objects.current().filter(group=letter.group_id, person=letter.person_id).select_related("person")
    if row and row.next_on:
        emails.passed(row, list(here), now=now, suffix=suffix)


plans.declare(
    plans.Kind(
        "PROGRAMME", 68, "Programmes of work", lambda group, plan: queries.SAYS, queries.coming, (emails.PASSED,),
        remind_again, may_end=False, leads="This reminder ends when you have said what happened and when the next time is.",
    )
)  # fmt: skip
