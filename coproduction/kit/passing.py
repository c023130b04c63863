"""How often somebody did something today, counted in the cache that is never the database, under a key that dies with the day."""

import secrets
from datetime import datetime

from django.core.cache import caches
from django.utils.crypto import salted_hmac

A_DAY = 36 * 3600  # seconds a daily count may outlive its day


def _token(person_id: int, what: str, now: datetime) -> str:
    """What counts this person's deeds of a day. The key of the day is made by chance and lives in the cache alone."""
    passing, day = caches["passing"], now.date().isoformat()
    passing.add(f"key:{day}", secrets.token_hex(32), A_DAY)
    return salted_hmac(
        "passing", f"{what} {person_id}", secret=passing.get(f"key:{day}"), algorithm="sha256"
    ).hexdigest()


def count(person_id: int, what: str, now: datetime) -> int:
    """One more; how often this person did this today."""
    passing, token = caches["passing"], _token(person_id, what, now)
    passing.add(token, 0, A_DAY)
    return passing.incr(token)


def counted(person_id: int, what: str, now: datetime) -> int:
    return caches["passing"].get(_token(person_id, what, now), 0)
