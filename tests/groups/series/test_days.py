from datetime import date

import pytest

from coproduction.kit import workdays
from groups.series import queries


def days(rhythm, first, last, nation="england-and-wales"):
    return queries.days_of(rhythm, first, last, nation)


@pytest.mark.parametrize(("rhythm", "expected"), [
    ("WEEKLY", [(3, 2), (3, 9), (3, 16), (3, 23)]), ("FORTNIGHTLY", [(3, 2), (3, 16)]), ("FOUR_WEEKLY", [(3, 2)]),
])  # fmt: skip
def test_a_series_falls_on_the_same_weekday_so_many_weeks_on(rhythm, expected):
    assert days(rhythm, date(2027, 3, 2), date(2027, 3, 29)).days == [date(2027, *one) for one in expected]


def test_the_last_day_itself_counts():
    assert days("WEEKLY", date(2027, 3, 2), date(2027, 3, 9)).days[-1] == date(2027, 3, 9)


def test_every_month_keeps_its_place_in_the_month():
    found = days("MONTHLY", date(2026, 12, 8), date(2027, 3, 31)).days
    assert found == [date(2026, 12, 8), date(2027, 1, 12), date(2027, 2, 9), date(2027, 3, 9)]


def test_a_fifth_weekday_is_the_last_one_of_each_month():
    found = days("MONTHLY", date(2026, 12, 29), date(2027, 4, 1)).days
    assert found == [date(2026, 12, 29), date(2027, 1, 26), date(2027, 2, 23), date(2027, 3, 30)]


def test_a_fourth_weekday_stays_the_fourth_where_there_is_a_fifth():
    assert days("MONTHLY", date(2027, 2, 23), date(2027, 3, 31)).days == [date(2027, 2, 23), date(2027, 3, 23)]


def test_bank_holidays_of_the_nation_are_left_out_by_name():
    last = date(2027, 4, 1)
    english = days("WEEKLY", date(2027, 3, 22), date(2027, 4, 5))
    northern = days("FORTNIGHTLY", date(2027, 3, 17), last, "northern-ireland")
    assert english.days == [date(2027, 3, 22), date(2027, 4, 5)]
    assert [one.in_words for one in english.skipped] == ["Monday 29 March 2027 (Easter Monday)"]
    assert northern.skipped[0].on == date(2027, 3, 17)
    assert days("FORTNIGHTLY", date(2027, 3, 17), last).skipped == []


def test_it_is_said_when_bank_holidays_are_not_known_that_far_ahead():
    end = max(workdays.named_holidays("scotland"))
    assert not days("WEEKLY", date(2027, 3, 2), date(2027, 3, 9), "scotland").beyond
    assert days("MONTHLY", date(2027, 3, 2), date(end.year + 1, 6, 1), "scotland").beyond
    assert not days("WEEKLY", date(2027, 3, 2), date(2027, 3, 1), "scotland").beyond


@pytest.mark.parametrize(("rhythm", "first", "said"), [
    ("FORTNIGHTLY", date(2026, 12, 8), "Every second week, on Tuesday"),
    ("MONTHLY", date(2026, 12, 8), "Every month, on the second Tuesday"),
    ("MONTHLY", date(2026, 12, 29), "Every month, on the last Tuesday"),
])  # fmt: skip
def test_how_often_is_said_in_words(rhythm, first, said):
    assert queries.rhythm_in_words(rhythm, first) == said
