"""Since when nothing has gone although it was tried."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.conf import settings
from django.db.models import Q, Subquery

from groups.carriers.models import Carriage
from groups.choices.models import Kind
from groups.notices.models import OURS, Letter

LONG = timedelta(minutes=10)
LOOK_BACK = timedelta(days=2)  # a letter is given up after a day; then there is one more to see it
LOOKED_AT = 20  # letters that did not go
OUTSIDE = (
    "NoServer",
    "SMTPSenderRefused",
    "Notify did not answer",
    "Notify 401",
    "Notify 403",
    "Notify 5",
)  # no letter's fault


@dataclass(frozen=True)
class Standstill:
    """Since when every try has failed on one way, and what the server, or the carrier, said first: a code and a kind."""

    since: datetime
    trouble: str


def letters_begun() -> Q:
    """A letter that may have gone by text or by post, or did. Where that is off none is looked for."""
    return Q(carriage__isnull=False) & ~Q(carriage__state=Carriage.State.INSTEAD) if settings.NOTIFY_KEY else Q(pk=None)


def email(now: datetime) -> Standstill | None:
    """One statement."""
    went = (
        Letter.objects.filter(state=Letter.State.SENT, way=Letter.Way.EMAIL)
        .order_by("-finished_at")
        .values("finished_at")
    )
    return _failing(Letter.objects.exclude(letters_begun()), went, now)


def carried(now: datetime, way: str) -> Standstill | None:
    """One statement."""
    went = Carriage.objects.filter(way=way, taken_at__isnull=False).order_by("-taken_at").values("taken_at")
    return _failing(Letter.objects.filter(letters_begun(), carriage__way=way), went, now)


def _failing(letters, went, now) -> Standstill | None:
    """Tries have failed for ten minutes, and nothing went in that time. One letter, or one reader, may be to blame itself, if it
    was not the server that could not be reached; so may what one room knows, where we could not look at letters or draw them."""
    rows = letters.not_taken(now - LOOK_BACK, now - LONG, Subquery(went[:1])).order_by("first_tried_at")
    rows = list(rows.values_list("first_tried_at", "trouble", "person", "address", "stem", "kind")[:LOOKED_AT])
    readers = {tuple(reader) for _, _, *reader, _, _ in rows}
    to_blame = {_to_blame(*row) for _, *row in rows}
    if min(len(readers), len(to_blame)) < 2 and not any(one.startswith(OUTSIDE) for _, one, *_ in rows):
        return None
    return Standstill(*rows[0][:2])


def _to_blame(trouble, person, address, stem, kind):
    """Its reader, or the room whose letter it is. A code to sign in is of no room."""
    is_ours = trouble.startswith(OURS) and kind != Kind.SIGN_IN
    return stem.partition("/emails/")[0] if is_ours else (person, address)
