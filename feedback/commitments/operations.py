"""Promising, moving the day, showing what was done, saying if it is kept, promising again, ending it. Nothing is ever deleted."""

from datetime import date, datetime

from django.db import transaction

from coproduction.kit import locks, walltime, when
from coproduction.kit.refusals import Refusal
from feedback.commitments import emails, queries
from feedback.commitments.models import Commitment, CommitmentLine, CommitmentNudge
from feedback.log import operations as log
from feedback.log.models import Said
from feedback.permissions import FeedbackAbility
from groups.history.operations import record
from groups.investments.models import Investment
from groups.membership.models import Membership
from groups.plans import queries as plans

Kind, State = CommitmentLine.Kind, Commitment.State
VERDICTS = (State.KEPT, State.PARTLY, State.NOT_KEPT)
A_YEAR = 12  # months


class SayWhat(Refusal):
    """Enter what you promise."""


class ChooseWhatYouGive(Refusal):
    """Choose what you give for it."""


class ChooseWhatItIsFor(Refusal):
    """Choose one of the five things, or something else."""


class SayHowMuch(Refusal):
    """Enter how much, for example £5,000 or two days a month."""


class DayHasPassed(Refusal):
    """Choose today or a day to come."""


class TooFar(Refusal):
    """Choose a day within the next three years."""


class NotYours(Refusal):
    """Only the leader who promised it can do this."""


class EndedAlready(Refusal):
    """This is not promised any more."""


class SayWhy(Refusal):
    """Say why. The old day stays, with your reason beside it."""


class TheSameDay(Refusal):
    """This is the day that is promised now. Choose another one."""


class SayWhatWasDone(Refusal):
    """Enter what was done."""


class NoSuchEntry(Refusal):
    """There is no sent entry with this number in your group."""


class NothingToJudge(Refusal):
    """Wait until the leader has shown what was done, or until the day has passed."""


class NothingShown(Refusal):
    """The leader has shown nothing yet, so it cannot be kept or partly kept."""


class ChooseIfKept(Refusal):
    """Choose if it was kept."""


class SayInWords(Refusal):
    """Say in your own words what you saw."""


class NotYetToRenew(Refusal):
    """This still runs. You can promise it again from 30 days before its day, when the group has said if it was kept."""


class GroupSaysFirst(Refusal):
    """The group has not said yet if you kept this. You can do this when it has."""


class TheDayIsOver(Refusal):
    """Its day has passed. Show what you did. When the group has said if you kept it, you can promise it again with a new day."""


def _text(value, field, missing, model=CommitmentLine):
    return log.text_of(value, field, missing=missing, model=model)


def _ahead(group, day: date, now, field) -> date:
    today = group.local(now).date()
    if day < today:
        raise DayHasPassed(field=field)
    if day > walltime.months_after(today, 3 * A_YEAR):
        raise TooFar(field=field)
    return day


@transaction.atomic
def promise(
    *,
    by: Membership,
    now: datetime,
    what: str,
    gives: str,
    how_much: str,
    due_on: date,
    is_public: bool = False,
    investment: str = "",
) -> Commitment:
    """A leader promises the group something, perhaps for one of the five things this work needs. The group is told."""
    log.may(by, FeedbackAbility.PROMISE, by.group_id)
    if gives not in Commitment.Gives.values:
        raise ChooseWhatYouGive(field="gives")
    if investment not in ("", *Investment.values):
        raise ChooseWhatItIsFor(field="investment")
    made = Commitment.objects.create(
        group=by.group, what=_text(what, "what", SayWhat, Commitment), gives=gives, is_public=is_public, investment=investment,
        how_much=_text(how_much, "how_much", SayHowMuch, Commitment), due_on=_ahead(by.group, due_on, now, "due_on"),
        renew_on=walltime.months_after(by.group.local(now).date(), A_YEAR), promised_by=by, promised_at=now,
    )  # fmt: skip
    _line(made, Kind.PROMISED, by, now, made.what, to_on=due_on)
    _trail(made, by, now, f"{by.person.name} promised the group something by {when.day(due_on)}.", "promised")
    emails.promised(made, now=now)
    return made


def _line(row, kind, by, now, words, **more):
    return CommitmentLine.objects.create(commitment=row, kind=kind, term=row.term, words=words, by=by, at=now, **more)


def _trail(row, by, now, sentence, what):
    record(f"commitment_{what}", sentence, by=by, group=row.group, about=row, at=now)


def _held(by, given, ability) -> Commitment:
    log.may(by, ability, given.group_id)
    row = locks.held(Commitment.objects).with_people().get(pk=given.pk)
    if not row.stands:
        raise EndedAlready
    return row


def _own(by, given) -> Commitment:
    """The leader's own; when they have left, any sponsor of the group goes on with it."""
    row = _held(by, given, FeedbackAbility.PROMISE)
    if not queries.is_theirs(row, by):
        raise NotYours
    return row


def _settled(by, given, now) -> Commitment:
    """Nothing is begun anew or ended over the heads of those it was promised to: they say first if it was kept."""
    row = _own(by, given)
    if row.waits_for_group(row.group.local(now).date()):
        raise GroupSaysFirst
    return row


@transaction.atomic
def move(*, by: Membership, now: datetime, commitment: Commitment, due_on: date, words: str) -> Commitment:
    """Another day, before the old one has passed: what is late stays late until the group has said if it was kept. The old
    one stays in the history, with the reason, and the page says what was promised first."""
    row = _own(by, commitment)
    if row.is_late(row.group.local(now).date()):
        raise TheDayIsOver
    if due_on == row.due_on:
        raise TheSameDay(field="due_on")
    words = _text(words, "words", SayWhy)
    before, row.due_on = row.due_on, _ahead(row.group, due_on, now, "due_on")
    row.save(update_fields=["due_on"])
    _line(row, Kind.MOVED, by, now, words, from_on=before, to_on=due_on)
    _trail(row, by, now, f"{by.person.name} moved a promise from {when.day(before)} to {when.day(due_on)}.", "moved")
    return row


@transaction.atomic
def show(
    *, by: Membership, now: datetime, commitment: Commitment, words: str, link: str = "", number: int | None = None
) -> Commitment:
    """What was done, in words, with a link or an entry of the log. It counts as done once a member says so."""
    row = _own(by, commitment)
    words = _text(words, "words", SayWhatWasDone)
    said = None
    if number is not None:
        said = Said.objects.visible_to(by).filter(number=number).first()
        if said is None:
            raise NoSuchEntry(field="number")
    _line(row, Kind.EVIDENCE, by, now, words, link=link, said=said)
    was, row.state = row.state, State.SHOWN
    row.save(update_fields=["state"])
    _trail(row, by, now, f"{by.person.name} showed what was done about a promise.", "shown")
    if was != State.SHOWN:
        emails.is_it_kept(row, words, queries.members(row.group_id), now=now)
    return row


@transaction.atomic
def say_if_kept(*, by: Membership, now: datetime, commitment: Commitment, verdict: str, words: str) -> Commitment:
    """A member says so for the group; nobody is kept with it. Kept and partly need something to have been shown."""
    row = _held(by, commitment, FeedbackAbility.SAY_IF_KEPT)
    today = row.group.local(now).date()
    if verdict not in VERDICTS:
        raise ChooseIfKept(field="verdict")
    shown = queries.has_shown(row)
    if not shown and today <= row.due_on:
        raise NothingToJudge
    if not shown and verdict != State.NOT_KEPT:
        raise NothingShown(field="verdict")
    words = _text(words, "words", SayInWords)
    row.state, row.judged_at = verdict, now
    row.save(update_fields=["state", "judged_at"])
    _line(row, Kind.VERDICT, None, now, words, verdict=verdict)
    label = row.get_state_display()
    _trail(row, None, now, f"About a leader’s promise: {label[0].lower()}{label[1:]}.", "judged")
    emails.judged(row, words, now=now)
    return row


@transaction.atomic
def renew(*, by: Membership, now: datetime, commitment: Commitment, due_on: date, words: str) -> Commitment:
    """Promised again, for another year, with a new day. What became of it before stays."""
    row = _settled(by, commitment, now)
    if not queries.may_be_renewed(row, row.group.local(now).date()):
        raise NotYetToRenew
    words = _text(words, "words", SayInWords)
    before, row.due_on = row.due_on, _ahead(row.group, due_on, now, "due_on")
    row.renew_on = walltime.months_after(row.group.local(now).date(), A_YEAR)
    row.term, row.state, row.judged_at = row.term + 1, State.PROMISED, None
    row.save(update_fields=["due_on", "renew_on", "term", "state", "judged_at"])
    _line(row, Kind.RENEWED, by, now, words, from_on=before, to_on=due_on)
    _trail(row, by, now, f"{by.person.name} promised something again, by {when.day(due_on)}.", "renewed")
    return row


@transaction.atomic
def end(*, by: Membership, now: datetime, commitment: Commitment, words: str) -> Commitment:
    """It is not promised any more. It stays on the page, with the reason and with what the group said of it."""
    row = _settled(by, commitment, now)
    words = _text(words, "words", SayWhy)
    row.state = State.ENDED
    row.save(update_fields=["state"])
    _line(row, Kind.ENDED, by, now, words)
    _trail(row, by, now, f"{by.person.name} ended a promise.", "ended")
    return row


# --- the clock ---


@transaction.atomic
def nudge(*, now: datetime) -> int:
    """Each rung is written down in the same transaction as its letters are posted: once, or not at all."""
    due = queries.to_nudge(now)
    for row, rung, day in due:
        _, new = CommitmentNudge.objects.get_or_create(commitment=row, rung=rung, day_on=day, defaults={"at": now})
        if new:
            emails.nudge(row, rung, day, queries.asked_for(row, rung, now), now=now)
    return len(due)


def nudge_again(letter, suffix, *, now: datetime) -> None:
    """For a leader who put it off. Whether it is still right is looked at when it goes."""
    _, number, rung, day = letter.about.split(":")
    row = Commitment.objects.with_people().get(pk=int(number))  # nothing is ever deleted
    here = Membership.objects.current().filter(group=letter.group_id, person=letter.person_id).select_related("person")
    emails.nudge(row, rung, date.fromisoformat(day), list(here), now=now, suffix=suffix)


plans.declare(
    plans.Kind(
        "PLEDGE", 66, "What leaders promised us", lambda group, plan: queries.SAYS, queries.coming, (emails.NUDGE,),
        nudge_again, fixed="This is part of what a leader promised your group, so it cannot be changed here.",
        may_end=False, leads="This reminder ends when you have shown what was done.",
    )
)  # fmt: skip
