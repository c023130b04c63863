from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import pytest

from coproduction.kit import spans


@pytest.mark.parametrize(("code", "words", "starts_on", "last_on", "before"), [
    ("2026-02", "February 2026", date(2026, 2, 1), date(2026, 2, 28), "2026-01"),
    ("2026-q1", "January to March 2026", date(2026, 1, 1), date(2026, 3, 31), "2025-q4"),
    ("2026", "2026", date(2026, 1, 1), date(2026, 12, 31), "2025"),
])  # fmt: skip
def test_a_span_has_a_name_an_address_and_an_end(code, words, starts_on, last_on, before):
    span = spans.read(code)
    assert (span.words, span.code, span.starts_on, span.last_on, span.before.code) == (
        words, code, starts_on, last_on, before,
    )  # fmt: skip


@pytest.mark.parametrize("code", ["", "2026-13", "2026-q5", "26", "2026-1", "2026-q", "２０２６", "2026-01-01", "1999"])
def test_anything_else_names_no_span(code):
    assert spans.read(code) is None


def test_a_span_begins_and_ends_on_the_wall_of_its_zone():
    begins, ends = spans.read("2026-10").moments(ZoneInfo("Europe/London"))  # the clocks go back in it
    assert (begins, ends) == (datetime(2026, 9, 30, 23, tzinfo=UTC), datetime(2026, 11, 1, tzinfo=UTC))


def test_december_ends_its_quarter_and_its_year():
    assert [one.code for one in spans.ending_with(spans.read("2026-12"))] == ["2026-12", "2026-q4", "2026"]
    assert [one.code for one in spans.ending_with(spans.read("2026-10"))] == ["2026-10"]
