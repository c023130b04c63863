"""Columns of a file with many rows, read as plain values: a row then costs no model, and a day no object of its own."""

from collections.abc import Iterable, Iterator
from datetime import date
from functools import lru_cache
from itertools import islice

from django.db.models import TextField
from django.db.models.functions import Cast, TruncDate

AT_ONCE = 1000


def day_of(column: str, zone):
    """The day on the wall there, as the database writes days: `2026-11-18`."""
    return Cast(TruncDate(column, tzinfo=zone), TextField())


def text_of(column: str):
    """As the database keeps it. Of a list: JSON."""
    return Cast(column, TextField())


@lru_cache(maxsize=20_000)
def in_words(day: str | None) -> str:
    """`18 November 2026`; nothing for no day."""
    if not day:
        return ""
    at = date.fromisoformat(day)
    return f"{at.day} {at:%B %Y}"


def lots(rows: Iterable, size: int = AT_ONCE) -> Iterator[list]:
    """So many at once, so that what belongs to each can be asked for all of them together."""
    rows = iter(rows)
    while lot := list(islice(rows, size)):
        yield lot
