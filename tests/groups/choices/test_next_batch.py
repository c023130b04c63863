"""When letters go together, on the clock of the reader's own wall, over every change of the clocks in 2026 and 2027."""

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from types import SimpleNamespace
from zoneinfo import ZoneInfo

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from coproduction.kit import walltime
from groups.choices import queries
from tests.kit.test_walltime import MOMENTS, ZONES

USUAL = queries.Wanted("EMAIL", "WEEKLY", True, 0, 9, None, None, False, "STANDARD", "ENGLISH", None, None)


def person(zone):
    return SimpleNamespace(time_zone=zone)


def next_at(now, zone="Europe/London", **said):
    found = queries.next_batch(replace(USUAL, **said), person(zone), now)
    return found and found.astimezone(ZoneInfo(zone))


def utc(*parts):
    return datetime(*parts, tzinfo=UTC)


@pytest.mark.parametrize("frequency, day, expected", [
    ("AT_ONCE", 0, None),
    ("DAILY", 0, "2026-11-19 09:00"),
    ("WEEKLY", 2, "2026-11-25 09:00"),  # it is Wednesday, 10am: today's 9am has gone
    ("WEEKLY", 4, "2026-11-20 09:00"),
    ("FORTNIGHT", 4, "2026-11-27 09:00"),
    ("FORTNIGHT", 0, "2026-11-23 09:00"),
    ("MONTHLY", 4, "2026-12-04 09:00"),
    ("MONTHLY", 1, "2026-12-01 09:00"),
])  # fmt: skip
def test_each_rhythm_has_its_next_day(frequency, day, expected):
    found = next_at(utc(2026, 11, 18, 10), frequency=frequency, batch_day=day)
    assert (found and f"{found:%Y-%m-%d %H:%M}") == expected


@pytest.mark.parametrize("zone, change", [
    ("Europe/London", date(2026, 3, 29)), ("Europe/London", date(2026, 10, 25)),
    ("Europe/London", date(2027, 3, 28)), ("Europe/London", date(2027, 10, 31)),
    ("America/New_York", date(2026, 3, 8)), ("America/New_York", date(2026, 11, 1)),
    ("Australia/Lord_Howe", date(2026, 4, 5)), ("Australia/Lord_Howe", date(2026, 10, 4)),
])  # fmt: skip
@pytest.mark.parametrize("frequency", ["DAILY", "WEEKLY", "FORTNIGHT", "MONTHLY"])
def test_the_time_on_the_wall_stays_when_the_clocks_change(zone, change, frequency):
    before = datetime.combine(change - timedelta(days=3), time(12), ZoneInfo(zone)).astimezone(UTC)
    found = next_at(before, zone, frequency=frequency, batch_day=(change + timedelta(days=1)).weekday())
    assert (found.hour, found.minute) == (9, 0) and found > before


@settings(deadline=None, suppress_health_check=[HealthCheck.too_slow], max_examples=150)
@given(
    MOMENTS, st.sampled_from(ZONES), st.sampled_from(["DAILY", "WEEKLY", "FORTNIGHT", "MONTHLY"]),
    st.integers(0, 6), st.integers(0, 23),
)  # fmt: skip
def test_the_next_batch_is_ahead_on_the_right_day_at_the_right_time_and_none_is_left_out(
    now, zone, frequency, day, hour
):
    chosen = replace(USUAL, frequency=frequency, batch_day=day, batch_hour=hour)
    one = queries.next_batch(chosen, person(zone), now)
    then = queries.next_batch(chosen, person(zone), one)
    local, following = one.astimezone(ZoneInfo(zone)), then.astimezone(ZoneInfo(zone))
    assert now < one < then
    assert one == walltime.at(local.date(), time(hour), ZoneInfo(zone))
    gap = (following.date() - local.date()).days
    assert gap in {"DAILY": {1}, "WEEKLY": {7}, "FORTNIGHT": {14}, "MONTHLY": {28, 35}}[frequency]
    if frequency != "DAILY":
        assert local.weekday() == day
    if frequency == "MONTHLY":
        assert local.day <= 7 and (local.year, local.month) != (following.year, following.month)


def test_every_second_week_goes_on_over_the_new_year():
    days = [utc(2026, 12, 1, 8)]
    for _ in range(6):
        days.append(next_at(days[-1], frequency="FORTNIGHT", batch_day=0))
    gaps = {(b.date() - a.date()).days for a, b in zip(days[1:], days[2:], strict=False)}
    assert gaps == {14} and days[-1].year == 2027
