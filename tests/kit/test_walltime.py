"""The clock on somebody's wall, over every change of the clocks in 2026 and 2027."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from coproduction.kit import walltime

LONDON = ZoneInfo("Europe/London")
FORWARD = [date(2026, 3, 29), date(2027, 3, 28)]  # 1am becomes 2am
BACK = [date(2026, 10, 25), date(2027, 10, 31)]  # 2am becomes 1am
ZONES = ["Europe/London", "Europe/Dublin", "America/New_York", "Australia/Lord_Howe", "Asia/Kolkata", "Pacific/Apia"]


MOMENTS = st.integers(0, 2 * 365 * 24 * 60).map(lambda minutes: utc(2026, 1, 1) + timedelta(minutes=minutes))
TIMES = st.integers(0, 24 * 60 - 1).map(lambda minutes: time(minutes // 60, minutes % 60))


def utc(*parts):
    return datetime(*parts, tzinfo=UTC)


@pytest.mark.parametrize("day", FORWARD)
def test_a_time_the_clocks_skip_moves_forward(day):
    moment = walltime.at(day, time(1, 30), LONDON)
    assert moment.astimezone(LONDON).time() == time(2, 30)


@pytest.mark.parametrize("day", BACK)
def test_a_doubled_time_means_the_first(day):
    moment = walltime.at(day, time(1, 30), LONDON)
    assert moment.astimezone(LONDON).fold == 0
    assert moment == datetime.combine(day, time(0, 30), UTC)
    assert walltime.at(day, time(1, 30, fold=1), LONDON) == moment


@pytest.mark.parametrize("day", FORWARD + BACK)
def test_a_day_before_is_the_same_wall_time_whatever_the_clocks_did(day):
    afternoon = walltime.at(day, time(14), LONDON)
    before = walltime.days_before(afternoon, 1, LONDON)
    assert before.astimezone(LONDON) == datetime.combine(day - timedelta(days=1), time(14), LONDON)
    assert afternoon - before != timedelta(days=1)


def test_a_year_before_a_leap_day_is_found_by_counting_days():
    assert walltime.days_before(utc(2028, 2, 29, 9), 1, LONDON) == utc(2028, 2, 28, 9)


@pytest.mark.parametrize("day", FORWARD)
def test_the_next_half_past_one_on_the_day_it_is_skipped_still_comes(day):
    midnight = walltime.at(day, time(0), LONDON)
    assert walltime.next_at(midnight, time(1, 30), LONDON) == walltime.at(day, time(1, 30), LONDON)


def test_next_means_after_now_and_on_the_weekday_asked_for():
    wednesday = utc(2026, 11, 18, 9)
    assert walltime.next_at(wednesday, time(9), LONDON) == utc(2026, 11, 19, 9)
    assert walltime.next_at(wednesday, time(9), LONDON, 2) == utc(2026, 11, 25, 9)
    assert walltime.next_at(wednesday, time(10), LONDON, 2) == utc(2026, 11, 18, 10)


@settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(
    MOMENTS,
    TIMES, st.sampled_from(ZONES), st.none() | st.integers(0, 6),
)  # fmt: skip
def test_the_next_time_is_always_ahead_and_within_a_week_or_so(now, clock, zone, weekday):
    moment = walltime.next_at(now, clock, ZoneInfo(zone), weekday)
    assert now < moment <= now + timedelta(days=9 if weekday is not None else 2, hours=2)


@pytest.mark.parametrize("now, ends", [
    (utc(2026, 11, 18, 21, 59), None),
    (utc(2026, 11, 18, 22), utc(2026, 11, 19, 7)),
    (utc(2026, 11, 19, 6, 59), utc(2026, 11, 19, 7)),
    (utc(2026, 11, 19, 7), None),
])  # fmt: skip
def test_a_quiet_time_may_go_past_midnight(now, ends):
    assert walltime.quiet_ends(now, time(22), time(7), LONDON) == ends


def test_a_quiet_time_within_a_day_ends_that_day():
    assert walltime.quiet_ends(utc(2026, 11, 18, 13), time(12), time(14), LONDON) == utc(2026, 11, 18, 14)
    assert walltime.quiet_ends(utc(2026, 11, 18, 15), time(12), time(14), LONDON) is None


@settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(
    MOMENTS,
    TIMES, TIMES, st.sampled_from(ZONES),
)  # fmt: skip
def test_no_quiet_time_lasts_longer_than_a_day_and_an_hour(now, start, end, zone):
    if start != end:
        ends = walltime.quiet_ends(now, start, end, ZoneInfo(zone))
        assert ends is None or now < ends <= now + timedelta(hours=25)


@pytest.mark.parametrize("zone", ZONES)
def test_the_end_of_a_day_is_midnight_on_the_wall_and_still_belongs_to_that_day(zone):
    zone = ZoneInfo(zone)
    for day in (*FORWARD, *BACK, date(2026, 12, 31)):
        ends = walltime.end_of(day, zone)
        assert ends == walltime.at(day + timedelta(days=1), time(), zone)
        assert walltime.last_day(ends, zone) == day
        assert walltime.last_day(ends + timedelta(minutes=1), zone) == day + timedelta(days=1)


@pytest.mark.django_db
def test_the_last_day_is_the_same_in_a_statement():
    from groups.people.models import Person
    from tests import builders

    for ends in (utc(2026, 12, 8), utc(2026, 12, 8, 0, 1), utc(2026, 7, 7, 23), utc(2026, 7, 7, 22, 59)):
        person = builders.person()
        Person.objects.filter(pk=person.pk).update(joined_at=ends)
        shown = Person.objects.filter(pk=person.pk).values_list(walltime.last_day_of("joined_at", LONDON), flat=True)
        assert list(shown) == [walltime.last_day(ends, LONDON)]


def test_what_comes_in_the_night_waits_for_the_morning_and_what_comes_by_day_does_not():
    for day in FORWARD + BACK:
        eight = walltime.at(day, time(8), LONDON)
        assert walltime.awake(walltime.at(day, time(0), LONDON), LONDON) == eight
        for hour in (8, 15, 23):
            assert walltime.awake(walltime.at(day, time(hour), LONDON), LONDON) == walltime.at(day, time(hour), LONDON)


def test_what_is_due_on_a_day_that_has_passed_goes_now_or_when_it_is_day_again():
    day = date(2026, 11, 18)
    assert walltime.from_morning(day, LONDON, utc(2026, 11, 1, 12)) == utc(2026, 11, 18, 8)
    assert walltime.from_morning(day, LONDON, utc(2026, 11, 20, 12)) == utc(2026, 11, 20, 12)
    assert walltime.from_morning(day, LONDON, utc(2026, 11, 20, 3)) == utc(2026, 11, 20, 8)
