"""What the overview shows: counts of entries, never of people, and times against the promise."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Count, Q

from feedback.challenges import queries as challenges
from feedback.log import queries as log
from feedback.log.models import DONE, Bucket, Said, Stage

LATE_AFTER = 3  # working days: owner and deputy were reminded in private first
COLUMNS = [("Waiting", "waiting"), ("Being done", "doing"), ("We did", "did"), ("Can’t, or not now", "cannot")]
SHELVES = (Bucket.WAITING, Bucket.DOING, Bucket.DONE, Bucket.CANNOT)
OWED = {Stage.SENT: "To be heard", Stage.HEARD: "An answer"}


@dataclass(frozen=True)
class Owed:
    """One thing that waits for the system: what is owed, by when, and how many working days late it is."""

    said: Said
    what: str
    due_on: date
    late_days: int

    @property
    def shown_late(self):
        return self.late_days > LATE_AFTER


def of_groups(groups):
    """Entries that were sent to the system, in these groups: what everyone beside a group may read (row 52)."""
    return Said.objects.sent().filter(group__in=groups).with_all()


def owed(groups, now: datetime, limit=20, *, with_independent=False) -> list[Owed]:
    """What waits to be heard or answered, and what the group challenged, oldest promise first. Two statements."""
    waiting = of_groups(groups).filter(stage__in=OWED, due_on__isnull=False).oldest_promise_first()[:limit]
    found = [Owed(said, OWED[said.stage], said.due_on, log.standing(said, now).late_days) for said in waiting]
    challenged = challenges.waiting(groups, now, limit, system_only=not with_independent)
    found += [Owed(one.said, one.what, one.due_on, one.late_days) for one in challenged]
    return sorted(found, key=lambda one: (one.due_on, one.said.pk))[:limit]


def moved_lately(groups, limit=5):
    """What was done before this record began did not move in it."""
    return of_groups(groups).exclude(stage=Stage.EARLIER).order_by("-moved_at", "-id")[:limit]


def counts(groups):
    """Kept counts of what was sent. One statement; feeds both tables below."""
    return [row for row in log.counts([group.pk for group in groups]) if row.bucket in SHELVES]


def by_topic(rows) -> list[tuple[str, list[int]]]:
    """Rows of (topic, [waiting, doing, did, cannot]), most spoken about first."""
    table = _table(rows, lambda row: row.topic or "No topic")
    return sorted(table.items(), key=lambda row: (-sum(row[1]), row[0]))


def by_group(rows, groups) -> list[tuple]:
    """Rows of (group, [waiting, doing, did, cannot]) in the order of the groups given."""
    table = _table(rows, lambda row: row.group_id)
    return [(group, table[group.pk]) for group in groups]


def _table(rows, heading):
    table = defaultdict(lambda: [0] * len(SHELVES))
    for row in rows:
        table[heading(row)][SHELVES.index(row.bucket)] += row.number
    return table


def not_simply_done(groups) -> dict[str, int]:
    """Of *we did*, what the number does not say by itself. One statement.

    `before` was brought in from an earlier record: nobody here promised or checked it. `unnoticed` is done, and nobody
    noticed. `ended` was done, and is there no longer.
    """
    earlier, ended = Q(stage=Stage.EARLIER), Q(stage__in=DONE, ended_at__isnull=False)
    unnoticed = Q(stage__in=DONE, unnoticed_at__isnull=False, ended_at=None)
    rows = Said.objects.filter(group__in=groups).filter(earlier | ended | unnoticed)
    numbers = {"before": earlier, "unnoticed": unnoticed, "ended": ended}
    return rows.aggregate(**{name: Count("id", filter=which) for name, which in numbers.items()})


def totals(table) -> list[int]:
    return [sum(numbers[n] for _, numbers in table) for n in range(len(SHELVES))]


@dataclass(frozen=True)
class Took:
    """Working days it took, as people say it: the middle one, and how often in ten the promise was kept.

    What is late now counts as a promise that was not kept: nobody keeps one by staying silent.
    """

    middle: int | None
    kept_in_ten: int


def times(groups, now: datetime) -> dict[str, Took]:
    """How long it took to hear and to answer, in working days, against the promise of that day. Two statements."""
    took = log.times([group.pk for group in groups])
    late = dict(
        of_groups(groups).filter(stage__in=OWED, due_on__lt=now.date()).values_list("stage").annotate(n=Count("id"))
    )
    return {
        "heard": _took(took.hear, late.get(Stage.SENT, 0)),
        "answered": _took(took.answer, late.get(Stage.HEARD, 0)),
    }


def _took(took, late):
    promised = took.counted + late
    return Took(took.middle, round(10 * took.kept / promised) if promised else 0)
