"""Working days: Monday to Friday without bank holidays, which the library carries on board."""

from bisect import bisect_right
from datetime import date, timedelta
from functools import lru_cache, reduce
from operator import or_

from django.db.models import Q
from govuk_bank_holidays.bank_holidays import BankHolidays

NATIONS = {
    "england-and-wales": BankHolidays.ENGLAND_AND_WALES,
    "scotland": BankHolidays.SCOTLAND,
    "northern-ireland": BankHolidays.NORTHERN_IRELAND,
}


@lru_cache
def holidays(nation: str) -> frozenset[date]:
    return frozenset(day["date"] for day in BankHolidays(use_cached_holidays=True).get_holidays(NATIONS[nation]))


@lru_cache
def named_holidays(nation: str) -> dict[date, str]:
    """What each bank holiday is called. The last of them is as far as anybody knows."""
    return {day["date"]: day["title"] for day in BankHolidays(use_cached_holidays=True).get_holidays(NATIONS[nation])}


@lru_cache
def days_off(nation: str) -> list[date]:
    """The holidays that fall on a day people would have worked, in order."""
    return sorted(day for day in holidays(nation) if day.weekday() < 5)


def is_working(day: date, nation: str = "england-and-wales") -> bool:
    return day.weekday() < 5 and day not in holidays(nation)


def add(day: date, count: int, nation: str = "england-and-wales") -> date:
    """The date `count` working days after `day`. Zero gives the day itself, or the next working day if it is none."""
    while not is_working(day, nation):
        day += timedelta(days=1)
    while count > 0:
        day += timedelta(days=1)
        count -= is_working(day, nation)
    return day


def between(start: date, end: date, nation: str = "england-and-wales") -> int:
    """How many working days lie after `start` up to and including `end`; negative when `end` is earlier."""
    if end < start:
        return -between(end, start, nation)
    weeks, rest = divmod((end - start).days, 7)
    days = weeks * 5 + sum((end - timedelta(days=n)).weekday() < 5 for n in range(rest))
    off = days_off(nation)
    return days - (bisect_right(off, end) - bisect_right(off, start))


def passed_by(count: int, today: date, *, day: str, nation: str) -> Q:
    """For a statement: rows whose `day` lies at least `count` working days of their own nation before `today`."""
    return reduce(or_, (Q(**{nation: one, f"{day}__lte": _latest(count, today, one)}) for one in NATIONS))


def _latest(count, today, nation) -> date:
    day = today
    while between(day, today, nation) < count:
        day -= timedelta(days=1)
    return day
