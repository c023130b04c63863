"""What is owed, in days, and what makes it. One definition for every page, table and figure."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Count

from coproduction.kit import when, workdays
from coproduction.kit.words import count_of
from feedback.debt.models import Owing
from feedback.gathering.models import Piece
from feedback.log.models import Stage, Step

EPOCH = date(2018, 1, 1)  # working days are numbered from here
FEW = 7  # one to seven people are never told apart outside a group
STEP = 5

# --- the definition ---

COUNTING = (Stage.SENT, Stage.HEARD, Stage.DOING)
STOPPED = (Stage.CLAIMED, Stage.DID, Stage.CANNOT)
SHOWN = {
    "all": ("Everything that makes it", ()),
    "unheard": ("Nobody has heard it", (Stage.SENT,)),
    "heard": ("Heard, and not answered", (Stage.HEARD,)),
    "doing": ("Being done", (Stage.DOING,)),
    "stopped": ("Answered: the group has not said yes", STOPPED),
}


def day_number(day: date, nation: str) -> int:
    """The number of a day among the working days of a nation. A day off has the number of the working day before it."""
    return workdays.between(EPOCH, day, nation)


def counts_for(people: int) -> int:
    """How much an entry counts for. One that was made from what people said counts at least once for each of them; never so
    that somebody outside could tell how few they were, or that it was one alone."""
    if not people:
        return 1
    return FEW if people <= FEW else -(-people // STEP) * STEP


def voices_in(entries) -> dict[int, int]:
    """How much each counts for, by its id. One statement."""
    rows = Piece.objects.filter(said__in=entries).standing().values_list("said").annotate(number=Count("id")).order_by()
    people = dict(rows)
    return {said.pk: counts_for(people.get(said.pk, 0)) for said in entries}


def place_after(stage: str, kind: str, stopped: bool) -> str:
    """Where an owing is after a step: counting, stopped or settled. A challenge makes a *can't* count again until it is
    answered; taking an entry out, and the group's yes, settle it."""
    if stage in (Stage.ANSWERED, Stage.WITHDRAWN):
        return "settled"
    if stage in COUNTING or stage == Stage.CANNOT and kind == Step.Kind.CHALLENGED:
        return "counting"
    told = kind in (Step.Kind.REASON_GIVEN, Step.Kind.FOUND, Step.Kind.DECIDED)
    return "stopped" if told or stopped or stage in (Stage.CLAIMED, Stage.DID) else "counting"


def moved(owing: Owing, place: str, today: date, nation: str) -> bool:
    """Puts it there, as of today. Says if anything changed. The one place that knows how days are counted."""
    before = (owing.promised_on, owing.stopped_on, owing.settled_on)
    if place != "settled" and owing.settled_on:
        number = max(workdays.between(owing.settled_on, today, nation), 0)
        owing.promised_on = workdays.add(owing.promised_on, number, nation)
        owing.settled_on = owing.stopped_on = None
    if place == "counting":
        owing.stopped_on = None
    else:
        owing.stopped_on = owing.stopped_on or today
    if place == "settled":
        owing.settled_on = owing.settled_on or today
    numbered(owing, nation)
    return before != (owing.promised_on, owing.stopped_on, owing.settled_on)


def numbered(owing: Owing, nation: str) -> None:
    owing.from_day = day_number(owing.promised_on, nation)
    owing.stop_day = day_number(owing.stopped_on, nation) if owing.stopped_on else None


# --- what is owed now ---


@dataclass(frozen=True)
class Debt:
    """Working days beyond the promise, over the entries that make them. `stopped` of them have an answer that waits for the
    group's word."""

    days: int = 0
    entries: int = 0
    stopped: int = 0

    def __add__(self, other):
        return Debt(self.days + other.days, self.entries + other.entries, self.stopped + other.stopped)


def todays(groups, now: datetime) -> dict[int, int]:
    return {group.pk: day_number(group.local(now).date(), group.nation) for group in groups}


def of_groups(groups, now: datetime) -> dict[int, Debt]:
    """What each group is owed, by its id. One statement, along an index of what is open only."""
    found = defaultdict(Debt)
    for row in Owing.objects.of_groups(groups).open().with_days(todays(groups, now)).sums():
        stopped = row["all_days"] if row["is_stopped"] else 0
        found[row["group_id"]] += Debt(row["all_days"], row["entries"], stopped)
    return found


@dataclass(frozen=True)
class Item:
    """One entry that makes some of the debt: its days and why, in words."""

    said: object
    days: int
    line: str


def items(groups, now: datetime, show: str):
    """Which entries make the debt, most first: pairs of id and days, along the index of what is open. `shown` reads them."""
    rows = Owing.objects.of_groups(groups).open().with_days(todays(groups, now))
    stages = SHOWN[show][1]
    if show == "stopped":
        rows = rows.stopped()
    elif stages:
        rows = rows.counting().filter(said__stage__in=stages)
    return rows.order_by("-days", "id").values_list("pk", "days")


def shown(pairs) -> list[Item]:
    """One page of them, in words. One statement."""
    days = dict(pairs)
    rows = Owing.objects.filter(pk__in=days).select_related("said__group__organisation", "said__topic")
    found = {owing.pk: owing for owing in rows}
    return [item(found[pk], number) for pk, number in days.items()]


def item(owing, days: int) -> Item:
    working = count_of(days // owing.voices, "working day")
    line = f"An answer was first promised by {when.day(owing.promised_on)}: {working} ago"
    if owing.stopped_on:
        line = (
            f"First promised by {when.day(owing.promised_on)}. It counts {working}, up to {when.day(owing.stopped_on)}"
        )
    if owing.voices > 1:
        line += f". It was made from what people said, so it counts {owing.voices} times"
    return Item(owing.said, days, f"{line}.")
