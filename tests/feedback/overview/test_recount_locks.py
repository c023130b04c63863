"""What a recount asks of PostgreSQL. Whether many at once lose nothing there is tried in test_races."""

from contextlib import nullcontext
from types import SimpleNamespace

import pytest

from feedback.overview import operations
from feedback.topics.models import Tally
from tests import builders


@pytest.mark.parametrize(("vendor", "locks"), [("postgresql", 1), ("sqlite", 0)])
def test_nothing_is_written_to_the_log_while_it_is_counted_anew(cast, monkeypatch, vendor, locks):
    builders.said(cast.group)
    Tally.objects.update(number=7)
    asked = []

    def execute(sql):
        asked.append((sql, Tally.objects.get().number))

    cursor = nullcontext(SimpleNamespace(execute=execute))
    monkeypatch.setattr(operations, "connection", SimpleNamespace(vendor=vendor, cursor=lambda: cursor))
    assert operations.recount()["tally"] == 1
    lock = "LOCK TABLE feedback_said, feedback_step, feedback_decision, feedback_asking IN SHARE ROW EXCLUSIVE MODE"
    assert asked == [(lock, 7)] * locks, "before anything is mended"
    assert Tally.objects.get().number == 1
