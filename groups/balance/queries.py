"""Turns by role, and one's own turns. A person is never a row here."""

from dataclasses import dataclass

from django.db.models import Count, Sum

from groups.membership.models import Membership, Role
from groups.pacing.models import Running, Turn

FEWEST = 2  # a role with fewer people is one person: it is shown to nobody but the facilitators
GROUPED = {
    "Members": (Role.MEMBER,),
    "Supporters": (Role.SUPPORTER,),
    "Staff": (Role.FACILITATOR, Role.CO_FACILITATOR, Role.POINT_OF_CONTACT),
    "Sponsors": (Role.SPONSOR,),
}


@dataclass(frozen=True)
class Share:
    """What one role had: its part of the seats, of the turns and of the time, in whole per cent."""

    role: str
    seats: int
    of_seats: int
    of_turns: int
    of_time: int

    @property
    def cells(self) -> list[str]:
        return [self.role, str(self.seats), *(f"{part}%" for part in (self.of_seats, self.of_turns, self.of_time))]


@dataclass(frozen=True)
class Balance:
    shares: list[Share]
    left_out: bool  # some role had too few people to be shown to this reader
    unheard: int | None  # who wanted to speak and did not; a number, and only for facilitators

    HEAD = ("Role", "People there", "Part of the seats", "Part of the turns", "Part of the time")

    @property
    def rows(self) -> list[list[str]]:
        return [share.cells for share in self.shares]


def balance(running: Running, reader: Membership) -> Balance:
    """Two statements, three for a facilitator. What is not shown to the reader is not in the sums either."""
    seats = dict(running.seats.values_list("role").annotate(n=Count("pk")).order_by("role"))
    rows = running.turns.exclude(ended_at=None).values_list("seat__role").order_by("seat__role")
    spoke = {role: (n, seconds) for role, n, seconds in rows.annotate(n=Count("pk"), s=Sum("seconds"))}
    grouped = [(name, *_added(roles, seats, spoke)) for name, roles in GROUPED.items()]
    there = [one for one in grouped if one[1]]
    shown = [one for one in there if reader.facilitates or one[1] >= FEWEST]
    totals = [sum(one[at] for one in shown) for at in (1, 2, 3)]
    shares = [
        Share(name, people, *(_part(n, of) for n, of in zip((people, turns, seconds), totals, strict=True)))
        for name, people, turns, seconds in shown
    ]
    return Balance(shares, len(shown) < len(there), _unheard(running) if reader.facilitates else None)


def _added(roles, seats, spoke) -> tuple[int, int, int]:
    """People, turns and seconds of these roles together."""
    heard = [spoke.get(role, (0, 0)) for role in roles]
    return sum(seats.get(role, 0) for role in roles), sum(n for n, _ in heard), sum(s for _, s in heard)


def _part(n, of) -> int:
    return round(100 * n / of) if of else 0


def _unheard(running) -> int:
    """How many had a hand up and had no turn of any kind."""
    return running.seats.filter(hands__isnull=False, turns=None).distinct().count()


def own_turns(running: Running, reader: Membership):
    """The reader's own turns, in the order they had them."""
    rows = Turn.objects.visible_to(reader).filter(running=running, seat__membership=reader)
    return rows.exclude(ended_at=None).select_related("item", "with_help_of__person").order_by("began_at", "id")


def in_writing(running: Running, reader: Membership):
    """What people wrote at the meeting: for facilitators, who carry it into the notes."""
    return Turn.objects.visible_to(reader).filter(running=running).in_writing().with_names().order_by("began_at", "id")
