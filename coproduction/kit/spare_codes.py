"""Spare codes for the day a phone is lost, kept as hashes: whoever reads the database, even with our key, finds none to type in.

allauth makes codes from a seed and knows a list of codes that came from elsewhere (`migrated_codes`), each of which it decrypts
and compares, holding their row. So what stands in that list is a hash, and decrypting it gives something that equals its code.
"""

from functools import lru_cache

from allauth.core.internal.cryptokit import normalize_user_code
from django.contrib.auth.hashers import Argon2PasswordHasher
from django.utils.crypto import constant_time_compare

MARK = "hashed:"


class _Slow(Argon2PasswordHasher):
    """What OWASP asks for at least. Fixed here: a code is hashed again and compared, and with other numbers none would match."""

    time_cost, memory_cost, parallelism = 2, 19_456, 1


@lru_cache(maxsize=16)
def _hash(code: str, salt: str) -> str:
    """Remembered, so that a try costs one hash, however many codes it is held against: it is wrong, or used up by then."""
    return _Slow().encode(normalize_user_code(code), salt)


def hashed(codes: list[str]) -> dict:
    """What is kept of new codes, as allauth keeps it. They share their salt: it is what makes a try cost one hash."""
    salt = _Slow().salt()
    return {"migrated_codes": [MARK + _hash.__wrapped__(code, salt) for code in codes], "viewed_at": True}


def opened(kept: str):
    """What allauth compares with what was typed, if this is one of ours."""
    return Kept(kept) if kept.startswith(MARK) else None


class Kept:
    """A code we do not know. It equals what was typed if that has the same hash; it tells nothing else."""

    __hash__ = None

    def __init__(self, kept: str):
        self.hash = kept.removeprefix(MARK)

    def __eq__(self, typed):
        return constant_time_compare(self.hash, _hash(typed, _Slow().decode(self.hash)["salt"]))
