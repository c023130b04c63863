"""Which kinds of reminder there are, how a group has them, and which letters come next."""

from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime

from coproduction.kit import when
from groups.membership.models import Membership
from groups.notices import queries as notices_queries
from groups.notices.models import Letter
from groups.plans.models import Plan

NEXT = 10
ONCE = "0-days"  # the key of a plan that has one time, which its kind sets
_kinds: dict[str, "Kind"] = {}


@dataclass(frozen=True)
class Coming:
    """One letter to come: when, about what, and to whom, in words that reveal nobody. `number`: for facilitators only."""

    at: datetime
    about: str
    to: str
    number: int | None = None
    path: str = ""
    kind: str = ""
    day_only: bool = False  # it goes in the course of that day


# The pages of plans, and where in the order of kinds each ends. One page for all would ask too many rooms at once.
PARTS = {"meetings": 30, "promised": 70, "again": 1000}


@dataclass(frozen=True)
class Kind:
    """One kind of reminder, declared by the room that sends it.

    `says` tells in words who gets what and when. `coming` gives the next letters, by the same rules that send them, in a
    bounded number of statements. `usual` are its times before a group changes them; `sides` where times may be added.
    `fixed` says why a group cannot change it. `plan_of` and `thing_of` read from a letter which time it was for and what it
    is about. `again` posts it anew for one person who put it off; `may_end`: they may end it; `leads`: what ends it for all;
    `passes`: what it is about is over when the letter is of no use any more.
    """

    name: str
    place: int
    title: str
    says: Callable[..., str]
    coming: Callable[..., list[Coming]]
    stems: tuple[str, ...]
    again: Callable[..., None]
    usual: tuple[dict, ...] = ({},)
    sides: tuple[str, ...] = ()
    papers: bool = False
    fixed: str = ""
    plan_of: Callable[[Letter], str] = lambda letter: ONCE
    thing_of: Callable[[Letter], str] = lambda letter: letter.about
    may_end: bool = True
    leads: str = ""
    passes: bool = False

    @property
    def part(self) -> str:
        """The page it stands on: first what is about meetings, then what was taken on or promised, then what is looked at again."""
        return next(name for name, ends in PARTS.items() if self.place < ends)

    def plans(self, stored) -> list[Plan]:
        """Its times for a group: as they are usual, with what the group changed over them. The furthest before comes first."""
        own = {one.key: one for one in stored if one.kind == self.name}
        for one in self.usual:
            plan = Plan(kind=self.name, **one)
            own.setdefault(plan.key, plan)
        return sorted(own.values(), key=lambda plan: plan.far, reverse=True)

    def is_usual(self, key: str) -> bool:
        return any(Plan(kind=self.name, **one).key == key for one in self.usual)


def declare(kind: Kind) -> Kind:
    """Hangs a kind on the page of plans, and its letters on the checks below."""
    _kinds[kind.name] = kind
    return kind


def kinds() -> list[Kind]:
    return sorted(_kinds.values(), key=lambda kind: kind.place)


def named(name: str) -> Kind:
    return _kinds[name]


def kind_of(letter: Letter) -> Kind | None:
    """The kind a letter belongs to, if it is a reminder."""
    return next((kind for kind in _kinds.values() if letter.stem.startswith(kind.stems)), None)


def find(address: str, stored) -> tuple[Kind, Plan] | None:
    """The plan an address names, `MEETING-7-days`, as the group has it."""
    name, _, key = address.partition("-")
    kind = _kinds.get(name)
    return next(((kind, plan) for plan in kind.plans(stored) if plan.key == key), None) if kind else None


def stored(group_id: int) -> list[Plan]:
    return list(Plan.objects.filter(group=group_id))


# --- the page ---


@dataclass(frozen=True)
class Line:
    plan: Plan
    words: str
    may_change: bool
    may_remove: bool


@dataclass(frozen=True)
class Section:
    """One kind with its times. `on`: whether any of them sends."""

    kind: Kind
    lines: list[Line]


@dataclass(frozen=True)
class Page:
    sections: list[Section]
    coming: list[Coming] = field(default_factory=list)


def page(membership: Membership, now: datetime, part: str) -> Page:
    """The plans of a group on one of the pages, and the next letters they will send."""
    rows = list(Plan.objects.visible_to(membership))
    sections, coming = [], []
    for kind in (kind for kind in kinds() if kind.part == part):
        plans = kind.plans(rows)
        sections.append(Section(kind, [_line(kind, plan, membership.group) for plan in plans]))
        on = [plan for plan in plans if plan.on or kind.fixed]
        if on:
            coming += [_of(kind, one, membership) for one in kind.coming(membership, on, now)]
    return Page(sections, sorted(coming, key=lambda one: (one.at, one.kind, one.about))[:NEXT])


def _line(kind, plan, group):
    changes = bool(kind.sides)
    return Line(plan, kind.says(group, plan), changes, changes and not kind.is_usual(plan.key))


def _of(kind, one, membership):
    """Numbers are for those who run the group: from how many have not answered, others could tell who."""
    number = one.number if membership.facilitates else None
    return Coming(one.at, one.about, one.to, number, one.path, kind.title, one.day_only)


def not_overtaken(times: list[tuple], now: datetime) -> list[tuple]:
    """Of (moment, …) soonest first: of those whose time has come only the last goes."""
    come = [one for one in times if one[0] <= now]
    return come[-1:] + times[len(come) :]


def when_in_words(one: Coming, group, now: datetime) -> str:
    """Those whose time has come go with the next tick of the clock."""
    if one.at <= now:
        return "Today" if one.day_only else "Now"
    local = group.local(one.at)
    return when.day(local) if one.day_only else when.moment(local)


# --- is it still planned when it goes? ---


@notices_queries.recheck("")
def still_planned(letters, now) -> set[int]:
    """All letters but reminders a group has turned off or taken away since. One statement, and none without reminders."""
    right = {letter.pk for letter in letters}
    found = [(letter, kind_of(letter)) for letter in letters if letter.group_id]
    found = [(letter, kind) for letter, kind in found if kind and not kind.fixed]
    if not found:
        return right
    rows = defaultdict(list)
    for plan in Plan.objects.filter(group__in={letter.group_id for letter, _ in found}):
        rows[plan.group_id].append(plan)
    off = {letter.pk for letter, kind in found if not _is_on(kind, letter, rows[letter.group_id])}
    return right - off


def _is_on(kind, letter, rows) -> bool:
    key = kind.plan_of(letter)
    return any(plan.on and plan.key == key for plan in kind.plans(rows))
