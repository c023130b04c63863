"""What the live pages of a meeting show: a fixed number of statements, however much was said."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Count, Max, OuterRef, Q

from coproduction.kit.counts import number_of
from groups.facilitation.models import Card, Hand
from groups.membership.models import KNOWS_MEMBERS, Membership
from groups.pacing import queries as pacing
from groups.pacing.models import Running, Seat, Turn

LONG = timedelta(minutes=5)  # a hand that has been up so long deserves a look
LATEST = 10


@dataclass(frozen=True)
class Waiting:
    """A hand in the queue."""

    hand: Hand
    new: bool  # has not spoken at this meeting yet
    minutes: int

    @property
    def name(self) -> str:
        return self.hand.seat.membership.person.name

    @property
    def waited(self) -> str:
        return f"waiting {self.minutes} minute{'' if self.minutes == 1 else 's'}" if self.minutes else ""


@dataclass(frozen=True)
class Board:
    """The facilitator's page."""

    course: pacing.Course
    meeting_left: str
    queue: list[Waiting]
    suggested: Waiting | None  # someone new first, unless they are first already
    quietly: list[str]  # private hints: who wanted to speak and has not
    cards: list[Card]
    turn: Turn | None
    turn_minutes: int
    written: list[Turn]
    round: list[Seat]  # who has not had their turn in this round

    @property
    def paused_for(self) -> str:
        """Who shows the card that everyone has to heed at once."""
        return ", ".join(one.seat.membership.person.name for one in self.cards if one.kind == Card.Kind.PAUSE)


def spoken(running: Running) -> set[int]:
    """The seats of those who have spoken at all. Not how often: that is asked of nobody."""
    return set(running.turns.values_list("seat_id", flat=True).distinct())


def board(running: Running, reader: Membership, now: datetime) -> Board:
    """Nine statements."""
    heard = spoken(running)
    hands = Hand.objects.visible_to(reader).filter(seat__running=running).with_names()
    queue = [_waiting(hand, heard, now) for hand in hands.up().in_order()]
    turn = running.turns.open().with_names().first()
    rows = Turn.objects.visible_to(reader).filter(running=running)
    cards = Card.objects.visible_to(reader).filter(seat__running=running).up().with_names()
    return Board(
        course=pacing.course(running, now),
        meeting_left=pacing.meeting_left(running, now),
        queue=queue,
        suggested=next((one for one in queue[1:] if one.new), None) if queue and not queue[0].new else None,
        quietly=_quietly(queue, hands, heard),
        cards=list(cards.order_by("raised_at", "id")),
        turn=turn,
        turn_minutes=_turn_minutes(running, turn, now),
        written=list(rows.in_writing().with_names().order_by("-began_at", "-id")[:LATEST]),
        round=list(Seat.objects.visible_to(reader).still_to_speak(running).select_related("membership__person")),
    )


def _waiting(hand, heard, now) -> Waiting:
    return Waiting(hand, hand.seat_id not in heard, max(0, int((now - hand.raised_at).total_seconds() // 60)))


def _quietly(queue, hands, heard) -> list[str]:
    """Who has waited long, and who took their hand down without having spoken. In the order of the queue, then by name."""
    up = {one.hand.seat_id for one in queue}
    hints = [
        f"{one.name} has waited {one.minutes} minutes." for one in queue if one.minutes * 60 >= LONG.total_seconds()
    ]
    down = hands.filter(lowered_at__isnull=False).exclude(seat__in=heard | up)
    names = dict(down.values_list("seat_id", "seat__membership__person__name").distinct())
    return hints + [f"{name} wanted to speak and took their hand down." for name in sorted(names.values())]


def _turn_minutes(running, turn, now) -> int:
    if turn is None:
        return 0
    until = min(running.paused_at or now, now)
    return max(0, int((until - turn.began_at).total_seconds() - turn.paused) // 60)


@dataclass(frozen=True)
class Own:
    """What somebody who takes part sees: where the group is, and what is their own."""

    course: pacing.Course
    meeting_left: str
    speaking: str
    hand: Hand | None
    place: int  # in the queue
    cards_up: dict  # kind: how many, never whose
    own_cards: dict  # kind: the number of the reader's card that is up
    seat: Seat | None
    my_round: bool  # their turn in the round is still to come

    @property
    def kinds(self) -> list[dict]:
        """The three cards: what each means, how many are up, and the reader's own."""
        return [
            {"kind": kind, "label": kind.label, "means": MEANS[kind]}
            | {"up": self.cards_up.get(kind, 0), "own": self.own_cards.get(kind)}
            for kind in Card.Kind
        ]


MEANS = {
    Card.Kind.PAUSE: "I need the group to stop for a moment.",
    Card.Kind.EXPLAIN: "I did not understand. Please say it another way.",
    Card.Kind.AGREE: "I think so too.",
}


def own(running: Running, reader: Membership, now: datetime, whose: Membership | None = None) -> Own:
    """What is the reader's own, or that of the member they help. Seven statements."""
    whose = whose or reader
    seats = list(running.seats.filter(membership=whose))
    seat = seats[0] if seats else None
    up = Hand.objects.filter(seat__running=running).up()
    before = Q(raised_at__lt=OuterRef("raised_at")) | Q(raised_at=OuterRef("raised_at"), pk__lt=OuterRef("pk"))
    mine = up.filter(seat__membership=whose).annotate(before=number_of(up.filter(before)))
    hand = mine.select_related("seat", "raised_by__person").first()
    shown = Card.objects.filter(seat__running=running).up().values_list("kind").order_by()
    cards = list(shown.annotate(n=Count("pk"), own=Max("pk", filter=Q(seat__membership=whose))))
    turn = running.turns.open().with_names().first()
    return Own(
        course=pacing.course(running, now),
        meeting_left=pacing.meeting_left(running, now),
        speaking=_called(turn, reader),
        hand=hand,
        place=hand.before + 1 if hand else 0,
        cards_up={kind: number for kind, number, _ in cards},
        own_cards={kind: card for kind, _, card in cards if card},
        seat=seat,
        my_round=bool(running.round_on and seat and seat.round_done < running.round_number),
    )


def _called(turn, reader) -> str:
    """Who speaks: by name for those the group told its names, else by role."""
    if turn is None:
        return ""
    if turn.seat.membership_id == reader.pk:
        return "You are speaking."
    if reader.role in KNOWS_MEMBERS:
        return f"{turn.seat.membership.person.name} is speaking."
    return f"A {turn.seat.get_role_display()} is speaking."
