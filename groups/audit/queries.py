"""How a link is made from what came before, and whether the chain still says what happened."""

import hashlib
import hmac
import json
from dataclasses import asdict, dataclass
from datetime import UTC, date, datetime, timedelta

from django.db.models import Exists, Max, OuterRef

from groups.audit.models import Link
from groups.erased import queries as erased
from groups.history.models import Event
from groups.people import queries as people_queries
from groups.people.models import Person

LOT = 1000  # links looked at together
HOUR = 6  # of the day (UTC): when the head leaves
A_DAY = timedelta(days=1)
Kind = Link.Kind
NAMED, ON_TRUST = "named", "on trust"
CHANGED = "The line is not what was written."
MISSING = "The line was taken away."
MOVED = "The line was moved to another group."
NOBODY_WENT = "A name was taken out of the line, and no erasure on the list did that."
NO_LIST = (
    "A name was taken out of the line, and the list of erasures is not here: only that says whether an erasure did it."
)
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


def newest_of(numbers) -> list[int]:
    """Where the newest links of these lines of history stand."""
    found, numbers = [], sorted(numbers)
    for start in range(0, len(numbers), LOT):
        lot = Link.objects.of_events(numbers[start : start + LOT]).values("event_number")
        found += lot.annotate(newest=Max("position")).values_list("newest", flat=True)
    return found


# --- the head ---


def head() -> tuple[int, str]:
    """The newest link: where it stands, and its digest."""
    newest = Link.objects.newest()
    return (newest.position, newest.digest) if newest else (0, "")


def head_due(now: datetime):
    """Something is new, none left today, and it is not night."""
    return Link.objects.to_send(now.date()) if now.hour >= HOUR else Link.objects.none()


def to_operators(letters) -> set[int]:
    found = set(people_queries.keepers().filter(pk__in={one.person_id for one in letters}).values_list("pk", flat=True))
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
    on_trust: int = 0  # of these: by an erasure from before the list named links
    over: int = 0  # lines about accounts that were kept long enough
    heads: int = 0
    asked_at: int | None = None  # where in the chain the head stands that was asked for
    bad: Bad | None = None

    def counts(self) -> dict:
        return asdict(self)


class Named:
    """What the list outside the database excuses: the links whose key an erasure destroyed.

    Of the list those lines count whose head is in this chain (an older copy may have been put back since) and whose person
    is gone (else that erasure did not happen). A line from before links were named excuses by its day, on trust, and nothing
    that was linked after the next line of the list.
    """

    def __init__(self):
        self.links: set[int] = set()
        self.days: list[tuple[date, int, int | None]] = []  # and between which places in the chain

    def excuse(self, lost: Link, anew: Link | None) -> str:
        """For the line that `lost` stands for: NAMED, ON_TRUST or nothing. `anew` is the link it got since, if it has one."""
        if not (found := self._excuse(lost, anew)):
            self._read()  # for the first time, or because somebody is erased while we look
            found = self._excuse(lost, anew)
        return found

    def _excuse(self, lost, anew):
        if lost.position in self.links:
            return NAMED
        since_on, until_on = lost.linked_on - A_DAY, anew.linked_on + A_DAY if anew else date.max
        for on, since, until in self.days:
            in_time = until is None or (anew is not None and anew.position <= until)
            if since_on <= on <= until_on and in_time and (anew is None or anew.position > since):
                return ON_TRUST
        return ""

    def _read(self):
        listed = erased.lines()
        chain = Link.objects.in_bulk([one.position for one in listed if one.position])
        gone = set(Person.objects.filter(is_active=False).values_list("pk", flat=True))
        self.links, self.days, since, waiting = set(), [], 0, []
        for one in listed:
            if not one.digest:
                waiting.append((one.at.astimezone(UTC).date(), since))
            elif one.position == 0 or (one.position in chain and chain[one.position].digest == one.digest):
                self.links |= one.links if one.number in gone else set()
                self.days += [(*day, one.position) for day in waiting]
                since, waiting = one.position, []
        self.days += [(*day, None) for day in waiting]


class Lot:
    """Some links in order, with the lines they are about, the links of those lines, and what the list of erasures excuses.

    In this order: whatever is changed and linked anew while we look is then seen to have a newer link.
    """

    def __init__(self, links, named):
        self.named = named
        numbers = {one.event_number for one in links if one.event_number}
        self.events = Event.objects.in_bulk(numbers)
        self.of_event = {}
        for one in Link.objects.of_events(numbers).in_order().only("event_number", "group_number", "linked_on"):
            self.of_event.setdefault(one.event_number, []).append(one)

    def is_newest(self, link):
        return self.of_event[link.event_number][-1].position == link.position

    def before(self, link) -> Link | None:
        """The link before this one of the same line."""
        earlier = [one for one in self.of_event.get(link.event_number, []) if one.position < link.position]
        return earlier[-1] if earlier else None


def verify(head: str = "") -> Found:
    """Reads the chain from its beginning until something is wrong. A few statements a lot, and memory for one lot."""
    found, last, named = Found(), Link(position=0), Named()
    while links := list(Link.objects.in_order().filter(position__gt=last.position)[:LOT]):
        lot = Lot(links, named)
        for one in links:
            if wrong := broken(one, last) or untrue(one, lot):
                found.bad = Bad(one.position, one.event_number, one.group_number, wrong)
                return found
            _count(found, one, lot, head)
            last = one
    found.bad = _without_a_link()
    found.waiting = Event.objects.unlinked().count()
    return found


def _count(found, link, lot, head):
    found.links, found.head = link.position, link.digest
    if link.kind == Kind.NAMELESS:
        found.nameless += 1
        found.on_trust += lot.named.excuse(lot.before(link), link) == ON_TRUST
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
    if link.kind == Kind.NAMELESS and not (before and lot.named.excuse(before, link)):
        return _nobody_went()
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
    return "" if lot.named.excuse(link, None) else _nobody_went()


def _nobody_went() -> str:
    return NOBODY_WENT if erased.there() else NO_LIST


def _without_a_link() -> Bad | None:
    links = Link.objects.filter(event_number=OuterRef("pk"))
    one = Event.objects.exclude(key="").filter(~Exists(links)).order_by("pk").first()
    return Bad(None, one.pk, one.group_id, LOOSE) if one else None
