"""Hands, cards, giving the floor, saying it in writing, going round the table. Every tap counts once."""

from django.db import transaction

from coproduction.kit.refusals import Refusal
from groups.facilitation.models import Card, Hand
from groups.meetings.models import Meeting
from groups.membership import queries as membership
from groups.membership.models import Membership
from groups.pacing import operations as pacing
from groups.pacing.models import Running, Seat, Turn


class NotTheirs(Refusal):
    """Only the person themselves, whoever supports them, or a facilitator can do this."""


class HandDown(Refusal):
    """This hand is not up any more."""


class NotHere(Refusal):
    """This is not something of this meeting."""


class NothingSaid(Refusal):
    """Write what you want to say."""


class NoRound(Refusal):
    """The group is not going round the table now."""


def _seat(running: Running, by: Membership, whose: Membership | None, now) -> Seat:
    """The seat of whoever it is for: oneself, the member a supporter helps, or anybody when a facilitator notes it."""
    if whose not in (None, by) and not (by.facilitates or membership.supports(by, whose)):
        raise NotTheirs
    return pacing.seat_of(running, whose or by, now)


def _of_whom(by: Membership, seat: Seat):
    own = seat.membership_id == by.pk
    if not (own or by.facilitates or membership.supports(by, seat.membership)):
        raise NotTheirs


# --- hands ---


@transaction.atomic
def raise_hand(
    *, meeting: Meeting, by: Membership, now, whose: Membership | None = None, way=Hand.Way.OWN, tap=""
) -> Hand | None:
    """Puts somebody in the queue. A hand that is up already keeps its place."""
    running = pacing.held(meeting, now)
    seat = _seat(running, by, whose, now)
    if not pacing.is_new(running, tap, now):
        return None
    given = {"way": way, "raised_at": now, "raised_by": by}
    hand, new = Hand.objects.up().get_or_create(seat=seat, defaults=given)
    if new:
        pacing.changed(running)
    return hand


@transaction.atomic
def lower_hand(*, meeting: Meeting, by: Membership, now, hand_id: int, tap="") -> None:
    """Takes a hand down. One that is down already stays down."""
    running = pacing.held(meeting, now)
    hand = Hand.objects.select_related("seat__membership").filter(seat__running=running, pk=hand_id).first()
    if hand is None:
        raise NotHere
    _of_whom(by, hand.seat)
    if pacing.is_new(running, tap, now) and hand.is_up:
        hand.lowered_at, hand.lowered_by = now, by
        hand.save(update_fields=["lowered_at", "lowered_by"])
        pacing.changed(running)


# --- turns ---


@transaction.atomic
def give_floor(*, meeting: Meeting, by: Membership, now, hand_id=0, seat_id=0, tap="") -> Turn | None:
    """Somebody speaks now: whose hand is up, or whoever sits in this seat. Two facilitators who tap make one turn."""
    running = pacing.held(meeting, now)
    hand = Hand.objects.select_related("seat__membership").filter(seat__running=running, pk=hand_id).first()
    seat = hand.seat if hand else running.seats.filter(pk=seat_id).first()
    if seat is None:
        raise NotHere
    if hand and hand.turn_id:
        return hand.turn  # the other facilitator was first
    if not pacing.is_new(running, tap, now):
        return None
    if hand and hand.lowered_at:
        raise HandDown
    at = running.moment(now)
    turn = pacing.begin_turn(running, seat, at, _aloud(hand))
    _answer_hand(seat, turn)
    pacing.changed(running, clock=at)
    return turn


def _aloud(hand):
    """Somebody who joined by phone speaks on the phone; everybody else is heard aloud."""
    return Turn.Way.PHONE if hand and hand.way == Hand.Way.PHONE else Turn.Way.ALOUD


def _answer_hand(seat, turn, **which):
    """The hand that is up has been heard. A turn belongs to one hand: one raised again meanwhile stays up."""
    hand = seat.hands.up().filter(**which).select_related("seat", "raised_by").first()
    if hand and not Hand.objects.filter(turn=turn).exists():
        hand.turn = turn
        hand.save(update_fields=["turn"])
        if hand.helper:
            turn.with_help_of = hand.helper
            turn.save(update_fields=["with_help_of"])


@transaction.atomic
def end_turn(*, meeting: Meeting, by: Membership, now, turn_id: int, tap="") -> None:
    """The person is done. It names the turn, so that a second tap does not end the turn of whoever is next."""
    running = pacing.held(meeting, now)
    if pacing.is_new(running, tap, now):
        at = running.moment(now)
        pacing.finish_turn(running, running.turns.open().filter(pk=turn_id).first(), at)
        pacing.changed(running, clock=at)


@transaction.atomic
def say_in_writing(
    *, meeting: Meeting, by: Membership, now, words: str, whose: Membership | None = None, tap=""
) -> Turn | None:
    """A turn in writing, under the name of whoever it is for. It is kept with the meeting, and with who helped."""
    running = pacing.held(meeting, now)
    if not words:
        raise NothingSaid(field="words")
    seat = _seat(running, by, whose, now)
    if not pacing.is_new(running, tap, now):
        return None
    helper = by if seat.membership_id != by.pk and not by.facilitates else None
    turn = pacing.heard(running, seat, now, Turn.Way.WRITING, words, helper)
    pacing.changed(running)
    return turn


@transaction.atomic
def note_said(*, meeting: Meeting, by: Membership, now, whose: Membership, way, words="", tap="") -> Turn | None:
    """A facilitator notes what somebody said another way than aloud. A hand that came the same way is answered by it."""
    running = pacing.held(meeting, now)
    seat = _seat(running, by, whose, now)
    if not pacing.is_new(running, tap, now):
        return None
    turn = pacing.heard(running, seat, now, way, words)
    _answer_hand(seat, turn, way=way)
    pacing.changed(running)
    return turn


# --- cards ---


@transaction.atomic
def raise_card(*, meeting: Meeting, by: Membership, now, kind, whose: Membership | None = None, tap="") -> Card | None:
    """Shows a card to everyone. The same card twice is one card."""
    running = pacing.held(meeting, now)
    seat = _seat(running, by, whose, now)
    if kind not in Card.Kind.values:
        raise NotHere
    if not pacing.is_new(running, tap, now):
        return None
    card, new = Card.objects.up().get_or_create(seat=seat, kind=kind, defaults={"raised_at": now, "raised_by": by})
    if new:
        pacing.changed(running)
    return card


@transaction.atomic
def take_down_card(*, meeting: Meeting, by: Membership, now, card_id: int, tap="") -> None:
    """Whoever raised it takes it down, or a facilitator once the group has seen to it."""
    running = pacing.held(meeting, now)
    card = Card.objects.select_related("seat__membership").filter(seat__running=running, pk=card_id).first()
    if card is None:
        raise NotHere
    _of_whom(by, card.seat)
    if pacing.is_new(running, tap, now) and card.taken_down_at is None:
        card.taken_down_at, card.taken_down_by = now, by
        card.save(update_fields=["taken_down_at", "taken_down_by"])
        pacing.changed(running)


# --- round the table ---


@transaction.atomic
def begin_round(*, meeting: Meeting, by: Membership, now, tap="") -> Running:
    """Everyone who is there has one turn, and may pass."""
    running = pacing.held(meeting, now)
    if pacing.is_new(running, tap, now) and not running.round_on:
        pacing.changed(running, round_on=True, round_number=running.round_number + 1)
    return running


@transaction.atomic
def end_round(*, meeting: Meeting, by: Membership, now, tap="") -> Running:
    running = pacing.held(meeting, now)
    if pacing.is_new(running, tap, now) and running.round_on:
        pacing.changed(running, round_on=False)
    return running


@transaction.atomic
def pass_turn(*, meeting: Meeting, by: Membership, now, seat_id: int, tap="") -> None:
    """Not this time. Said by the person, or by a facilitator for them; nobody is asked why."""
    running = pacing.held(meeting, now)
    seat = running.seats.select_related("membership").filter(pk=seat_id).first()
    if seat is None:
        raise NotHere
    _of_whom(by, seat)
    if not running.round_on:
        raise NoRound
    if pacing.is_new(running, tap, now):
        pacing.done_in_round(running, seat)
        pacing.changed(running)
