"""What is kept too long, by rules that rooms register. The clock forgets it in pieces; an operator can count first.

Counting and forgetting ask the same question, so that what was counted is what goes. Knows no table.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from django.db.models import QuerySet

AT_A_TIME = 200
_rules: dict[str, "Rule"] = {}


@dataclass(frozen=True)
class Rule:
    """`rows(now)` is what has been kept long enough; `forget(pks, now)` takes just that away, so that it is not found again.

    `elsewhere`: the clock does it in a job of the room itself. Here it only stands to be counted and done by hand.
    """

    name: str
    rows: Callable[[datetime], QuerySet]
    forget: Callable[[list, datetime], object]
    elsewhere: bool = False

    def some(self, now) -> list:
        return list(self.rows(now).values_list("pk", flat=True)[:AT_A_TIME])


class NothingWent(RuntimeError):
    """A rule found the same rows again after it took them away."""


def rule(name: str, *, rows, elsewhere=False):
    """Registers `forget(pks, now)` for what `rows(now)` finds."""

    def hang(forget):
        _rules[name] = Rule(name, rows, forget, elsewhere)
        return forget

    return hang


def looks(now: datetime) -> list[QuerySet]:
    """What a tick of the clock asks: is there anything?"""
    return [one.rows(now) for one in _rules.values() if not one.elsewhere]


def a_piece(now: datetime) -> int:
    """Some of each. Gives how many rows went."""
    went = 0
    for one in [one for one in _rules.values() if not one.elsewhere]:
        if some := one.some(now):
            one.forget(some, now)
            went += len(some)
    return went


def counted(now: datetime) -> dict[str, int]:
    return {name: one.rows(now).count() for name, one in sorted(_rules.items())}


def everything(now: datetime) -> dict[str, int]:
    """All that `counted` would give, piece by piece, and how much it was."""
    went = dict.fromkeys(sorted(_rules), 0)
    for name in went:
        before = None
        while some := _rules[name].some(now):
            if some == before:
                raise NothingWent(name)
            _rules[name].forget(some, now)
            went[name] += len(some)
            before = some
    return went
