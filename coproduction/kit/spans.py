"""Months, quarters and years: what each is called, where it begins and ends, and how it stands in an address."""

import re
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from coproduction.kit import quarters, walltime

MONTH, QUARTER, YEAR = "MONTH", "QUARTER", "YEAR"
MONTHS = {MONTH: 1, QUARTER: 3, YEAR: 12}
_CODE = re.compile(r"(20\d\d)(?:-(?:q([1-4])|(0[1-9]|1[0-2])))?", re.ASCII)


@dataclass(frozen=True)
class Span:
    """A month, a quarter or a year, by its first day."""

    kind: str
    starts_on: date

    @property
    def next_on(self) -> date:
        """The first day after it."""
        return walltime.months_after(self.starts_on, MONTHS[self.kind])

    @property
    def last_on(self) -> date:
        return self.next_on - timedelta(days=1)

    @property
    def before(self) -> "Span":
        return Span(self.kind, walltime.months_after(self.starts_on, -MONTHS[self.kind]))

    @property
    def words(self) -> str:
        """`October 2026`, `October to December 2026`, `2026`."""
        if self.kind == QUARTER:
            return quarters.in_words(self.starts_on)
        return f"{self.starts_on:%B %Y}" if self.kind == MONTH else f"{self.starts_on.year}"

    @property
    def code(self) -> str:
        """As it stands in an address: `2026-10`, `2026-q4`, `2026`."""
        if self.kind == QUARTER:
            return f"{self.starts_on.year}-q{(self.starts_on.month + 2) // 3}"
        return f"{self.starts_on:%Y-%m}" if self.kind == MONTH else f"{self.starts_on.year}"

    def moments(self, zone: ZoneInfo) -> tuple[datetime, datetime]:
        """When it begins on a wall in `zone`, and the first moment after it."""
        return walltime.at(self.starts_on, time(), zone), walltime.at(self.next_on, time(), zone)


def month_of(day: date) -> Span:
    return Span(MONTH, day.replace(day=1))


def ending_with(month: Span) -> list[Span]:
    """All that ends on the last day of this month: itself, perhaps its quarter, perhaps its year."""
    found = [month, Span(QUARTER, quarters.first_day(month.starts_on)), Span(YEAR, date(month.starts_on.year, 1, 1))]
    return [span for span in found if span.next_on == month.next_on]


def read(code: str) -> Span | None:
    """The span that an address names; nothing for anything else."""
    found = _CODE.fullmatch(code)
    if not found:
        return None
    year, quarter, month = found.groups()
    if quarter:
        return Span(QUARTER, date(int(year), 3 * int(quarter) - 2, 1))
    return Span(MONTH, date(int(year), int(month), 1)) if month else Span(YEAR, date(int(year), 1, 1))
