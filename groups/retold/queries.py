"""What was counted in quarters that are over, as one reader may see it. None of it writes."""

from dataclasses import dataclass
from datetime import date

from coproduction.kit import quarters, unnamed, walltime
from coproduction.kit.words import count_of, rounded
from groups.retold.models import TIMES, Retold, What

SHOWN = 4  # quarters one looks back at
# Of the group g, in the quarter before the one that runs: how often it was counted in all. One parameter: its first day.
COUNTED = f"(SELECT r.number FROM groups_retold r WHERE r.group_id = g.id AND r.what = '{TIMES}' AND r.starts_on = %s)"


@dataclass(frozen=True)
class Quarter:
    """One quarter: how often in all, in words; and how often each thing, where that may be shown."""

    words: str
    times: str
    parts: list[tuple[str, str]]


def before(day: date) -> date:
    """The first day of the quarter before the one this day is in."""
    return walltime.months_after(quarters.first_day(day), -3)


def over(membership, today: date) -> list[Quarter]:
    """The last quarters that are over, the newest first; nothing where nobody ever counted. One statement."""
    rows = Retold.objects.visible_to(membership).filter(starts_on__lt=quarters.first_day(today))
    found = {(one.starts_on, one.what): one.number for one in rows}
    first, day, shown = min((day for day, _ in found), default=today), before(today), []
    while day >= first and len(shown) < SHOWN:
        shown.append(_quarter(day, found, membership.inside))
        day = before(day)
    return shown


def _quarter(day, found, inside) -> Quarter:
    number = found.get((day, TIMES), 0)
    parts = [(What(what).label, found.get((day, what), 0)) for what in What.values]
    said = unnamed.in_words([many for _, many in parts], inside) if unnamed.enough(number, inside) else []
    labels = [label for label, _ in parts]
    return Quarter(quarters.in_words(day), in_words(number, inside), list(zip(labels, said, strict=False)))


def in_words(number: int, inside: bool) -> str:
    """How often, as it may be shown: exact inside the group from five on, rounded outside from eight on."""
    if number == 0:
        return "nobody counted one"
    if not unnamed.enough(number, inside):
        return f"fewer than {unnamed.FEWEST_INSIDE if inside else unnamed.FEWEST_OUTSIDE} times"
    return count_of(number, "time") if inside else f"{rounded(number)} times"


def in_short(number: int | None, today: date) -> str:
    """The quarter before, for those outside the group too. Nothing where nobody counted then."""
    if not number:
        return ""
    return f"{quarters.in_words(before(today))}: members were asked to tell the same thing again {in_words(number, inside=False)}."
