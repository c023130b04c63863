"""What the clock asks each minute must not read a table that grows with the years. Asked of PostgreSQL, after years."""

import pytest
from django.db import connection

from coproduction.kit import ticks
from coproduction.management.worlds.seeded import World
from feedback.log.models import Said
from groups.notices import tasks
from tests.bench import due, years

pytestmark = [pytest.mark.bench, pytest.mark.skipif(connection.vendor != "postgresql", reason="asks PostgreSQL")]
ROWS = 20_000  # in each of the largest tables; `python -m tests.bench.due` fills them with a million
FEW = 0.02  # of a table: some for each group that is there today


@pytest.fixture
def years_later(db, now):
    World(seed=1, groups=3, members=10, said=0, meetings=6, now=now).make()
    for _ in range(3):
        tasks.look(now)
    due.planted(ROWS, now, tidy="ANALYZE")
    return now


def long_reads(now):
    grow = [one for one in due.told(now) if one.table not in years.TODAY_ONLY]
    return [(one.name, one.table, one.read, one.rows) for one in grow if one.read > FEW * one.rows + 1]


def test_no_question_of_the_clock_reads_what_is_over(years_later, monkeypatch):
    """And one that does is found: all entries answered long ago."""
    found = long_reads(years_later)
    assert found == []
    over = ticks.Job("slow", lambda now: Said.objects.filter(stage="ANSWERED", words="Never said."), None)
    monkeypatch.setitem(ticks._jobs, over.name, over)
    [(name, table, read, rows)] = long_reads(years_later)
    assert (name, table) == ("slow", "feedback_said") and read > rows / 2
