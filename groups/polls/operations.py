"""Asking for dates, saying which one can make, choosing one, stopping, and forgetting."""

from datetime import date

from django.db import transaction

from coproduction.kit import locks, walltime, words
from coproduction.kit.refusals import Refusal
from groups.history.operations import record
from groups.meetings import operations as meetings
from groups.meetings.models import Meeting
from groups.membership.models import Membership
from groups.people import operations as people
from groups.polls import emails, queries
from groups.polls.models import OPEN, Answer, Option, Poll, PollGuest, Proposed, Sheet


class TooFewDates(Refusal):
    """Give at least 2 dates to choose from."""


class TooManyDates(Refusal):
    """Give at most 12 dates. More are too many to answer."""


class DateInThePast(Refusal):
    """Choose a time that is still to come."""


class DateTwice(Refusal):
    """This date is on the list already."""


class ClosesInThePast(Refusal):
    """Choose a day that is not over yet."""


class ClosesTooLate(Refusal):
    """People must have answered before the first of the dates. Choose an earlier day."""


class AskedAlready(Refusal):
    """You are asking about other dates under this name. Stop that first, or give this one another name."""


class CannotBeAsked(Refusal):
    """Only people from the health and care system are asked one by one. The group is always asked."""


class ClosedAlready(Refusal):
    """It is too late to answer: this has closed."""


class SayEach(Refusal):
    """Choose yes, if need be or no"""


class NotTheirs(Refusal):
    """You can answer for yourself and for the people you support."""


class NotAskedHere(Refusal):
    """This person is not asked about these dates."""


class AnotherWasChosen(Refusal):
    """Another date was chosen already."""


class StoppedAlready(Refusal):
    """You stopped asking about these dates, so none can be chosen."""


class DateIsOver(Refusal):
    """This date is over. Choose one that is still to come."""


# --- asking ---


def check(*, group, now, closes_on: date, dates: list[Proposed]) -> None:
    """Whether these dates can be asked about. Asked before they are shown, and again when people are asked."""
    if len(dates) < queries.FEWEST:
        raise TooFewDates
    if len(dates) > queries.MOST:
        raise TooManyDates
    seen = set()
    for one in dates:
        if one.starts_at <= now:
            raise DateInThePast(field=f"day_{one.number}")
        if (one.starts_at, one.how, one.place) in seen:
            raise DateTwice(field=f"day_{one.number}")
        seen.add((one.starts_at, one.how, one.place))
    if closes_on < group.local(now).date():
        raise ClosesInThePast(field="closes_on")
    if walltime.end_of(closes_on, group.zone) > min(one.starts_at for one in dates):
        raise ClosesTooLate(field="closes_on")


@transaction.atomic
def ask(*, by: Membership, now, title: str, closes_on: date, dates: list[Proposed], about="", guests=()) -> Poll:
    """Asks the group, and whoever from the system is named, which of the dates they can make. The same twice is once."""
    check(group=by.group, now=now, closes_on=closes_on, dates=dates)
    for guest in guests:
        if guest.group_id != by.group_id or not guest.for_the_system:
            raise CannotBeAsked(field="guests")
    fields = {"about": about, "closes_on": closes_on, "asked_by": by}
    fields |= {"closes_at": walltime.end_of(closes_on, by.group.zone)}
    poll, new = Poll.objects.filter(OPEN).get_or_create(
        group=by.group, title=title, cancelled_at=None, chosen_at=None,
        defaults=fields | {"time_zone": by.group.time_zone, "asked_at": now},
    )  # fmt: skip
    if not new:
        there = {(one.starts_at, one.ends_at, one.how, one.place) for one in poll.options.all()}
        if there != {one.alike for one in dates} or poll.closes_on != closes_on:
            raise AskedAlready(field="title")
        return poll
    Option.objects.bulk_create(
        Option(poll=poll, starts_at=one.starts_at, ends_at=one.ends_at, how=one.how, place=one.place)
        for one in sorted(dates, key=lambda one: one.starts_at)
    )
    PollGuest.objects.bulk_create(PollGuest(poll=poll, membership=guest, asked_at=now) for guest in guests)
    count = words.count_of(len(dates), "date")
    record(
        "dates_asked", f"{by.person.name} asked who can make which of {count} for “{title}”.", at=now, by=by, about=poll
    )
    emails.asked(poll, queries.to_tell(poll), now=now)
    return poll


# --- saying ---


def _locked(poll: Poll) -> Poll:
    return locks.held(Poll.objects).select_related("group").get(pk=poll.pk)


@transaction.atomic
def say(*, poll: Poll, by: Membership, now, answers: dict[int, str], needs="") -> Sheet:
    """Somebody says which dates they can make, and may say it anew until it closes. `answers` are by option."""
    row = _open(poll, now)
    sheet = _keep(row, by, None, now, answers, needs)
    # Without the name: what somebody cannot make is theirs and the facilitators' to know.
    record("dates_answered", f"Someone said which dates they can make for “{row.title}”.", at=now, by=by, about=row)
    return sheet


@transaction.atomic
def say_for(*, poll: Poll, whose: Membership, by: Membership, now, answers: dict[int, str], needs="") -> Sheet:
    """The same, for somebody: a supporter for those they support, a facilitator for anyone asked. The person is told."""
    row = _open(poll, now)
    if not queries.may_say_for(by, whose):
        raise NotTheirs
    sheet = _keep(row, whose, by, now, answers, needs)
    sentence = f"{by.in_history} noted for someone which dates they can make for “{row.title}”."
    record("dates_noted", sentence, at=now, by=by, about=row, whose=whose.pk)
    emails.noted(sheet, by=by, now=now)
    return sheet


def _open(poll, now) -> Poll:
    row = _locked(poll)
    if not row.open(now):
        raise ClosedAlready
    return row


def _keep(poll, whose, given_by, now, answers, needs) -> Sheet:
    if not queries.asked(poll).filter(pk=whose.pk).exists():
        raise NotAskedHere
    options = list(poll.options.all())
    for one in options:
        if answers.get(one.pk) not in Answer.Says.values:
            raise SayEach(field=f"date_{one.pk}")
    people.keep_needs(whose.person_id, needs)
    sheet, _ = Sheet.objects.update_or_create(
        poll=poll, membership=whose, defaults={"needs": needs, "given_by": given_by, "given_at": now}
    )
    sheet.answers.all().delete()
    Answer.objects.bulk_create(Answer(sheet=sheet, option=one, says=answers[one.pk]) for one in options)
    return sheet


# --- what comes of it ---


@transaction.atomic
def choose(*, option: Option, by: Membership, now, title, place="", **details) -> Meeting:
    """This date becomes a meeting, once, however often it is chosen. Everybody who was asked hears of it in one letter.

    Nobody's answer is taken for a reply: it is offered to them as the start of one (`meetings.queries.card`).
    """
    poll = _locked(option.poll)
    mine = Option.objects.select_related("meeting").get(pk=option.pk)
    if mine.meeting:
        return mine.meeting
    if poll.chosen_at:
        raise AnotherWasChosen
    if poll.cancelled_at:
        raise StoppedAlready
    if mine.over(now):
        raise DateIsOver
    meeting = meetings.plan(
        by=by, now=now, title=title, starts_at=mine.starts_at, ends_at=mine.ends_at, how=mine.how, place=place, tell=False,
        **details,
    )  # fmt: skip
    mine.meeting = meeting
    mine.save(update_fields=["meeting"])
    poll.chosen_at, poll.chosen_by = now, by
    poll.save(update_fields=["chosen_at", "chosen_by"])
    for guest in queries.asked(poll).for_the_system().select_related("person"):
        meetings.invite(meeting=meeting, guest=guest, by=by, now=now, tell=False)
    record("date_chosen", f"{by.person.name} chose {meeting.day} for “{title}”.", at=now, by=by, about=poll)
    emails.found(poll, mine, meeting, queries.to_tell(poll), now=now)
    return meeting


@transaction.atomic
def stop(*, poll: Poll, by: Membership, now, because: str) -> Poll:
    """Asks no more. Everybody who was asked is told why; what they said is kept for 30 days, then deleted."""
    row = _locked(poll)
    if row.chosen_at:
        raise AnotherWasChosen("A date was chosen already, so there is nothing to stop.")
    if row.cancelled_at:
        return row
    row.cancelled_at, row.cancelled_by, row.cancelled_because = now, by, because
    row.save(update_fields=["cancelled_at", "cancelled_by", "cancelled_because"])
    sentence = f"{by.person.name} stopped asking for a date for “{row.title}”."
    record("dates_stopped", sentence, at=now, by=by, about=row, because=because)
    emails.stopped(row, queries.to_tell(row), now=now)
    return row


# --- what the clock does ---


@transaction.atomic
def remind(*, poll: Poll, now) -> int:
    """Once, to those who have not said. Gives how many letters were posted: none if another worker was first."""
    if not Poll.objects.open(now).filter(pk=poll.pk, reminded_at=None).update(reminded_at=now):
        return 0
    people = list(queries.silent(poll))
    emails.nearly(poll, people, now=now)
    return len(people)


@transaction.atomic
def forget(*, poll: Poll, now) -> bool:
    """What people said is deleted. That they were asked, and what came of it, stays."""
    if not Poll.objects.filter(pk=poll.pk, forgotten_at=None).update(forgotten_at=now):
        return False
    Sheet.objects.filter(poll=poll).delete()
    return True


def forget_needs_of(person) -> int:
    return Sheet.objects.filter(membership__person=person).exclude(needs="").update(needs="")
