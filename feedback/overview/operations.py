"""Building the kept counts anew from the log they count. Nothing else writes them: the database does."""

from collections import Counter
from datetime import UTC

from django.db import connection, transaction
from django.db.models import Case, Count, F, Value, When
from django.db.models.functions import Concat, Greatest, Least, TruncQuarter

from feedback.answers.models import Decision
from feedback.impact.models import Asking
from feedback.log.models import DONE, Said, Stage, Step
from feedback.overview import queries
from feedback.overview.models import Kept
from feedback.topics.models import Tally

COUNTED = "feedback_said, feedback_step, feedback_decision, feedback_asking"
OF_TALLY = ("group_id", "topic_id", "bucket")
OF_KEPT = ("group_id", "what", "which", "quarter", "days", "in_time")


@transaction.atomic
def recount(*, dry_run: bool = False) -> dict[str, int]:
    """How many kept counts were not what the log says, by table; unless it is a dry run, now they are.

    On PostgreSQL nothing is written to the log meanwhile.
    """
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute(f"LOCK TABLE {COUNTED} IN SHARE ROW EXCLUSIVE MODE")
    return {
        "tally": _mend(Tally, OF_TALLY, _standing(), dry_run),
        "kept": _mend(Kept, OF_KEPT, _happened() + _not_simply_done(), dry_run),
    }


def _mend(model, key, counted: Counter, dry_run) -> int:
    there = {tuple(getattr(row, name) for name in key): row for row in model.objects.all()}
    wrong = [row for at, row in there.items() if row.number != counted[at]]
    missing = [at for at, number in counted.items() if number and at not in there]
    if not dry_run:
        for row in wrong:
            row.number = counted[tuple(getattr(row, name) for name in key)]
        model.objects.bulk_update(wrong, ["number"], batch_size=500)
        made = [model(**dict(zip(key, at, strict=True)), number=counted[at]) for at in missing]
        model.objects.bulk_create(made, batch_size=500)
    return len(wrong) + len(missing)


def _standing() -> Counter:
    rows = Said.objects.order_by().values_list(*OF_TALLY).annotate(number=Count("id"))
    return Counter({tuple(at): number for *at, number in rows})


def _not_simply_done() -> Counter:
    what = Case(
        When(stage=Stage.EARLIER, then=Value("BEFORE")), When(stage__in=DONE, ended_at__isnull=False, then=Value("ENDED")),
        When(stage__in=DONE, unnoticed_at__isnull=False, then=Value("UNNOTICED")),
    )  # fmt: skip
    rows = Said.objects.annotate(what=what).exclude(what=None).order_by().values_list("group_id", "what")
    return Counter({(group, what, "", "", 0, True): n for group, what, n in rows.annotate(n=Count("id"))})


def _happened() -> Counter:
    took = Least(Greatest("working_days", Value(0)), Value(Kept.MOST_DAYS))
    in_time = Case(When(working_days__lte=F("promised_days"), then=Value(True)), default=Value(False))
    steps = Step.objects.filter(kind__in=("HEARD", "DECIDED"), working_days__isnull=False)
    steps = steps.annotate(which=Value(""), took=took, in_time=in_time).order_by()
    given = Decision.objects.exclude(kind=Decision.Kind.WE_WILL).order_by()
    given = given.annotate(what=Value("CAUSE"), which=Concat("kind", Value(":"), "cause"))
    noticed = Asking.objects.exclude(closed_at=None).with_told().annotate(what=Value("NOTICED")).order_by()
    flat = {"took": Value(0), "in_time": Value(True)}
    found = Counter()
    for rows, group, what, which, at in (
        (steps, "group_id", "kind", "which", "at"),
        (given.annotate(**flat), "said__group_id", "what", "which", "at"),
        (noticed.annotate(**flat), "said__group_id", "what", "told", "closed_at"),
    ):
        rows = rows.annotate(quarter=TruncQuarter(at, tzinfo=UTC))
        rows = rows.values_list(group, what, which, "quarter", "took", "in_time").annotate(number=Count("id"))
        for *at, number in rows:
            at[3] = queries.key(at[3])
            found[tuple(at)] += number
    return found
