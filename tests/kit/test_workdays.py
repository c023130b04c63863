from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coproduction.kit import workdays
from groups.charter.models import Group
from tests import builders

DAYS = st.dates(date(2024, 1, 1), date(2027, 12, 31))


def test_five_working_days_from_a_wednesday_end_on_the_next_wednesday():
    assert workdays.add(date(2026, 11, 18), 5) == date(2026, 11, 25)


def test_christmas_does_not_count():
    # Friday 25 December 2026 is a holiday, and Monday 28 stands in for Boxing Day on the Saturday.
    assert workdays.add(date(2026, 12, 24), 1) == date(2026, 12, 29)


def test_scotland_has_bank_holidays_of_its_own():
    saint_andrew = date(2026, 11, 30)
    assert workdays.is_working(saint_andrew, "england-and-wales")
    assert not workdays.is_working(saint_andrew, "scotland")


def test_a_promise_that_starts_on_a_saturday_starts_on_the_monday():
    assert workdays.add(date(2026, 11, 21), 0) == date(2026, 11, 23)


def test_nothing_lies_between_a_day_and_itself():
    assert workdays.between(date(2026, 11, 18), date(2026, 11, 18)) == 0


@pytest.mark.parametrize("nation", workdays.NATIONS)
@given(start=DAYS, length=st.integers(0, 400))
def test_between_counts_the_same_days_as_looking_at_each(nation, start, length):
    end = start + timedelta(days=length)
    one_by_one = sum(workdays.is_working(start + timedelta(days=n), nation) for n in range(1, length + 1))
    assert workdays.between(start, end, nation) == one_by_one
    assert workdays.between(end, start, nation) == -one_by_one


@given(start=DAYS, count=st.integers(0, 60))
def test_adding_days_and_counting_them_agree(start, count):
    end = workdays.add(start, count)
    assert workdays.is_working(end)
    first = workdays.add(start, 0)
    assert workdays.between(first, end) == count


@pytest.mark.parametrize("today", [date(2026, 11, 14), date(2026, 11, 17), date(2026, 12, 1), date(2026, 12, 28)])
def test_a_statement_finds_the_same_days_as_counting_them_in_each_nation(db, today):
    """A Saturday, the Tuesday after, the day after a bank holiday in Scotland, and the one for Boxing Day."""
    ago = [today - timedelta(days=n) for n in range(9)]
    for nation in workdays.NATIONS:
        for day in ago:
            builders.group(f"{nation} {day}", nation=nation, ways_looked_on=day)
    late = workdays.passed_by(2, today, day="ways_looked_on", nation="nation")
    found = set(Group.objects.filter(late).values_list("nation", "ways_looked_on"))
    assert found == {(one, day) for one in workdays.NATIONS for day in ago if workdays.between(day, today, one) >= 2}
