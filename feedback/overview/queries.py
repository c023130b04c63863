"""What the overview shows: counts of entries, never of people, and times against the promise.

Times are read from the steps of the chain, where the working days were written down when it happened; a group's thousands
of steps come back as a few rows, one for each number of days, so the middle costs nothing at any size.
"""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Count, Sum

from coproduction.kit import workdays
from feedback.log.models import Bucket, Said, Stage, Step, Tally

LATE_AFTER = 3  # working days: owner and deputy were reminded in private first
COLUMNS = [("Waiting", "waiting"), ("Being done", "doing"), ("We did", "did"), ("Can’t, or not now", "cannot")]
SHELVES = (Bucket.WAITING, Bucket.DOING, Bucket.DONE, Bucket.CANNOT)


@dataclass(frozen=True)
class Owed:
    """One thing that waits for the system: what is owed, until when, and how late it is in working days."""

    said: Said
    what: str
    by: date
    days_late: int

    @property
    def shown_late(self):
        return self.days_late > LATE_AFTER


@dataclass(frozen=True)
class Times:
    """Working days it took. `middle` is None while nothing has happened yet; `kept` is in tenths, as people say it."""

    middle: int | None
    promised: str
    kept: int | None
    counted: int


def of_groups(groups):
    """Entries that were sent to the system, in these groups: what everyone beside a group may read (row 52)."""
    return Said.objects.sent().filter(group__in=groups)


def owed(groups, now: datetime, limit=20) -> list[Owed]:
    """What waits to be heard or answered, oldest promise first. One statement."""
    waiting = of_groups(groups).filter(stage__in=(Stage.SENT, Stage.HEARD), due_on__isnull=False)
    return [_owed(said, now) for said in waiting.with_all().oldest_promise_first()[:limit]]


def _owed(said, now):
    today = said.group.local(now).date()
    late = workdays.between(said.due_on, today, said.group.nation) if today > said.due_on else 0
    return Owed(said, "An answer" if said.stage == Stage.HEARD else "To be heard", said.due_on, late)


def by_topic(groups) -> list[tuple[str, list[int]]]:
    """Rows of (topic, [waiting, doing, did, cannot]), most spoken about first. One statement over kept counts."""
    table = defaultdict(lambda: [0, 0, 0, 0])
    for row in _tallies(groups).values("topic__name", "bucket").annotate(n=Sum("number")).order_by():
        table[row["topic__name"] or "No topic"][SHELVES.index(row["bucket"])] += row["n"]
    return sorted(((name, row) for name, row in table.items() if sum(row)), key=lambda row: (-sum(row[1]), row[0]))


def _tallies(groups):
    return Tally.objects.filter(group__in=groups, bucket__in=SHELVES)


def totals(rows) -> list[int]:
    return [sum(numbers[n] for _, numbers in rows) for n in range(len(COLUMNS))]


def by_group(groups) -> list[tuple]:
    """Rows of (group, [waiting, doing, did, cannot]) in the order of the groups given. One statement over kept counts."""
    table = {group.pk: [0, 0, 0, 0] for group in groups}
    for row in _tallies(groups).values("group_id", "bucket").annotate(n=Sum("number")).order_by():
        table[row["group_id"]][SHELVES.index(row["bucket"])] += row["n"]
    return [(group, table[group.pk]) for group in groups]


def times(groups) -> dict[str, Times]:
    """How long it took to hear and to answer, in working days, against the promise of that day. One statement."""
    kinds = {"heard": Step.Kind.HEARD, "decided": Step.Kind.DECIDED}
    rows = (
        Step.objects.filter(group__in=groups, kind__in=kinds.values(), working_days__isnull=False)
        .values("kind", "working_days", "promised_days")
        .annotate(n=Count("id"))
        .order_by("working_days")
    )
    return {name: _times([row for row in rows if row["kind"] == kind]) for name, kind in kinds.items()}


def _times(rows) -> Times:
    counted = sum(row["n"] for row in rows)
    if not counted:
        return Times(None, "", None, 0)
    kept = sum(row["n"] for row in rows if row["working_days"] <= row["promised_days"])
    promises = sorted({row["promised_days"] for row in rows})
    return Times(_middle(rows, counted), " or ".join(map(str, promises)), round(10 * kept / counted), counted)


def _middle(rows, counted) -> int:
    """The median of a histogram that is sorted by days."""
    seen = 0
    for row in rows:
        seen += row["n"]
        if 2 * seen >= counted:
            return row["working_days"]
    raise AssertionError("a histogram adds up to its count")


def moved_lately(groups, limit=5):
    return of_groups(groups).select_related("group", "topic").order_by("-moved_at", "-id")[:limit]
