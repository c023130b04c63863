"""What stands on the paper: short lists, so that it stays on two pages. None writes."""

from django.db.models import Max

from coproduction.kit.spans import Span
from coproduction.kit.words import shortened
from feedback.counting import queries as counting
from feedback.counting.queries import Figures
from feedback.looking_back import queries as looking_back
from feedback.looking_back.queries import Report
from feedback.periods.models import Period

HOW_TO_READ = (
    "Entries are counted, never people. Each number was counted once, when the time was over, and is never changed. Middle time: "
    "half took longer, half took less, in working days without bank holidays. Kept: what was late on the last day counts as "
    "not kept. Done: checked by someone in the group. Noticed: asked 3 and 12 months after it was done."
)
LINES_HEAD = ("Group", "Said", "Answered", "Done", "Waiting", "Middle time to answer", "Promise kept")
MOST, MOST_TOPICS, MOST_NOTES = 3, 5, 3
A_TABLE = 8  # groups in the table of one paper


def paper(report: Report, groups, each: list[Report]) -> dict:
    """What the template takes. Four statements."""
    told = looking_back.told(groups, each, most=MOST)
    return {
        "report": report, "told": told, "answers": looking_back.answers_chart(report),
        "causes": looking_back.causes_chart(report), "table": looking_back.table(report),
        "promises": looking_back.promises(report), "topics": report.now.by_topic[:MOST_TOPICS], "notes": report.notes[:MOST_NOTES],
        "more_notes": max(len(report.notes) - MOST_NOTES, 0), "how_to_read": HOW_TO_READ,
    }  # fmt: skip


def across(groups, span: Span) -> tuple[Report, list[Report], list] | None:
    """The groups put together, each by itself, and which they are: those that were counted. One statement."""
    found = {(one.group_id, one.span): one for one in Period.objects.of_groups(groups).of(span, span.before)}
    here = [group for group in groups if (group.pk, span) in found]
    if not here:
        return None
    each = [_report(span, found[group.pk, span]) for group in here]
    then = [
        counting.unpacked(found[group.pk, span.before].figures) for group in here if (group.pk, span.before) in found
    ]
    before = sum(then, Figures()) if len(then) == len(here) else None  # part of the groups is no comparison
    whole = Report(span, sum((one.now for one in each), Figures()), before, [], {})
    return whole, each, here


def lines(groups, each: list[Report]) -> list[list[str]]:
    """A row for each group, those with the most waiting first."""
    rows = sorted(zip(groups, each, strict=True), key=lambda row: (-row[1].now["WAITING"], row[0].name))
    names = ("SAID", "ANSWERED", "DID", "WAITING")
    return [
        [shortened(group.name, 36), *(str(one.now[name]) for name in names), *looking_back.answered_in(one)]
        for group, one in rows
    ]


def _report(span, one: Period) -> Report:
    return Report(span, counting.unpacked(one.figures), None, one.notes, one.told)


def spans_of(groups, most=40) -> list[Span]:
    """What papers there are, newest first. One statement."""
    rows = Period.objects.of_groups(groups).values_list("kind", "starts_on").annotate(last=Max("id"))
    return [Span(kind, starts_on) for kind, starts_on, _ in rows.order_by("-starts_on", "kind")[:most]]
