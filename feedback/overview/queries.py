"""What the overview shows: counts of entries, never of people, and times against the promise."""

from collections import Counter, defaultdict
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db import connection
from django.db.models import BooleanField, Case, CharField, Count, IntegerField, OuterRef, Q, Subquery, Sum, Value, When
from django.db.models.functions import Cast, Coalesce

from coproduction.kit import quarters, when
from feedback.answers.models import Decision
from feedback.challenges import queries as challenges
from feedback.counting import queries as counting
from feedback.counting.queries import Took
from feedback.handovers import queries as handovers
from feedback.impact.models import Asking
from feedback.log import queries as log
from feedback.log.models import Bucket, Said, Stage
from feedback.overview.models import Kept
from feedback.programmes import queries as programmes
from feedback.topics.models import Tally, Topic
from groups.retold import queries as retold

LATE_AFTER = 3  # working days: owner and deputy were reminded in private first
COLUMNS = [("Waiting", "waiting"), ("Being done", "doing"), ("We did", "did"), ("Can’t, or not now", "cannot")]
SHELVES = (Bucket.WAITING, Bucket.DOING, Bucket.DONE, Bucket.CANNOT)
OWED = {Stage.SENT: "To be heard", Stage.HEARD: "An answer"}
LATE = {"HEARD": "LATE_TO_HEAR", "DECIDED": "LATE_TO_ANSWER"}
QUARTERS, LAST_YEAR = 8, 4  # quarters shown over time, and those that a figure is about
SILENT_DAYS, SILENT_MONTHS = 182, 6
WHY_NOT = {"CANNOT": "We can’t", "NOT_NOW": "Not now", "PARTLY": "Only partly"}
NO_TOPIC, OTHER_TOPICS, MOST_TOPICS = "No topic", "Other topics", 12


@dataclass(frozen=True)
class Owed:
    """One thing that waits for the system: what is owed, by when, and how many working days late it is."""

    said: Said
    what: str
    due_on: date
    late_days: int
    owed: str  # the stage of the entry, or the rung of a challenge
    acts: str  # who is away and stands in, and who was asked instead
    asked_instead: int | None  # the place of that person

    @property
    def shown_late(self):
        return self.late_days > LATE_AFTER


def of_groups(groups):
    """Entries that were sent to the system, in these groups: what everyone beside a group may read (row 52)."""
    return Said.objects.sent().filter(group__in=groups).with_all()


def owed(groups, now: datetime, limit=20, *, with_independent=False) -> list[Owed]:
    """What waits to be heard or answered, and what the group challenged, oldest promise first. Two statements."""
    first = _waiting(groups).oldest_promise_first().values("pk")[:limit]
    waiting = handovers.with_who_acts(of_groups(groups).filter(pk__in=first), now.date()).oldest_promise_first()
    challenged = challenges.waiting(groups, now, limit, system_only=not with_independent)
    found = [
        Owed(one.said, one.what, one.due_on, one.late_days, one.owed, one.acts, one.asked_instead) for one in challenged
    ]
    found += [_owed(said, now) for said in waiting]
    return sorted(found, key=lambda one: (one.due_on, one.said.pk))[:limit]


def _owed(said, now) -> Owed:
    late, acts, instead = log.standing(said, now).late_days, handovers.in_words(said), handovers.asked_instead(said)
    return Owed(said, OWED[said.stage], said.due_on, late, said.stage, acts, instead)


def _waiting(groups):
    """To be heard or answered, by a promised day. There is an index of these alone, in this order."""
    return Said.objects.filter(group__in=groups, stage__in=OWED, due_on__isnull=False)


def counts(groups):
    """Kept counts of what was sent. One statement; feeds both tables below."""
    return [row for row in log.counts([group.pk for group in groups]) if row.bucket in SHELVES]


def by_topic(rows) -> list[tuple[str, list[int]]]:
    """Rows of (topic, [waiting, doing, did, cannot]), most spoken about first."""
    table = _table(rows, lambda row: row.topic or NO_TOPIC)
    return sorted(table.items(), key=lambda row: (-sum(row[1]), row[0]))


def not_too_many(topics):
    """The topics most spoken about, and the others as one row."""
    if len(topics) <= MOST_TOPICS + 1:
        return topics
    rest = [sum(numbers) for numbers in zip(*(numbers for _, numbers in topics[MOST_TOPICS:]), strict=True)]
    return [*topics[:MOST_TOPICS], (f"{OTHER_TOPICS} ({len(topics) - MOST_TOPICS})", rest)]


def by_group(rows, groups) -> list[tuple]:
    """Rows of (group, [waiting, doing, did, cannot]) in the order of the groups given."""
    table = _table(rows, lambda row: row.group_id)
    return [(group, table[group.pk]) for group in groups]


def _table(rows, heading):
    table = defaultdict(lambda: [0] * len(SHELVES))
    for row in rows:
        table[heading(row)][SHELVES.index(row.bucket)] += row.number
    return table


def totals(table) -> list[int]:
    return [sum(numbers[n] for _, numbers in table) for n in range(len(SHELVES))]


# --- what the database keeps count of ---


@dataclass(frozen=True)
class Sums:
    """The kept counts of some groups: entries by group, topic and bucket, and what happened by quarter (`Kept`)."""

    counts: list
    happened: list  # rows of (what, which, quarter, days, in_time, number)

    def of(self, what, since=""):
        return [row for row in self.happened if row[0] == what and row[2] >= since]

    def number(self, what) -> int:
        return sum(row[5] for row in self.of(what))

    def by_which(self, what, since="") -> dict[str, int]:
        found = defaultdict(int)
        for row in self.of(what, since):
            found[row[1]] += row[5]
        return found


def _number(value):
    return Cast(Value(value), IntegerField())


def sums(groups, since: str = "", today: date | None = None) -> Sums:
    """All of them, what happened since that quarter, and what is late today. One statement, of as many rows whatever the
    groups have said."""
    kept = Kept.objects.filter(group__in=groups).filter(Q(quarter="") | Q(quarter__gte=since))
    kept = kept.values_list("what", "which", "quarter", "days", "in_time").annotate(
        all=Sum("number"), of=_number(0), topic=_number(0)
    )  # fmt: skip
    tally = Tally.objects.filter(group__in=groups, number__gt=0, bucket__in=SHELVES).annotate(
        name=Coalesce("topic__name", Value("")), none=Cast(Value(""), CharField()), zero=_number(0),
        yes=Cast(Value(True), BooleanField()),
    )  # fmt: skip
    tally = tally.values_list("bucket", "name", "none", "zero", "yes", "number", "group_id", Coalesce("topic_id", 0))
    counts, happened = [], []
    late = [_late(groups, today, what) for what in LATE] if today else []
    for what, which, quarter, days, in_time, number, group, topic in kept.union(tally, *late, all=True):
        if group:
            counts.append(log.Counted(group, topic or None, which, what, number))
        elif number:
            happened.append((what, which, quarter, days, bool(in_time), number))
    return Sums(sorted(counts, key=lambda row: (row.group_id, row.topic, row.bucket)), happened)


def _late(groups, today, what):
    """How much of the promise to hear, or to answer, has passed unkept, by the quarter it was promised in."""
    shown = reversed(quarters_back(today, QUARTERS))
    quarter = Case(*(When(promised_on__gte=one, then=Value(key(one))) for one in shown), default=Value(""))
    rows = counting.late_now(groups, what, today).annotate(
        what=Value(LATE[what]), which=Value(""), quarter=quarter, days=_number(0),
        in_time=Cast(Value(False), BooleanField()),
    )  # fmt: skip
    rows = rows.order_by().values_list("what", "which", "quarter", "days", "in_time")
    return rows.annotate(all=Count("id"), of=_number(0), for_topic=_number(0))


def not_simply_done(kept: Sums) -> dict[str, int]:
    """Of *we did*, what the number does not say by itself.

    `before` was brought in from an earlier record: nobody here promised or checked it. `unnoticed` is done, and nobody
    noticed. `ended` was done, and is there no longer.
    """
    return {name: kept.number(name.upper()) for name in ("before", "unnoticed", "ended")}


# --- how long it took ---


STANDS = """SELECT g.id, (SELECT s.id FROM feedback_step s WHERE s.group_id = g.id ORDER BY s.at DESC, s.id DESC LIMIT 1),
    (SELECT max(s.number) FROM feedback_said s WHERE s.group_id = g.id),
    (SELECT count(*) FROM feedback_said s WHERE s.group_id = g.id AND s.stage = 'SENT' AND s.due_on < %s),
    (SELECT count(*) FROM feedback_said s WHERE s.group_id = g.id AND s.stage IN ('SENT', 'HEARD') AND s.due_on < %s
        AND (s.stage = 'HEARD' OR s.answer_by < %s)),
    {}, {} FROM groups_group g WHERE g.id IN ({}) ORDER BY g.id"""


def stands(groups, now: datetime) -> list[tuple]:
    """(group, its last step, its last number, how many to hear are late, how many to answer are, `programmes.COUNTED`,
    `retold.COUNTED`): where any of these has changed, the overview has. One statement: all that most readers of one ask."""
    which = ", ".join(str(int(group.pk)) for group in groups)
    with connection.cursor() as cursor:
        today, quarter = now.date().isoformat(), retold.before(groups[0].local(now).date()).isoformat()
        cursor.execute(STANDS.format(programmes.COUNTED, retold.COUNTED, which), [today, today, today, quarter])
        return cursor.fetchall()


def late_of(stood) -> dict[str, int]:
    return {Stage.SENT: sum(row[3] for row in stood), Stage.HEARD: sum(row[4] for row in stood)}


def took(kept: Sums, late: dict, since="") -> dict[str, Took]:
    return {
        "heard": took_of(kept.of("HEARD", since), late.get(Stage.SENT, 0)),
        "answered": took_of(kept.of("DECIDED", since), late.get(Stage.HEARD, 0)),
    }


def took_of(rows, late=0) -> Took:
    by_days, in_time = Counter(), 0
    for _, _, _, days, was_in_time, number in rows:
        by_days[days] += number
        in_time += number if was_in_time else 0
    return Took(by_days, in_time, late)


# --- over time, why not, what changed, and where it is silent ---


def quarters_back(today: date, number: int) -> list[date]:
    """The first days of so many quarters, the one we are in last."""
    found = [quarters.first_day(today)]
    while len(found) < number:
        found.insert(0, quarters.first_day(found[0] - timedelta(days=1)))
    return found


def key(quarter: date) -> str:
    """As kept counts name a quarter."""
    return f"{quarter:%Y-%m}"


def over_time(kept: Sums, what: str, today: date) -> list[tuple[date, Took]]:
    """How long it took in each quarter shown in which something happened, or should have and is late now."""
    rows, late = defaultdict(list), defaultdict(int)
    for row in kept.of(what):
        rows[row[2]].append(row)
    for row in kept.of(LATE[what]):
        late[row[2]] += row[5]
    shown = [(quarter, took_of(rows[key(quarter)], late[key(quarter)])) for quarter in quarters_back(today, QUARTERS)]
    return [(quarter, took) for quarter, took in shown if took.promised]


def why_not(kept: Sums, since: str) -> list[tuple[str, list[int]]]:
    """Rows of (cause, [can't, not now, only partly]), most often first: the answers given since that quarter."""
    found = kept.by_which("CAUSE", since)
    rows = [(cause, [found[f"{kind}:{cause}"] for kind in WHY_NOT]) for cause in Decision.Cause.values]
    return sorted((row for row in rows if sum(row[1])), key=lambda row: -sum(row[1]))


@dataclass(frozen=True)
class Change:
    """One thing that was done, and whether people noticed."""

    said: Said
    noticed: str


NOTICED = {
    "NOTICED": "People noticed it", "UNNOTICED": "Nobody noticed it", "ASKED": "People were asked, and too few answered to say",
}  # fmt: skip


def changed_lately(groups, limit=5) -> list[Change]:
    """What was done and checked, newest first. One statement."""
    lately = Said.objects.filter(group__in=groups, did_at__isnull=False).order_by("-did_at", "-id").values("pk")[:limit]
    told = Asking.objects.filter(said=OuterRef("pk"), round=OuterRef("round")).exclude(closed_at=None).order_by("-id")
    rows = of_groups(groups).filter(pk__in=lately).annotate(noticed=Subquery(told.with_told().values("told")[:1]))
    return [Change(said, _noticed(said)) for said in rows.order_by("-did_at", "-id")]


def _noticed(said) -> str:
    if said.ended_at:
        return "It has ended since"
    if said.noticed in NOTICED:
        return NOTICED[said.noticed]
    return f"People are asked if they noticed on {when.day(said.ask_on)}" if said.ask_on else "Nobody was asked yet"


def silent(groups, now: datetime, limit=20) -> list[tuple]:
    """(topic, when something was last said, or None) of the open topics that nobody spoke about for months. One statement."""
    before = now - timedelta(days=SILENT_DAYS)
    sent = Said.objects.filter(group=OuterRef("group_id"), topic=OuterRef("pk")).exclude(sent_at=None)
    rows = Topic.objects.open().filter(group__in=groups, opened_at__lt=before)
    rows = rows.annotate(last_at=Subquery(sent.newest_first().values("sent_at")[:1]))
    rows = rows.filter(Q(last_at=None) | Q(last_at__lt=before)).order_by("group_id", "name", "id")
    return [(topic, topic.last_at) for topic in rows.select_related("group")[:limit]]
