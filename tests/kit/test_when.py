from datetime import date, datetime

import pytest

from coproduction.kit import when


@pytest.mark.parametrize(
    ("hour", "minute", "said"),
    [(14, 0, "2pm"), (14, 30, "2:30pm"), (9, 5, "9:05am"), (0, 0, "midnight"), (12, 0, "midday"), (0, 30, "12:30am"),
     (12, 15, "12:15pm")],
)  # fmt: skip
def test_a_time_is_said_as_people_say_it(hour, minute, said):
    assert when.clock_time(datetime(2026, 12, 8, hour, minute)) == said


def test_a_span_names_the_day_once_unless_it_runs_into_another():
    start = datetime(2026, 12, 8, 14)
    assert when.span(start, datetime(2026, 12, 8, 15, 30)) == "2pm to 3:30pm on Tuesday 8 December 2026"
    assert when.span(start, datetime(2026, 12, 9, 10)) == (
        "2pm on Tuesday 8 December 2026 to 10am on Wednesday 9 December 2026"
    )


@pytest.mark.parametrize(
    ("minutes", "said"),
    [(1, "1 minute"), (60, "1 hour"), (90, "1 hour 30 minutes"), (125, "2 hours 5 minutes"), (0, "no time")],
)
def test_a_length_is_hours_and_minutes(minutes, said):
    assert when.length(minutes) == said


@pytest.mark.parametrize(
    ("day", "said"),
    [
        (date(2026, 11, 18), "today"), (date(2026, 11, 19), "tomorrow"), (date(2026, 11, 17), "yesterday"),
        (date(2026, 12, 8), "in 20 days"), (date(2026, 12, 16), "in 4 weeks"), (date(2026, 10, 13), "5 weeks ago"),
        (date(2026, 8, 18), "3 months ago"), (date(2028, 11, 18), "in 2 years"),
    ],
)  # fmt: skip
def test_how_far_a_day_is_from_today(day, said):
    assert when.from_today(day, date(2026, 11, 18)) == said


def test_a_day_near_by_is_said_without_its_year():
    assert when.near_day(date(2026, 12, 1), date(2026, 11, 18)) == "Tuesday 1 December"
    assert when.near_day(date(2027, 1, 4), date(2026, 11, 18)) == "Monday 4 January 2027"
