"""What is remembered for a day in the cache that is never the database: how often somebody did something, under a key that dies
with the day, and what was done and need not be done again.
"""

import json
import secrets
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import datetime

from django.core.cache import caches
from django.utils.crypto import salted_hmac

A_DAY = 36 * 3600  # seconds a daily count may outlive its day
IN_HAND = 60  # seconds after which whoever has something in hand counts as dead
PATIENCE = 5  # seconds that the second of two waits for the first


class InWords:
    """How it lies in Redis: words and numbers. Django's own way (pickle) would run whatever somebody else put there."""

    def dumps(self, value):
        return value if type(value) is int else json.dumps(value)  # a bare number can be counted on where it lies

    def loads(self, data):
        return json.loads(data)


def _token(person_id: int, what: str, now: datetime) -> str:
    """What counts this person's deeds of a day. The key of the day is made by chance and lives in the cache alone."""
    passing, day = caches["passing"], now.date().isoformat()
    key = secrets.token_hex(32)
    if not passing.add(f"key:{day}", key, A_DAY):
        key = passing.get(f"key:{day}") or key  # forgotten meanwhile: then this is counted by itself
    return salted_hmac("passing", f"{what} {person_id}", secret=key, algorithm="sha256").hexdigest()


def count(person_id: int, what: str, now: datetime) -> int:
    """One more; how often this person did this today."""
    passing, token = caches["passing"], _token(person_id, what, now)
    passing.add(token, 0, A_DAY)
    try:
        return passing.incr(token)
    except ValueError:  # forgotten between the two: a cache that was emptied is no reason to lose what somebody wrote
        return 1


def counted(person_id: int, what: str, now: datetime) -> int:
    return caches["passing"].get(_token(person_id, what, now), 0)


@contextmanager
def once(what: str) -> Iterator[bool | None]:
    """Gives whether this was done before, or None while somebody else has it in hand and it is not known how that ends.

    If not, it counts as done when the block is left well. It can be tried again at once if the block failed, and in a minute
    if the machine died over it.
    """
    passing = caches["passing"]
    if not passing.add(what, "IN HAND", IN_HAND):
        yield _ended_well(what)
        return
    try:
        yield False
    except BaseException:
        with suppress(Exception):  # what failed is told, not that it cannot be forgotten
            passing.delete(what)
        raise
    with suppress(Exception):  # it is done, whether or not that can be remembered for longer than a minute
        passing.set(what, "DONE", A_DAY)


def _ended_well(what: str) -> bool | None:
    """Waits a little for whoever has it in hand: a button pressed twice is answered by the second."""
    end = time.monotonic() + PATIENCE
    while (found := caches["passing"].get(what)) == "IN HAND" and time.monotonic() < end:
        time.sleep(0.05)
    return True if found == "DONE" else None
