"""Questions about letters: what should become of those about to go, what somebody got, and where reports about it go."""

import base64
from collections import defaultdict
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import Enum

from django.apps import apps
from django.conf import settings
from django.utils.crypto import constant_time_compare, salted_hmac
from django.utils.http import base36_to_int, int_to_base36

from coproduction.kit.access import LARGEST
from groups.choices import queries as choices
from groups.choices.models import ALWAYS, STOPPABLE, Kind, Preference
from groups.history.models import Event
from groups.notices.models import Because, Letter
from groups.reach import queries as reach
from groups.reach.models import Suppression

REPORTS = timedelta(days=14)  # mail servers give up after 5; somebody who finds the address later can do no harm
PROOF = 32  # letters of a token that prove it is ours
_checks, _enclosing = {}, {}


# --- where reports about a letter go ---


def return_token(letter: Letter) -> str:
    """Tells us the letter and nobody the person; without our secret none can be made. Survives being put in small letters."""
    return _proof(letter.pk, settings.SECRET_KEY) + int_to_base36(letter.pk)


def read_return_token(token: str) -> int | None:
    """The letter's number, or None for anything we did not write."""
    try:
        number = base36_to_int(token[PROOF:])
    except ValueError:
        return None
    keys = [settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS]
    proved = number <= LARGEST and any(constant_time_compare(token[:PROOF], _proof(number, key)) for key in keys)
    return number if proved else None


def _proof(number: int, key: str) -> str:
    made = salted_hmac("where reports go", str(number), secret=key, algorithm="sha256").digest()
    return base64.b32encode(made[:20]).decode().lower()


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
    despite: Suppression | None = None  # it goes although nothing else does


@dataclass
class Facts:
    """What is known at this moment about those who wait for letters; gathered once for all of them."""

    here: set = field(default_factory=set)  # (person, group) of current memberships
    stops: set = field(default_factory=set)  # (person, group, kind)
    suppressed: dict = field(default_factory=dict)  # address: why nothing should go there
    tried: set = field(default_factory=set)  # addresses a code is tried at in this round
    wrong: set = field(default_factory=set)  # letters that their room no longer stands by


def claimed(lease) -> list[Letter]:
    """The letters under one lease, with the people they are for, in the order they should go."""
    letters = Letter.objects.filter(lease=lease).order_by("-urgent", "due_at", "id")
    return list(letters.select_related("person__letter_preference", "group"))


def answerable(token: str) -> Letter | None:
    """The letter whose Reply-To held this token."""
    letters = Letter.objects.exclude(reply_token="").select_related("person", "group")
    return letters.filter(reply_token=token).first()


def returned(token: str) -> Letter | None:
    """The letter whose envelope named this token as the place for reports."""
    number = read_return_token(token)
    return Letter.objects.select_related("person").filter(pk=number).first() if number else None


def named(message_id: str) -> Letter | None:
    """The letter with this Message-ID."""
    bare = message_id.strip().strip("<>")
    return Letter.objects.select_related("person").filter(message_id=f"<{bare}>").first() if bare else None


def arrived_between(letter: Letter, address: str, since: datetime, until: datetime) -> bool:
    """Whether another letter went to this address between these moments and did not come back."""
    sent = Letter.objects.filter(state=Letter.State.SENT, way=Letter.Way.EMAIL, came_back_at=None, address=address)
    sent = sent.filter(person=letter.person_id, finished_at__gt=since, finished_at__lt=until)
    return sent.exclude(pk=letter.pk).exists()


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
    facts.suppressed = reach.suppressed(addresses)
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
    despite = None if reason else facts.suppressed.get(address_of(letter))
    if despite:
        reason = unreachable(letter, despite, facts, now)
    if reason:
        return Verdict(letter, Do.EXPIRE, reason)
    until = None if letter.urgent else waits_until(letter, preference, now)
    return Verdict(letter, Do.HOLD, until=until) if until else Verdict(letter, Do.SEND, despite=despite)


def unreachable(letter, one: Suppression, facts, now) -> str:
    """Empty for what goes all the same. Two codes in one round are two codes in one day."""
    if reach.may_pass(one, letter, now) and not (one.bounced and one.address in facts.tried):
        if letter.kind == Kind.SIGN_IN:
            facts.tried.add(one.address)
        return ""
    return Because.BOUNCED if one.bounced else Because.STOPPED


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


def reveals_of(letter: Letter) -> list[datetime]:
    """When an operator read this letter."""
    return list(Event.objects.about(letter).filter(what="letter_revealed").values_list("at", flat=True).order_by("id"))


# --- how the machinery does ---


def backlog(now: datetime) -> int:
    return Letter.objects.due(now).count()
