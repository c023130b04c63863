"""Questions about letters: what should become of those about to go, what somebody got, and how the machinery does."""

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import Enum

from django.apps import apps
from django.db.models import Min

from groups.choices import queries as choices
from groups.choices.models import ALWAYS, STOPPABLE, Kind, Preference
from groups.history.models import Event
from groups.notices.models import Because, Letter, Pulse, Suppression

LATE = timedelta(minutes=10)  # a tick or a letter later than this is worth an operator's look
_checks, _enclosing = {}, {}


# --- is it still right to send this? ---


def recheck(stem: str):
    """Registers `check(letters, now) -> ids of those still right`, for letters whose stem begins with `stem`."""

    def hang(check):
        _checks[stem] = check
        return check

    return hang


@dataclass(frozen=True)
class Enclosure:
    """A part of a letter for a program rather than for eyes: what a calendar takes. `method` goes into its type."""

    name: str
    content: str
    kind: str
    method: str

    @property
    def mime(self) -> str:
        return f"{self.kind}; method={self.method}"


def encloses(stem: str):
    """Registers `make(letter) -> Enclosure or None`, for letters whose stem begins with `stem`. Asked when a letter goes."""

    def hang(make):
        _enclosing[stem] = make
        return make

    return hang


def enclosures_of(letter: Letter) -> list[Enclosure]:
    """What goes with a letter; with a batch, what goes with each letter in it."""
    letters = parts_of([letter])[letter.pk] if letter.kind == Kind.BATCH else [letter]
    found = [make(one) for one in letters for stem, make in _enclosing.items() if one.stem.startswith(stem)]
    return [enclosure for enclosure in found if enclosure]


class Do(Enum):
    SEND = "send"
    KEEP = "keep"  # only here, when they sign in
    HOLD = "hold"  # until the person's next batch, or the end of their quiet time
    EXPIRE = "expire"


@dataclass(frozen=True)
class Verdict:
    """What becomes of one letter now, and why."""

    letter: Letter
    do: Do
    because: str = ""
    until: datetime | None = None


@dataclass
class Facts:
    """What is known at this moment about those who wait for letters; gathered once for all of them."""

    here: set = field(default_factory=set)  # (person, group) of current memberships
    stops: set = field(default_factory=set)  # (person, group, kind)
    suppressed: set = field(default_factory=set)
    wrong: set = field(default_factory=set)  # letters that their room no longer stands by


def claimed(lease) -> list[Letter]:
    """The letters under one lease, with the people they are for, in the order they should go."""
    letters = Letter.objects.filter(lease=lease).order_by("-urgent", "due_at", "id")
    return list(letters.select_related("person__letter_preference", "group"))


def answerable(token: str) -> Letter | None:
    """The letter whose Reply-To held this token."""
    letters = Letter.objects.exclude(reply_token="").select_related("person", "group")
    return letters.filter(reply_token=token).first()


def parts_of(batches: list[Letter]) -> dict[int, list[Letter]]:
    parts = Letter.objects.filter(batch__in=batches, state=Letter.State.PENDING).order_by("group_id", "id")
    found = defaultdict(list)
    for part in parts.select_related("person__letter_preference", "group"):
        found[part.batch_id].append(part)
    return found


def verdicts(letters: list[Letter], now: datetime) -> list[Verdict]:
    """What should become of each letter now. A handful of statements, however many letters."""
    facts = facts_about(letters, now)
    return [verdict(letter, facts, now) for letter in letters]


def facts_about(letters, now) -> Facts:
    people = {letter.person_id for letter in letters if letter.person_id}
    groups = {letter.group_id for letter in letters if letter.group_id}
    addresses = {address_of(letter) for letter in letters}
    facts = Facts()
    if groups:
        current = apps.get_model("groups", "Membership").objects.current()
        facts.here = set(current.filter(person__in=people, group__in=groups).values_list("person_id", "group_id"))
    if people:
        facts.stops = choices.stops_of(people)
    found = Suppression.objects.filter(address__in=addresses)
    facts.suppressed = set(found.values_list("address", flat=True))
    for stem, check in _checks.items():
        mine = [letter for letter in letters if letter.stem.startswith(stem)]
        if mine:
            right = set(check(mine, now))
            facts.wrong |= {letter.pk for letter in mine} - right
    return facts


def address_of(letter: Letter) -> str:
    return letter.person.email if letter.person else letter.address


def verdict(letter: Letter, facts: Facts, now: datetime) -> Verdict:
    reason = no_longer_right(letter, facts, now)
    preference = choices.preference_of(letter.person)
    if not reason and letter.kind not in ALWAYS:
        reason = not_wanted(letter, preference, facts, now)
        if not reason and preference.channel == Preference.Channel.KEPT:
            return Verdict(letter, Do.KEEP)
    if not reason and address_of(letter) in facts.suppressed:
        reason = Because.BOUNCED
    if reason:
        return Verdict(letter, Do.EXPIRE, reason)
    until = None if letter.urgent else waits_until(letter, preference, now)
    return Verdict(letter, Do.HOLD, until=until) if until else Verdict(letter, Do.SEND)


def no_longer_right(letter, facts, now) -> str:
    if letter.useful_until <= now:
        return Because.USELESS
    if letter.person and not letter.person.is_active:
        return Because.CLOSED
    of_group = letter.person and letter.group_id and letter.kind not in ALWAYS
    if of_group and (letter.person_id, letter.group_id) not in facts.here:
        return Because.LEFT
    return Because.CHANGED if letter.pk in facts.wrong else ""


def not_wanted(letter, preference, facts, now) -> str:
    if (letter.person_id, letter.group_id, letter.kind) in facts.stops:
        return Because.STOPPED
    return Because.PAUSED if choices.is_paused(preference, letter.person, now) else ""


def waits_until(letter, preference, now) -> datetime | None:
    """The person's next batch, or the end of their quiet time. What a batch would make too late goes without it."""
    batch_at = None
    if letter.kind in STOPPABLE and not letter.has_waited:
        batch_at = choices.next_batch(preference, letter.person, now)
        if batch_at and batch_at >= letter.useful_until:
            batch_at = None
    return choices.quiet_ends(preference, letter.person, batch_at or now) or batch_at


# --- what reached whom ---


def not_reached(people) -> set[int]:
    """Those of these people whose address does not take our letters."""
    addresses = {person.email: person.pk for person in people}
    found = Suppression.objects.filter(address__in=addresses).values_list("address", flat=True)
    return {addresses[address] for address in found}


def reveals_of(letter: Letter) -> list[datetime]:
    """When an operator read this letter."""
    return list(Event.objects.about(letter).filter(what="letter_revealed").values_list("at", flat=True).order_by("id"))


# --- how the machinery does ---


@dataclass(frozen=True)
class Health:
    """Numbers for the operator: no names, no words."""

    ticked_at: datetime | None
    ticking: bool
    waiting: int
    held: int
    going: int
    dead: int
    suppressed: int
    oldest_due_at: datetime | None
    late: bool

    @property
    def well(self) -> bool:
        return self.ticking and not self.late


@dataclass(frozen=True)
class Stuck:
    """A dead letter as its operator may see it: what kind, when and why; not whose, and not what it says."""

    number: int
    kind: str
    posted_at: datetime
    finished_at: datetime
    attempts: int
    trouble: str
    domain: str


class DeadLetters:
    """A page of them at a time."""

    def __getitem__(self, cut) -> list[Stuck]:
        letters = Letter.objects.dead().filter(batch=None).select_related("person").order_by("-id")[cut]
        return [
            Stuck(
                one.pk, one.get_kind_display(), one.posted_at, one.finished_at, one.attempts, one.trouble,
                address_of(one).rpartition("@")[2],
            )
            for one in letters
        ]  # fmt: skip


def dead_letters() -> DeadLetters:
    return DeadLetters()


def backlog(now: datetime) -> int:
    return Letter.objects.due(now).count()


def health(now: datetime) -> Health:
    pulse = Pulse.objects.filter(name="tick").first()
    oldest = Letter.objects.due(now).aggregate(at=Min("due_at"))["at"]
    pending = Letter.objects.filter(state=Letter.State.PENDING)
    return Health(
        ticked_at=pulse.at if pulse else None,
        ticking=bool(pulse) and pulse.at > now - LATE,
        waiting=backlog(now),
        held=pending.filter(held_at__isnull=False).count(),
        going=Letter.objects.filter(state=Letter.State.SENDING).count(),
        dead=Letter.objects.dead().count(),
        suppressed=Suppression.objects.count(),
        oldest_due_at=oldest,
        late=oldest is not None and oldest < now - LATE,
    )
