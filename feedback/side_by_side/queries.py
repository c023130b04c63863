"""The lines of the files: each begins with the name of its group. As many statements for fifty groups as for two."""

from collections import defaultdict
from collections.abc import Iterator
from datetime import datetime

from feedback.debt import queries as debt
from feedback.log.models import Stage
from feedback.overview import queries as overview
from feedback.overview.models import Kept
from feedback.periods import queries as periods
from feedback.periods.models import Period

OVERVIEW_HEADINGS = (
    "Group", *(words for words, _ in overview.COLUMNS), "Days of unanswered voice",
    "Of these, answered: the group has not said yes",
    "Middle time to hear, in working days", "Promised", "Promise kept, times in 10",
    "Middle time to answer, in working days", "Promised", "Promise kept, times in 10",
)  # fmt: skip
FIGURE_HEADINGS = ("Group", *periods.FIGURE_HEADINGS)
ENTRY_HEADINGS = ("Group", *periods.ENTRY_HEADINGS)


def overview_rows(groups, now: datetime) -> Iterator[tuple]:
    """One line for each group, as its overview has it. Times are of the last four quarters. Four statements."""
    owed, kept = debt.of_groups(groups, now), _kept(groups, now)
    late = {
        group: {Stage.SENT: hear, Stage.HEARD: answer} for group, _, _, hear, answer, *_ in overview.stands(groups, now)
    }
    for group, numbers in overview.by_group(overview.counts(groups), groups):
        took = overview.took(overview.Sums([], kept[group.pk]), late[group.pk])
        yield (
            group.name, *numbers, owed[group.pk].days, owed[group.pk].stopped, *_time(took["heard"], group.hear_days),
            *_time(took["answered"], group.answer_days),
        )  # fmt: skip


def _kept(groups, now) -> dict[int, list]:
    """By group, how long it took and how often, as `overview.Sums` has it. One statement."""
    since = overview.quarters_back(groups[0].local(now).date(), overview.LAST_YEAR)[0]
    rows = Kept.objects.filter(group__in=groups, what__in=("HEARD", "DECIDED"), quarter__gte=overview.key(since))
    found = defaultdict(list)
    for group, *row in rows.exclude(number=0).values_list(
        "group_id", "what", "which", "quarter", "days", "in_time", "number"
    ):
        found[group].append(row)
    return found


def _time(took, promised) -> tuple:
    return (took.middle, promised, took.kept_in_ten)


def figure_rows(groups) -> Iterator[list]:
    """All figures as they were frozen, a group after the other. One statement."""
    names = {group.pk: group.name for group in groups}
    for one in Period.objects.of_groups(groups).order_by("group_id", "starts_on", "kind").iterator(chunk_size=200):
        for row in periods.figures_of(one):
            yield [names[one.group_id], *row]
