"""Holding a meeting: start it, go from item to item, take breaks, go round the table, give turns, end it."""

from datetime import timedelta

from django.db import transaction
from django.db.models import Q

from coproduction.kit import locks
from coproduction.kit.refusals import Refusal
from groups.agendas.models import Item
from groups.history.operations import not_closed, record
from groups.meetings import queries as meetings
from groups.meetings.models import Meeting, Reply
from groups.meetings.operations import MeetingAlreadyHeld, MeetingCancelled
from groups.membership.models import Membership
from groups.pacing.models import Progress, Running, Seat, Tap, Turn


class TooLateToGoOn(Refusal):
    """You could go on with this meeting until midnight of its day. Plan another meeting for the rest."""


class TooEarly(Refusal):
    """You can start the meeting from one hour before its time."""


class EndedAlready(Refusal):
    """This meeting was ended. If that was a mistake, go on with it."""


class NotOn(Refusal):
    """This meeting is not on now."""


class NotOnTheAgenda(Refusal):
    """This is not on the agenda of this meeting."""


class OnNow(Refusal):
    """The group is talking about this now, so it was reached."""


class NotInvited(Refusal):
    """This person is not invited to this meeting."""


class HasSpoken(Refusal):
    """This person took part, so their seat stays."""


# --- for this room and those that build on it: under the lock ---


def held(meeting: Meeting, now) -> Running:
    """The meeting as it is being held, locked. Refuses one that has not begun or is over."""
    row = locks.held(Running.objects).select_related("meeting__group", "item")
    running = row.filter(meeting=meeting).first()
    if running is None or running.over(now):
        raise NotOn
    not_closed(running.meeting.group)
    return running


def is_new(running: Running, tap: str, now) -> bool:
    """Whether this tap was not taken before. It is, from now on: call it under the lock, before the deed."""
    return not tap or Tap.objects.get_or_create(running=running, number=tap, defaults={"at": now})[1]


def changed(running: Running, *, clock=None, **fields):
    """Keeps what changed and lets every page know. `clock` is given when the clock was touched."""
    fields |= {"version": running.version + 1} | ({"clocked_at": clock} if clock else {})
    for name, value in fields.items():
        setattr(running, name, value)
    running.save(update_fields=list(fields))


def seat_of(running: Running, whose: Membership, now) -> Seat:
    """Where this person sits. Whoever does something is there; a person who is not invited is not."""
    if not meetings.askable(running.meeting).filter(pk=whose.pk).exists():
        raise NotInvited
    defaults = {"role": whose.role, "came_at": now}
    return Seat.objects.get_or_create(running=running, membership=whose, defaults=defaults)[0]


def begin_turn(running: Running, seat: Seat, at, way=Turn.Way.ALOUD) -> Turn:
    """Gives somebody the floor. If they have it already, nothing happens; whoever had it before is done."""
    now_speaking = running.turns.open().first()
    if now_speaking and now_speaking.seat_id == seat.pk:
        return now_speaking
    finish_turn(running, now_speaking, at)
    turn = Turn.objects.create(running=running, seat=seat, item=running.item, way=way, began_at=at)
    if running.paused_at:
        _resume(running, at)
    if running.round_on and seat.round_done < running.round_number:
        done_in_round(running, seat)
    return turn


def finish_turn(running: Running, turn: Turn | None, at):
    """Ends a turn that is not over yet. Time in a break does not count."""
    if turn is None or turn.ended_at:
        return
    at = max(at, turn.began_at)
    break_now = (at - max(running.paused_at, turn.began_at)).total_seconds() if running.paused_at else 0
    turn.ended_at = at
    turn.seconds = max(0, int((at - turn.began_at).total_seconds() - turn.paused - max(0, break_now)))
    turn.save(update_fields=["ended_at", "seconds"])


def heard(running: Running, seat: Seat, at, way, words="", with_help_of=None) -> Turn:
    """A turn that takes no time: what somebody wrote, or what came by chat, phone or card."""
    return Turn.objects.create(
        running=running, seat=seat, item=running.item, way=way, words=words, began_at=at, ended_at=at,
        with_help_of=with_help_of,
    )  # fmt: skip


def _resume(running, at):
    """Ends the break: every clock goes on from where it stood."""
    length = max(timedelta(0), at - running.paused_at)
    if running.item_since_at:
        running.item_since_at += length
    turn = running.turns.open().first()
    if turn:
        turn.paused += int(max(timedelta(0), at - max(running.paused_at, turn.began_at)).total_seconds())
        turn.save(update_fields=["paused"])
    running.paused_at = running.paused_by = None
    running.save(update_fields=["item_since_at", "paused_at", "paused_by"])


def _leave_item(running, at):
    """Keeps how long the group spent on the item it leaves."""
    if running.item_id:
        progress, _ = Progress.objects.get_or_create(running=running, item=running.item)
        progress.spent += running.on_item(at)
        progress.save(update_fields=["spent"])


def done_in_round(running, seat):
    seat.round_done = running.round_number
    seat.save(update_fields=["round_done"])
    if not Seat.objects.still_to_speak(running).exists():
        running.round_on = False
        running.save(update_fields=["round_on"])


# --- the meeting ---


def _standing(meeting) -> Meeting:
    """The row of a meeting that was not cancelled, locked as whoever moves or cancels it locks it."""
    row = locks.held(Meeting.objects).select_related("group").get(pk=meeting.pk)
    if row.cancelled:
        raise MeetingCancelled
    return row


@transaction.atomic
def start(*, meeting: Meeting, by: Membership, now) -> Running:
    """Starts it at the first item of the agenda. Those who said yes have a seat; twice is once."""
    row = _standing(meeting)
    running = Running.objects.with_all().filter(meeting=row).first()
    if running and not running.over(now):
        return running
    if running and running.may_resume(now):
        raise EndedAlready
    if row.over(now) or (running and row.near(now)):
        raise MeetingAlreadyHeld
    if not row.near(now):
        raise TooEarly
    first = row.items.placed().in_order().first()
    running = Running.objects.create(
        meeting=row, started_at=now, started_by=by, item=first, item_since_at=now if first else None, clocked_at=now
    )
    said_yes = row.replies.of_current().filter(answer=Reply.Answer.YES).select_related("membership").order_by("id")
    there = {by.pk: by} | {one.membership_id: one.membership for one in said_yes}
    Seat.objects.bulk_create(
        Seat(running=running, membership=one, role=one.role, came_at=now) for one in there.values()
    )
    record("meeting_started", f"{by.person.name} started “{row.title}”.", at=now, by=by, about=row)
    return running


@transaction.atomic
def end(*, meeting: Meeting, by: Membership, now) -> Running:
    """Ends it. Whoever was speaking is done; what the group never came to is marked as not reached."""
    running = held(meeting, now)
    at = running.moment(now)
    finish_turn(running, running.turns.open().first(), at)
    _leave_item(running, at)
    last = running.item
    untouched = running.meeting.items.placed().exclude(purpose=Item.Purpose.BREAK).exclude(progress__running=running)
    Progress.objects.bulk_create(
        Progress(running=running, item=item, not_reached_at=at, not_reached_by=by) for item in untouched
    )
    changed(
        running, clock=at, ended_at=at, ended_by=by, item=None, item_since_at=None, paused_at=None, paused_by=None,
        round_on=False, last_item=last,
    )  # fmt: skip
    record("meeting_ended", f"{by.person.name} ended “{meeting.title}”.", at=at, by=by, about=running.meeting)
    return running


@transaction.atomic
def resume(*, meeting: Meeting, by: Membership, now) -> Running:
    """It was ended by mistake and goes on where it was. The time between counts for nothing, like a break. Twice is once.

    What the end marked as not reached is to come again. Questions that are open to people meanwhile stay as they are.
    """
    rows = locks.held(Running.objects).select_related("meeting__group", "last_item")
    running = rows.filter(meeting=_standing(meeting)).first()
    if running is None or (running.ended_at is None and running.over(now)):
        raise NotOn
    if running.ended_at is None:
        return running
    if not running.meeting.near(now):
        raise TooEarly
    if not running.may_resume(now):
        raise TooLateToGoOn
    at = running.moment(now)
    running.progress.filter(not_reached_at=running.ended_at, spent=0).delete()
    item = running.meeting.items.placed().filter(pk=running.last_item_id).first()
    changed(
        running, clock=at, ended_at=None, ended_by=None, item=item, item_since_at=at if item else None, last_item=None,
        resumed_at=at, resumed_by=by,
    )  # fmt: skip
    sentence = f"{by.person.name} went on with “{meeting.title}”: it was ended by mistake."
    record("meeting_resumed", sentence, at=at, by=by, about=running.meeting)
    return running


def _item(running, item_id) -> Item:
    item = running.meeting.items.placed().filter(pk=item_id).first()
    if item is None:
        raise NotOnTheAgenda
    return item


@transaction.atomic
def go_to(*, meeting: Meeting, by: Membership, now, item_id: int, tap="") -> Running:
    """On to this item, or back to it. Whoever was speaking is done, and a break is over."""
    running = held(meeting, now)
    item = _item(running, item_id)
    if not is_new(running, tap, now) or running.item_id == item.pk:
        return running
    at = running.moment(now)
    finish_turn(running, running.turns.open().first(), at)
    _leave_item(running, at)
    Progress.objects.filter(running=running, item=item).update(not_reached_at=None, not_reached_by=None)
    changed(running, clock=at, item=item, item_since_at=at, paused_at=None, paused_by=None)
    return running


@transaction.atomic
def not_reached(*, meeting: Meeting, by: Membership, now, item_id: int, tap="") -> Running:
    """Marks an item as not reached today. Going to it takes the mark away."""
    running = held(meeting, now)
    item = _item(running, item_id)
    if running.item_id == item.pk:
        raise OnNow
    if is_new(running, tap, now):
        mark = {"not_reached_at": now, "not_reached_by": by}
        Progress.objects.update_or_create(running=running, item=item, defaults=mark)
        changed(running)
    return running


@transaction.atomic
def take_break(*, meeting: Meeting, by: Membership, now, tap="") -> Running:
    """Stops every clock until somebody says *go on*. Twice is once."""
    running = held(meeting, now)
    if is_new(running, tap, now) and not running.paused_at:
        at = running.moment(now)
        changed(running, clock=at, paused_at=at, paused_by=by)
    return running


@transaction.atomic
def go_on(*, meeting: Meeting, by: Membership, now, tap="") -> Running:
    """The break is over."""
    running = held(meeting, now)
    if is_new(running, tap, now) and running.paused_at:
        at = running.moment(now)
        _resume(running, at)
        changed(running, clock=at)
    return running


@transaction.atomic
def note_who_is_here(*, meeting: Meeting, by: Membership, now, here: set[int]) -> None:
    """Who is there, by number of membership. Whoever took part already keeps their seat."""
    running = held(meeting, now)
    gone = running.seats.exclude(membership__in=here)
    if gone.filter(Q(turns__isnull=False) | Q(hands__isnull=False) | Q(cards__isnull=False)).exists():
        raise HasSpoken("Somebody you took off took part already, so their seat stays.", field="here")
    gone.delete()
    new = meetings.askable(running.meeting).filter(pk__in=here).exclude(seats__running=running).order_by("id")
    Seat.objects.bulk_create(Seat(running=running, membership=one, role=one.role, came_at=now) for one in new)
    changed(running)
