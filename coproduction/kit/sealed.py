"""A number in a token that only we can make, for places where mail programs may turn it into small letters."""

import base64

from django.conf import settings
from django.utils.crypto import constant_time_compare, salted_hmac
from django.utils.http import base36_to_int, int_to_base36

from coproduction.kit.access import LARGEST

PROOF = 32  # letters of a token that prove it is ours


def seal(number: int, what: str) -> str:
    """Without our secret none can be made. `what` keeps tokens for one purpose from serving another."""
    return _proof(number, what, settings.SECRET_KEY) + int_to_base36(number)


def unseal(token: str, what: str) -> int | None:
    """The number, or None for anything we did not write."""
    try:
        number = base36_to_int(token[PROOF:])
    except ValueError:
        return None
    keys = [settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS]
    proved = number <= LARGEST and any(constant_time_compare(token[:PROOF], _proof(number, what, key)) for key in keys)
    return number if proved else None


def _proof(number, what, key):
    made = salted_hmac(what, str(number), secret=key, algorithm="sha256").digest()
    return base64.b32encode(made[:20]).decode().lower()
