"""How a link is made from what came before, and whether the chain still says what happened."""

import hashlib
import hmac
import json
from dataclasses import asdict, dataclass
from datetime import UTC, datetime, time, timedelta

from django.db.models import Exists, OuterRef

from groups.audit.models import Link
from groups.erasures.models import Erasure
from groups.history.models import Event
from groups.people.models import Person

LOT = 1000  # links looked at together
HOUR = 6  # of the day (UTC): when the head leaves
A_DAY = timedelta(days=1)
Kind = Link.Kind
CHANGED = "The line is not what was written."
MISSING = "The line was taken away."
MOVED = "The line was moved to another group."
NOBODY_WENT = "A name was taken out of the line, and nobody was erased then."
NOT_OVER = "A line of a group went. Those stay as long as the group."
BROKEN = "The link does not follow from the one before: it was changed, moved or put in."
GAP = "Links before this one were taken away."
TWICE = "The line was linked before."
LOOSE = "The line has no link: it was put in, or its link was taken away."


# --- what goes into a link ---


def commitment_of(event: Event) -> str:
    """Stands for all that the line says, and tells nothing of it to whoever does not have its key."""
    told = [
        event.pk, event.group_id, event.what, event.sentence, event.by_id, event.by_role, event.about_kind, event.about_id,
        event.detail, event.at.astimezone(UTC).isoformat(),
    ]  # fmt: skip
    return hmac.new(bytes.fromhex(event.key), json.dumps(told, sort_keys=True).encode(), hashlib.sha256).hexdigest()


def digest_of(link: Link, before: str) -> str:
    told = [
        before, link.position, link.kind, link.event_number, link.group_number, link.commitment, link.linked_on.isoformat()
    ]  # fmt: skip
    return hashlib.sha256(json.dumps(told).encode()).hexdigest()


# --- the head ---


def head_due(now: datetime):
    """Something is new, none left today, and it is not night."""
    return Link.objects.to_send(now.date()) if now.hour >= HOUR else Link.objects.none()


def operators():
    return Person.objects.active().filter(is_site_admin=True).order_by("pk")


def to_operators(letters) -> set[int]:
    found = set(operators().filter(pk__in={one.person_id for one in letters}).values_list("pk", flat=True))
    return {one.pk for one in letters if one.person_id in found}


# --- is it whole? ---


@dataclass(frozen=True)
class Bad:
    """The first thing that is wrong."""

    position: int | None
    event: int | None
    group: int | None
    what: str

    def __str__(self):
        places = [("link", self.position), ("line", self.event), ("group", self.group)]
        return f"{', '.join(f'{name} {number}' for name, number in places if number)}. {self.what}"


@dataclass
class Found:
    links: int = 0
    head: str = ""
    waiting: int = 0  # lines that the clock has not linked yet
    nameless: int = 0  # lines out of which a name was taken
    over: int = 0  # lines about accounts that were kept long enough
    heads: int = 0
    asked_at: int | None = None  # where in the chain the head stands that was asked for
    bad: Bad | None = None

    def counts(self) -> dict:
        return asdict(self)


class Lot:
    """Some links in order, with the lines they are about, the links of those lines, and when somebody was erased.

    In this order: whatever is changed and linked anew while we look is then seen to have a newer link.
    """

    def __init__(self, links):
        self.links = links
        numbers = {one.event_number for one in links if one.event_number}
        self.events = Event.objects.in_bulk(numbers)
        self.of_event = {}
        for one in Link.objects.of_events(numbers).in_order().only("event_number", "group_number", "linked_on"):
            self.of_event.setdefault(one.event_number, []).append(one)
        self._erased_on = None

    def is_newest(self, link):
        return self.of_event[link.event_number][-1].position == link.position

    def before(self, link) -> Link | None:
        """The link before this one of the same line."""
        earlier = [one for one in self.of_event.get(link.event_number, []) if one.position < link.position]
        return earlier[-1] if earlier else None

    def somebody_went(self, since_on, until_on=None):
        """Whether anybody was erased between these days: only that takes a name out of a line."""
        if self._erased_on is None:
            first = min(one.linked_on for links in self.of_event.values() for one in links)
            since = datetime.combine(first, time(0), UTC)
            rows = Erasure.objects.filter(done_at__gte=since - A_DAY).values_list("done_at", flat=True)
            self._erased_on = {at.astimezone(UTC).date() for at in rows}
        return any(since_on - A_DAY <= on <= (until_on or on) + A_DAY for on in self._erased_on)


def verify(head: str = "") -> Found:
    """Reads the chain from its beginning until something is wrong. A few statements a lot, and memory for one lot."""
    found, last = Found(), Link(position=0)
    while links := list(Link.objects.in_order().filter(position__gt=last.position)[:LOT]):
        lot = Lot(links)
        for one in links:
            if wrong := broken(one, last) or untrue(one, lot):
                found.bad = Bad(one.position, one.event_number, one.group_number, wrong)
                return found
            _count(found, one, head)
            last = one
    found.bad = _without_a_link()
    found.waiting = Event.objects.unlinked().count()
    return found


def _count(found, link, head):
    found.links, found.head = link.position, link.digest
    found.nameless += link.kind == Kind.NAMELESS
    found.over += link.kind == Kind.OVER
    found.heads += link.kind == Kind.HEAD
    if head and link.digest == head:
        found.asked_at = link.position


def broken(link, last) -> str:
    """What is wrong with its place in the chain."""
    if link.position != last.position + 1:
        return GAP
    return BROKEN if digest_of(link, last.digest) != link.digest else ""


def untrue(link, lot) -> str:
    """What is wrong with the line it stands for."""
    if link.kind == Kind.HEAD:
        return ""
    before = lot.before(link)
    if link.kind == Kind.LINE and before:
        return TWICE
    if link.kind == Kind.OVER and not (before and before.group_number is None):
        return NOT_OVER
    if link.kind == Kind.NAMELESS and not (before and lot.somebody_went(before.linked_on, link.linked_on)):
        return NOBODY_WENT
    return _line(link, lot) if lot.is_newest(link) else ""


def _line(link, lot) -> str:
    """Only the newest link of a line still has its key."""
    event = lot.events.get(link.event_number)
    if event is None:
        return "" if link.kind == Kind.OVER else MISSING
    if event.group_id != link.group_number:
        return MOVED
    if event.key:
        return "" if hmac.compare_digest(commitment_of(event), link.commitment) else CHANGED
    return "" if lot.somebody_went(link.linked_on) else NOBODY_WENT


def _without_a_link() -> Bad | None:
    links = Link.objects.filter(event_number=OuterRef("pk"))
    one = Event.objects.exclude(key="").filter(~Exists(links)).order_by("pk").first()
    return Bad(None, one.pk, one.group_id, LOOSE) if one else None
