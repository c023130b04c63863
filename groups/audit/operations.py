"""Adding to the chain. Each takes the whole chain for itself for a moment; nobody who uses a page ever waits for it."""

import os
import secrets
from datetime import datetime
from pathlib import Path

from django.conf import settings
from django.db import transaction

from coproduction.kit import locks, when
from groups.audit import emails, queries
from groups.audit.models import Link
from groups.erased import operations as erased
from groups.history import operations as history
from groups.notices import operations as notices
from groups.notices.models import Pulse
from groups.people import queries as people_queries

LOT = 500  # lines
LINKED, LEFT, VERIFIED = "record linked", "record head left", "record verified"
Kind = Link.Kind


@transaction.atomic
def link(*, now: datetime) -> int:
    """Links the lines that are not linked yet, and gives each a key. A lot costs the same statements, whatever is in it.

    A line that somebody is changing at this moment is left for the next time, so nobody waits for us nor we for them.
    """
    _alone(now)
    events = history.not_linked(LOT)
    if not events:
        return 0
    known = set(Link.objects.of_events([one.pk for one in events]).values_list("event_number", flat=True))
    for one in events:
        one.key = secrets.token_hex(16)
    kinds = [Kind.NAMELESS if one.pk in known else Kind.LINE for one in events]
    _append(
        [
            Link(kind=kind, event_number=one.pk, group_number=one.group_id, commitment=queries.commitment_of(one))
            for kind, one in zip(kinds, events, strict=True)
        ],
        now,
    )
    history.keep_keys(events)
    return len(events)


@transaction.atomic
def forget(pks, *, now: datetime) -> None:
    """Lines about accounts go, and their keys with them. The chain says that they went."""
    _alone(now)
    linked = Link.objects.of_events(pks).filter(kind=Kind.LINE).in_order().values_list("event_number", flat=True)
    _append([Link(kind=Kind.OVER, event_number=number) for number in linked], now)
    history.forget(pks)


@transaction.atomic
def send_head(*, now: datetime) -> int:
    """Once a day, if there is anything new: to each operator, and to the file. What cannot be written was not sent.

    The list of erasures hears of it if it is from before links were named: what comes after is not taken on trust."""
    _alone(now)
    if not queries.head_due(now).exists():
        return 0
    [head] = _append([Link(kind=Kind.HEAD)], now)
    emails.head(head, people_queries.keepers(), now=now)
    notices.beat(LEFT, now, {"position": head.position, "head": head.digest})
    erased.name_from_now_on(head=queries.head(), now=now)
    if settings.AUDIT_HEADS_FILE:
        _write_down(head)
    return 1


def note(found: queries.Found, *, now: datetime) -> None:
    """So that the operator's page can say when somebody last looked, and what they found."""
    notices.beat(VERIFIED, now, {"links": found.links, "head": found.head, "bad": str(found.bad or "")})


def _alone(now):
    """Whoever adds to the chain waits here for whoever does so already."""
    locks.held(Pulse.objects).get_or_create(name=LINKED, defaults={"at": now})


def _append(links, now) -> list[Link]:
    last = Link.objects.newest() or Link(position=0)
    for one in links:
        one.position, one.linked_on = last.position + 1, now.date()
        one.digest = queries.digest_of(one, last.digest)
        last = one
    return Link.objects.bulk_create(links)


def _write_down(head):
    path = Path(settings.AUDIT_HEADS_FILE)
    path.parent.mkdir(parents=True, exist_ok=True)
    with open(os.open(path, os.O_CREAT | os.O_WRONLY | os.O_APPEND, 0o600), "a") as file:
        file.write(
            f"On {when.day(head.linked_on)} the record had {head.position:,} links and its head was {head.digest}\n"
        )
        file.flush()
        os.fsync(file.fileno())
