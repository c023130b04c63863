"""Writing an action down, taking it on, handing it back, moving its date, and saying what happened."""

from datetime import date, datetime

from django.db import transaction

from coproduction.kit import locks, when
from coproduction.kit.refusals import Refusal
from groups.actions import emails, queries
from groups.actions.models import Action, ActionReminder, ActionStep
from groups.charter.models import Group
from groups.history.operations import record
from groups.membership.models import Membership
from groups.permissions import GroupAbility
from groups.plans import queries as plans

MOST_OPEN = 200
Kind = ActionStep.Kind


class NotYours(Refusal):
    """Only whoever took this on, or a facilitator for them, can do this."""


class CannotTakeOn(Refusal):
    """Choose someone who is in the group now."""


class DayHasPassed(Refusal):
    """Choose today, or a day that is still to come."""


class SameDay(Refusal):
    """This is the day it has now. Choose another one."""


class SayWhyItMoves(Refusal):
    """Say why the date moves."""


class SayWhatHappened(Refusal):
    """Say what happened."""


class SayWhat(Refusal):
    """Say what is to be done."""


class AlreadyEnded(Refusal):
    """Somebody has already said what happened with this action."""


class SomeoneHasIt(Refusal):
    """Someone has taken this on already."""


class NotFromHere(Refusal):
    """Choose a meeting of this group."""


class EnoughActions(Refusal):
    """There are 200 open actions. Finish some, or say that they are not needed, before you add more."""


def _locked(action: Action, by: Membership) -> Action:
    """The row as it is now, and nobody else's until we are done."""
    rows = locks.held(Action.objects).with_people().select_related("owner__person", "group", "meeting")
    row = rows.get(pk=action.pk)
    if row.group_id != by.group_id:
        raise NotYours
    if not row.is_open:
        raise AlreadyEnded
    return row


def _mine(action, by):
    row = _locked(action, by)
    if not queries.may_end(row, by):
        raise NotYours
    return row


def _step(action, kind, by, now, **rest):
    ActionStep.objects.create(action=action, kind=kind, by=by, at=now, **rest)


def _where(action) -> str:
    return f" from “{action.meeting.title}”" if action.meeting else ""


def _owner(by, owner):
    if owner is not None and not queries.owners(by.group_id).filter(pk=owner.pk).exists():
        raise CannotTakeOn(field="owner")
    return owner


def _to_come(day: date, by, now, field):
    if day < by.group.local(now).date():
        raise DayHasPassed(field=field)


@transaction.atomic
def write(
    *, by: Membership, now: datetime, what: str, due_on: date, owner: Membership | None = None, meeting=None
) -> Action:
    """Writes an action down. Whoever is to do it hears of it by letter, unless they wrote it. The same twice is once."""
    if not by.may(GroupAbility.WRITE_ACTION):
        raise NotYours
    if not what:
        raise SayWhat(field="what")
    if meeting is not None and meeting.group_id != by.group_id:
        raise NotFromHere
    locks.held(Group.objects).get(pk=by.group_id)
    same = {"group_id": by.group_id, "meeting": meeting, "what": what, "owner": owner, "due_on": due_on}
    twice = Action.objects.open().filter(**same, written_by=by).first()
    if twice:
        return twice
    if Action.objects.open().filter(group_id=by.group_id).count() >= MOST_OPEN:
        raise EnoughActions
    _to_come(due_on, by, now, "due_on")
    action = Action.objects.create(**same | {"owner": _owner(by, owner)}, written_by=by, written_at=now, told_at=now)
    _step(action, Kind.WRITTEN, by, now, to=owner)
    record("action_written", f"{by.in_history} wrote down an action{_where(action)}.", at=now, by=by, about=action)
    if owner and owner.pk != by.pk:
        emails.given(action, by, now=now)
    return action


@transaction.atomic
def take(*, by: Membership, now: datetime, action: Action) -> Action:
    """Somebody takes on what needs someone. Twice is once."""
    row = _locked(action, by)
    if row.owner_id == by.pk:
        return row
    if not row.needs_someone:
        raise SomeoneHasIt
    if not by.inside:
        raise NotYours
    return _give(row, by, by, now)


@transaction.atomic
def ask(*, by: Membership, now: datetime, action: Action, owner: Membership) -> Action:
    """A facilitator asks somebody to take on what needs someone. They are told, and told that they can hand it back."""
    row = _locked(action, by)
    if not by.facilitates:
        raise NotYours
    if not row.needs_someone:
        raise SomeoneHasIt
    return _give(row, by, owner, now)


def _give(row, by, owner, now):
    row.owner, row.told_at = _owner(by, owner), now
    row.save(update_fields=["owner", "told_at"])
    _step(row, Kind.TAKEN, by, now, to=owner)
    record("action_taken", f"An action{_where(row)} found someone.", at=now, by=by, about=row)
    if owner.pk != by.pk:
        emails.given(row, by, now=now)
    return row


@transaction.atomic
def hand_back(*, by: Membership, now: datetime, action: Action, note: str = "") -> Action:
    """It needs someone again, and the facilitators are told. The record names nobody. The note is for the facilitators."""
    row = _mine(action, by)
    if row.needs_someone:
        return row
    was = row.owner
    row.owner, row.told_at = None, now
    row.save(update_fields=["owner", "told_at"])
    _step(row, Kind.HANDED_BACK, by, now)
    record("action_handed_back", f"An action{_where(row)} needs someone.", at=now, group=row.group, about=row)
    emails.needs_someone(row, was, note, by=by, now=now)
    if was.pk != by.pk:
        emails.written_for_you(row, was, by, now=now)
    return row


@transaction.atomic
def move(*, by: Membership, now: datetime, action: Action, to_on: date, because: str) -> Action:
    """Moves the date. The old one stays in the story, with the reason."""
    row = _mine(action, by)
    if not because:
        raise SayWhyItMoves(field="because")
    _to_come(to_on, by, now, "to_on")
    if to_on == row.due_on:
        raise SameDay(field="to_on")
    was = row.due_on
    row.due_on, row.told_at = to_on, now
    row.save(update_fields=["due_on", "told_at"])
    _step(row, Kind.MOVED, by, now, was_on=was, now_on=to_on, words=because)
    sentence = f"The date of an action{_where(row)} moved from {when.day(was)} to {when.day(to_on)}."
    record("action_moved", sentence, at=now, by=by, about=row)
    _tell_owner(row, by, now)
    return row


@transaction.atomic
def end(*, by: Membership, now: datetime, action: Action, ending: str, happened: str) -> Action:
    """Says that it is done, or not needed any more, and what happened."""
    row = _mine(action, by)
    if not happened:
        raise SayWhatHappened(field="happened")
    row.ending, row.happened, row.ended_by, row.ended_at = ending, happened, by, now
    row.save(update_fields=["ending", "happened", "ended_by", "ended_at"])
    _step(row, Kind.ENDED, by, now)
    how = "was done" if ending == Action.Ending.DONE else "is not needed any more"
    record("action_ended", f"An action{_where(row)} {how}.", at=now, by=by, about=row)
    _tell_owner(row, by, now)
    return row


def _tell_owner(row, by, now):
    """Somebody wrote it down for them: they must be able to put it right."""
    if not row.needs_someone and row.owner_id != by.pk:
        emails.written_for_you(row, row.owner, by, now=now)


@transaction.atomic
def remind(*, now: datetime) -> int:
    """Each reminder that is due, once; what has passed overtakes the one before it. Gives how many were due."""
    due = queries.reminders_due(now)
    for one in due:
        key = {"action": one.action, "due_on": one.action.due_on, "rung": one.rung}
        _, new = ActionReminder.objects.get_or_create(**key, defaults={"at": now})
        if new:
            emails.remind(one, queries.to_remind(one), now=now)
    return len(due)


def remind_again(letter, suffix, *, now: datetime) -> None:
    """For somebody who put it off, in the words of that day."""
    action = (
        Action.objects.open().with_people().select_related("group").filter(pk=int(letter.about.split(":")[1])).first()
    )
    reader = (
        Membership.objects.current().filter(group=letter.group_id, person=letter.person_id).select_related("person")
    )
    if action and reader:
        passed = action.late(action.group.local(now).date())
        due = queries.Due(action, queries.Rung.PASSED if passed else queries.Rung.SOON)
        emails.remind(due, reader, now=now, suffix=suffix)


plans.declare(
    plans.Kind(
        queries.PLAN, 40, "Actions", lambda group, plan: queries.SAYS, queries.coming, (f"{emails.STEM}action_due",),
        remind_again, leads="If it is done, say what happened. You can also move its day, or hand it back.",
    )
)  # fmt: skip
