"""What GOV.UK Notify tells us by JSON: what became of a text or a letter by post, and a text that came in. Knows no table."""

from collections.abc import Callable
from dataclasses import dataclass
from enum import Enum

from django.conf import settings
from django.http import HttpResponse

from coproduction.kit import hooks, texts
from coproduction.kit.mailhooks import NotAnEvent, loaded, needed, text

LARGEST = 65_536  # bytes; Notify sends less than one


class Became(Enum):
    ARRIVED = "ARRIVED"
    NOT_THERE = "NOT_THERE"
    NOT_NOW = "NOT_NOW"
    BROKEN = "BROKEN"
    RETURNED = "RETURNED"  # an envelope, after it had been given to the post


BECAME = {
    "delivered": Became.ARRIVED,
    "sent": Became.ARRIVED,  # to a number abroad whose network says no more
    "received": Became.ARRIVED,  # a letter: printed and handed to the post
    "permanent-failure": Became.NOT_THERE,
    "temporary-failure": Became.NOT_NOW,
    "technical-failure": Became.BROKEN,
}


@dataclass(frozen=True)
class Receipt:
    """`reference` is what we gave with it, `ident` Notify's own number."""

    ident: str
    reference: str
    became: Became


@dataclass(frozen=True)
class CameIn:
    """A text somebody sent to our number."""

    ident: str
    number: str
    words: str


def answered(request, read: Callable, take: Callable) -> HttpResponse:
    """Both addresses of Notify: `read` makes of the body what `take` counts."""
    return hooks.answered(
        request,
        secret=settings.NOTIFY_CALLBACK_TOKEN,
        given=hooks.bearer,
        largest=LARGEST,
        take=lambda body: take(read(body)),
    )


def receipt(body: bytes) -> Receipt | None:
    """None for news that says nothing final (created, sending, pending) or that we do not know yet.

    Of a letter by post that came back to its printer Notify tells weeks later, its number under another name, and no status."""
    said = loaded(body)
    if text(said, "notification_id"):
        return Receipt(text(said, "notification_id"), text(said, "reference"), Became.RETURNED)
    ident, became = needed(said, "id"), BECAME.get(needed(said, "status").lower())
    return Receipt(ident, text(said, "reference"), became) if became else None


def came_in(body: bytes) -> CameIn:
    said = loaded(body)
    words = said.get("message")
    if not isinstance(words, str):
        raise NotAnEvent("message is missing.")
    written = needed(said, "source_number")
    number = texts.number_of(written) or texts.number_of(f"+{written.lstrip('+')}")
    return CameIn(needed(said, "id"), number, words)
