"""What codes are made from, sealed with our secret: whoever reads the database alone can make none.

AES-256-GCM with a key that is made for this from SECRET_KEY (HKDF). Older secrets are tried on reading. What was kept before there
was a seal is read as it is; what no secret opens is an error, and never an empty seed, which anybody could make codes from.
"""

import base64
import os

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings

MARK = "sealed:"  # neither the seed of an app (base32) nor that of spare codes (hexadecimal) begins like this
ONCE = 12  # bytes of chance in front of each


class Unreadable(Exception):
    """Neither SECRET_KEY nor one of SECRET_KEY_FALLBACKS opens this: it was sealed with another, or changed."""


def seal(seed: str) -> str:
    once = os.urandom(ONCE)
    return MARK + base64.b64encode(once + _key(settings.SECRET_KEY).encrypt(once, seed.encode(), None)).decode()


def unseal(kept: str) -> str:
    if not kept.startswith(MARK):
        return kept
    for secret in (settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS):
        if (seed := _opened(kept, secret)) is not None:
            return seed
    raise Unreadable()


def is_of_now(kept: str) -> bool:
    """Whether it is sealed, with SECRET_KEY itself."""
    return kept.startswith(MARK) and _opened(kept, settings.SECRET_KEY) is not None


def _opened(kept, secret):
    try:
        raw = base64.b64decode(kept.removeprefix(MARK))
        return _key(secret).decrypt(raw[:ONCE], raw[ONCE:], None).decode()
    except (InvalidTag, ValueError):
        return None


def _key(secret: str) -> AESGCM:
    return AESGCM(HKDF(hashes.SHA256(), 32, None, b"seeds of second steps").derive(secret.encode()))
