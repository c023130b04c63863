"""Each number by its name in the address: its title, what it means, and the entries that make it."""

import re
from dataclasses import dataclass
from datetime import UTC, date, datetime

from django.db.models import Exists, F, OuterRef, Subquery

from coproduction.kit import quarters, when
from coproduction.kit.words import count_of
from feedback.answers.models import Decision
from feedback.counting import queries as counting
from feedback.impact.models import Asking
from feedback.log.models import DONE, Bucket, Stage, Step
from feedback.overview import queries as overview
from feedback.topics.models import Topic

TOOK = {"heard": (Step.Kind.HEARD, "heard"), "answered": (Step.Kind.DECIDED, "answered")}
STANDS = {
    "waiting": (Bucket.WAITING, "Waiting", "It was sent, and waits to be heard or answered."),
    "doing": (Bucket.DOING, "Being done", "We were told that it will be done, or done in part. It counts here until the group has"
              " checked that it is done."),
    "did": (Bucket.DONE, "We did", "It was done and the group checked it, or it was done before this record began."),
    "cannot": (Bucket.CANNOT, "Can’t, or not now", "The answer was no, or not now, and a reason was given."),
}  # fmt: skip
OF_DONE = {
    "before": ("Done before this record began", "It came with a record the group kept. Nothing was promised or checked here."),
    "unnoticed": ("Done, and nobody noticed", "People were asked, and nobody had noticed. The group has not said that it is"
                  " fine."),
    "ended": ("Done, and ended since", "It was done. When the group looked again, it was there no longer."),
}  # fmt: skip
NOTICED = {
    "NOTICED": ("People noticed it", "People were asked 3 or 12 months after it was done, and some noticed it."),
    "UNNOTICED": ("People were asked, and nobody noticed", "People were asked 3 or 12 months after it was done."),
    "ASKED": (
        "People were asked, and too few answered to say",
        "People were asked 3 or 12 months after it was done. What a few of them said is not told.",
    ),
}
LATE = ("Late now", "It waits to be heard or answered, and the promised day has passed.")


@dataclass(frozen=True)
class Number:
    title: str
    means: str
    rows: object  # entries, newest first; with `days` and `promised` where it is about time

    def line(self, said) -> str:
        if hasattr(said, "days") and said.days is None:
            return f"It was promised by {when.day(said.promised_on)}, and still waits."
        if hasattr(said, "days"):
            return f"It took {count_of(said.days, 'working day')}. The promise was {count_of(said.promised, 'working day')}."
        return f"Since {when.day(said.group.local(said.moved_at).date())}."


def number(groups, what: str, now: datetime) -> Number | None:
    """None for a name that no number has."""
    rows = overview.of_groups(groups).order_by(*(("-number",) if len(groups) == 1 else ("-moved_at", "-id")))
    if what in STANDS:
        bucket, title, means = STANDS[what]
        return Number(title, means, rows.filter(bucket=bucket))
    if what in OF_DONE:
        return Number(*OF_DONE[what], _of_done(rows, what))
    if what == "late":
        late = rows.filter(stage__in=overview.OWED, due_on__lt=now.date()).order_by("due_on", "id")
        return Number(*LATE, late)
    name, _, part = what.partition("-")
    if name == "topic":
        return _topic(groups, rows, part)
    today = groups[0].local(now).date()
    since = overview.quarters_back(today, overview.LAST_YEAR)[0]
    if name == "cause" and part in Decision.Cause.values:
        return _cause(groups, rows, part, since)
    if name == "noticed" and part in NOTICED:
        told = Asking.objects.filter(said=OuterRef("pk"), closed_at__gte=_begins(since)).with_told().filter(told=part)
        return Number(*NOTICED[part], rows.filter(Exists(told)))
    return _took(groups, rows, name, part, since, today)


def _topic(groups, rows, part):
    """Several groups may talk about the same: a topic is known by its name, and named in the address by one of them."""
    known = Topic.objects.filter(group__in=groups, pk=part) if re.fullmatch(r"\d{1,15}", part) else Topic.objects.none()
    found = known.values_list("name", flat=True).first()
    if found is None:
        return None
    means = "Everything that was sent about this topic, wherever it stands now."
    return Number(found, means, rows.filter(topic__name=found, bucket__in=overview.SHELVES))


def _of_done(rows, what):
    if what == "before":
        return rows.filter(stage=Stage.EARLIER)
    rows = rows.filter(stage__in=DONE)
    return rows.exclude(ended_at=None) if what == "ended" else rows.filter(ended_at=None).exclude(unnoticed_at=None)


def _cause(groups, rows, cause, since):
    """A decision does not know its group; the step that tells of it does, and there is an index of a group's steps by time.
    So each of those is asked for its decision, and no other decision is read."""
    given = Decision.objects.filter(said=OuterRef("said"), cause=cause, at__gte=_begins(since)).exclude(kind="WE_WILL")
    decided = Step.objects.filter(group__in=groups, kind=Step.Kind.DECIDED, at__gte=_begins(since))
    decided = decided.alias(given=Subquery(given.values("pk")[:1])).filter(given__isnull=False)
    label = Decision.Cause(cause).label
    means = (
        f"Answers given since {when.day(since)} that were no, not now or only partly, where this was named as what stands in"
        " the way. An answer that was changed later still counts."
    )  # fmt: skip
    return Number(f"Why not: {label[0].lower()}{label[1:]}", means, rows.filter(pk__in=decided.values("said")))


def _took(groups, rows, name, part, since, today):
    """Of one quarter, or of the last four."""
    if name not in TOOK or part and not re.fullmatch(r"20\d\d-(01|04|07|10)", part):
        return None
    kind, word = TOOK[name]
    begins = date(int(part[:4]), int(part[5:]), 1) if part else since
    timed = Step.objects.filter(group__in=groups, kind=kind, working_days__isnull=False, at__gte=_begins(begins))
    late, period = counting.late_now(groups, kind, today), f"since {when.day(begins)}"
    if part:
        ends, period = quarters.after(begins), f"in {quarters.in_words(begins)}"
        timed, late = timed.filter(at__lt=_begins(ends)), late.filter(promised_on__gte=begins, promised_on__lt=ends)
    steps = timed.filter(said=OuterRef("pk")).order_by("-id")  # by index, not all there are
    rows = rows.annotate(
        days=Subquery(steps.values("working_days")[:1]), promised=Subquery(steps.values("promised_days")[:1]),
        promised_on=counting.promised_on(kind),
    )  # fmt: skip
    means = (
        f"What was {word} {period}, and how many working days that took. Half took longer than the middle time, and half took"
        " less. Something opened again counts each time. What is late now stands here too: that promise was not kept."
    )  # fmt: skip
    rows = rows.filter(pk__in=timed.order_by().values("said").union(late.values("pk"), all=True))
    return Number(f"How long it took until it was {word}", means, rows.order_by(F("days").desc(nulls_last=True), "-id"))


def _begins(day: date) -> datetime:
    return datetime.combine(day, datetime.min.time(), tzinfo=UTC)
