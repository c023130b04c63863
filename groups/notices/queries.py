"""Questions about letters: what should become of those about to go, what somebody got, and where reports about it go."""

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import Enum

from coproduction.kit import sealed
from coproduction.kit.parts import Enclosure
from groups.carriers import queries as carriers
from groups.choices import queries as choices
from groups.choices.models import ALWAYS, NEEDS_THEM, STOPPABLE, Kind, Preference
from groups.history.models import Event
from groups.notices.models import READABLE, Because, Letter
from groups.reach import queries as reach
from groups.reach.models import Suppression

REPORTS = timedelta(days=14)  # mail servers give up after 5; somebody who finds the address later can do no harm
REPORTED = "where reports go"
_checks, _enclosing, _writing, _offers, _by_email = {}, {}, {}, [], set()


# --- is it still right to send this? ---


def recheck(stem: str):
    """Registers `check(letters, now) -> ids of those still right`, for letters whose stem begins with `stem`. Each room one."""

    def hang(check):
        _checks[stem, check.__module__] = check
        return check

    return hang


def written_when_it_goes(stem: str):
    """Registers `write(letters, now) -> {id: what}` for letters whose middle is written only at the moment they go.

    `what` holds the context of the templates, and may hold group, about and why. A letter without it has nothing to say.
    Letters that are given one and the same context are put into words once; whose each is, its frame says.
    """

    def hang(write):
        _writing[stem] = write
        return write

    return hang


def writing() -> dict:
    return _writing


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


def offers(make):
    """Registers `make(letter) -> (words, path) of what else its reader may do with it`, or nothing. Asked for no statement."""
    _offers.append(make)
    return make


def offers_of(letter: Letter) -> list[tuple[str, str]]:
    """Links that stand below a letter."""
    return [offer for make in _offers for offer in make(letter)]


def always_by_email(stem: str) -> None:
    """Registers a letter of what nobody may do unseen: the way that was set just now may not be its reader's own."""
    _by_email.add(stem)


class Do(Enum):
    SEND = "send"
    KEEP = "keep"  # only here, when they sign in
    HOLD = "hold"  # until the person's next batch, or the end of their quiet time
    EXPIRE = "expire"
    FAIL = "failed"  # we could not look at it again or put it into words: tried again as what no mail server takes


@dataclass(frozen=True)
class Verdict:
    """What becomes of one letter now, and why."""

    letter: Letter
    do: Do
    because: str = ""
    until: datetime | None = None
    despite: Suppression | None = None  # it goes although nothing else does

    @property
    def is_read(self) -> bool:
        """Somebody reads it now: it goes, is kept here, or ends where its reader can still find it."""
        in_a_batch = self.do == Do.HOLD and self.letter.batch_id is not None
        return self.do in (Do.SEND, Do.KEEP) or in_a_batch or self.because in READABLE


def failing(letter: Letter, what: str, error: Exception) -> Verdict:
    """Nothing of what went wrong is told but its kind: a message may quote what somebody wrote."""
    return Verdict(letter, Do.FAIL, f"{what}: {type(error).__name__}"[:80])


@dataclass
class Facts:
    """What is known at this moment about those who wait for letters; gathered once for all of them."""

    here: set = field(default_factory=set)  # (person, group) of current memberships
    stops: set = field(default_factory=set)  # (person, group, kind)
    suppressed: dict = field(default_factory=dict)  # address: why nothing should go there
    tried: set = field(default_factory=set)  # addresses a code is tried at in this round
    wrong: set = field(default_factory=set)  # letters that their room no longer stands by
    goings: dict = field(default_factory=dict)  # letter: how it goes by text or by post


def claimed(lease, at_most: int | None = None) -> list[Letter]:
    """The letters under one lease, with the people they are for, in the order they should go."""
    letters = Letter.objects.filter(lease=lease).order_by("-urgent", "due_at", "id")
    return list(letters.select_related("person__letter_preference", "group")[:at_most])


def answerable(token: str) -> Letter | None:
    """The letter whose Reply-To held this token."""
    letters = Letter.objects.exclude(reply_token="").select_related("person", "group")
    return letters.filter(reply_token=token).first()


def return_token(letter: Letter) -> str:
    """Stands on its envelope as the place for reports: tells us the letter and nobody the person."""
    return sealed.seal(letter.pk, REPORTED)


def returned(token: str) -> Letter | None:
    """The letter whose envelope named this token."""
    number = sealed.unseal(token, REPORTED)
    return Letter.objects.select_related("person").filter(pk=number).first() if number else None


def named(message_id: str) -> Letter | None:
    """The letter with this Message-ID."""
    bare = message_id.strip().strip("<>")
    return Letter.objects.select_related("person").filter(message_id=f"<{bare}>").first() if bare else None


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
        ways = choices.ways_of(people, groups)
        facts.here = set(ways)
        for letter in (one for one in letters if one.person_id):
            choices.remember(letter.person, letter.group_id, ways)
    if people:
        facts.stops = choices.stops_of(people)
    facts.suppressed = reach.suppressed(addresses)
    facts.goings = carriers.goings([(one, channel_of(one, facts)) for one in letters])
    for (stem, _), check in _checks.items():
        mine = [letter for letter in letters if letter.stem.startswith(stem)]
        if mine:
            right = set(check(mine, now))
            facts.wrong |= {letter.pk for letter in mine} - right
    return facts


def channel_of(letter: Letter, facts: Facts) -> str:
    """What lets somebody in, and the letter that finds out if email works, go by email whatever was chosen."""
    one = facts.suppressed.get(address_of(letter))
    needs_it = letter.stem in _by_email if one is None else one.trial_id == letter.pk
    if letter.kind == Kind.SIGN_IN or letter.secret or needs_it:
        return Preference.Channel.EMAIL
    return choices.wanted(letter.person, letter.group_id).channel


def still_ours(letter: Letter, now: datetime) -> bool:
    """Whether nobody else can have claimed it since."""
    return Letter.objects.filter(pk=letter.pk, lease=letter.lease, lease_until__gt=now).exists()


def address_of(letter: Letter) -> str:
    return letter.person.email if letter.person else letter.address


def verdict(letter: Letter, facts: Facts, now: datetime) -> Verdict:
    reason = no_longer_right(letter, facts, now)
    preference = choices.wanted(letter.person, letter.group_id)
    if not reason and letter.kind not in ALWAYS:
        reason = not_wanted(letter, preference, facts, now)
        if not reason and preference.channel == Preference.Channel.KEPT:
            return Verdict(letter, Do.KEEP)
    letter.going = facts.goings.get(letter.pk)
    carried = letter.going is not None and letter.going.carried
    despite = None if reason or carried else facts.suppressed.get(address_of(letter))
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
    """The person's next batch, or the end of their quiet time."""
    at = batch_at(letter, preference, now)
    return choices.quiet_ends(preference, letter.person, at or now) or at


def batch_at(letter, preference, now) -> datetime | None:
    """When it goes together with others, if it does. What a batch would make too late goes without it."""
    if letter.kind not in STOPPABLE or letter.has_waited or comes_alone(letter, preference):
        return None
    at = choices.next_batch(preference, letter.person, now)
    return at if at and at < letter.useful_until else None


def comes_alone(letter, preference) -> bool:
    """A summary is many things together already. What needs somebody comes at once, unless they said otherwise."""
    return letter.kind == Kind.DIGEST or (letter.kind in NEEDS_THEM and preference.needed_at_once)


def reveals_of(letter: Letter) -> list[datetime]:
    """When an operator read this letter."""
    return list(Event.objects.about(letter).filter(what="letter_revealed").values_list("at", flat=True).order_by("id"))


# --- how the machinery does ---


def backlog(now: datetime, at_most: int) -> int:
    """How many letters are due, counted no further than it matters."""
    return Letter.objects.due(now)[:at_most].count()
