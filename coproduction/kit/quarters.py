"""Quarters of a year: January to March, and so on. A quarter is named by its first day."""

from datetime import date


def first_day(on: date) -> date:
    """The first day of the quarter this day is in."""
    return date(on.year, 3 * ((on.month - 1) // 3) + 1, 1)


def after(starts_on: date) -> date:
    """The first day of the next quarter."""
    return date(starts_on.year + starts_on.month // 10, (starts_on.month + 2) % 12 + 1, 1)


def in_words(starts_on: date) -> str:
    """`October to December 2026`."""
    last = date(starts_on.year, starts_on.month + 2, 1)
    return f"{starts_on:%B} to {last:%B} {last.year}"
