"""Which way a letter goes, what an envelope needs, what is left of the budgets, and whom a text that came in may answer."""

import hashlib
import re
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from django.conf import settings

from coproduction.kit import texts, words
from groups.carriers.models import Carriage, Spent, Way, Why
from groups.reach import queries as reach

State = Carriage.State
ANSWERABLE = timedelta(days=7)  # a text that came in answers one of ours not older than this
LINES = 7
SITE = "site"


@dataclass(frozen=True)
class Going:
    """A letter that is to go by text or by post: `to` is a number, or the lines on the envelope.

    `begun`: it may have gone already. `known`: it has. `why`: it must not be handed over (again), and goes by email.
    """

    way: str
    to: str | tuple[str, ...] = ""
    why: str = ""
    begun: bool = False
    known: bool = False

    @property
    def carried(self) -> bool:
        return self.begun or not self.why


@dataclass(frozen=True)
class Budget:
    """What may go one way in this month, and what went."""

    way: str
    most: int
    used: int

    @property
    def left(self) -> int:
        return max(0, self.most - self.used)


# --- which way ---


def goings(wanted: list[tuple]) -> dict[int, Going]:
    """For (letter, channel) pairs: how those go that do not go by email. Nothing is asked where nobody wants it.

    A letter without a person is to a bare number: it goes by text or not at all. What has begun goes on the way it began, to
    where its reader is now: if the carrier took it the first time, it is asked for by its reference and not sent again.
    """
    carried = {Way.TEXT.value, Way.POST.value}
    wanted = [(letter, Way.TEXT.value if texts.is_number(letter.address) and not letter.person_id else channel)
              for letter, channel in wanted]  # fmt: skip
    if not settings.NOTIFY_KEY or not any(channel in carried or letter.attempts > 1 for letter, channel in wanted):
        return {}
    begun = {one.letter_id: one for one in Carriage.objects.filter(letter__in=[letter.pk for letter, _ in wanted])}
    ways = [(letter, begun[letter.pk].way if letter.pk in begun else channel) for letter, channel in wanted]
    numbers = {texts.number_of(number_written(letter)) for letter, way in ways if way == Way.TEXT}
    suppressed = reach.suppressed(numbers - {""})
    lost = places_lost({letter.person for letter, way in ways if way == Way.POST and letter.person})
    found = {}
    for letter, way in ways:
        one = begun.get(letter.pk)
        if way in carried and (one is None or one.state != State.INSTEAD):
            going = _fresh(letter, way, suppressed, lost)
            found[letter.pk] = replace(going, begun=True, known=one.known) if one else going
    return found


def number_written(letter) -> str:
    return letter.person.phone if letter.person else letter.address


def _fresh(letter, channel, suppressed, lost) -> Going:
    if channel == Way.POST:
        lines = envelope(letter.person)
        there = place_of(letter.person_id, lines) not in lost
        return Going(Way.POST.value, lines, "" if lines and there else (Why.NO_POST if lines else Why.NO_ADDRESS).value)
    number = texts.number_of(number_written(letter))
    why = _why_not(suppressed.get(number)) if number else Why.NO_NUMBER.value
    return Going(Way.TEXT.value, number, why)


def _why_not(suppression) -> str:
    if suppression is None:
        return ""
    return Why.STOPPED.value if suppression.complained_at else Why.NOT_REACHED.value


def envelope(person) -> tuple[str, ...]:
    """Name and address as at most seven lines, the last with the postcode or country. Empty for what is no whole address."""
    written = [words.one_line(line).lstrip('@()=[]"\\/,<> ') for line in re.split(r"[\n,]", person.postal_address)]
    lines = [line for line in written if line]
    if len(lines) < 2:
        return ()
    over = len(lines) - (LINES - 1)
    if over > 0:
        lines = [", ".join(lines[: over + 1]), *lines[over + 1 :]]
    return (words.one_line(person.name), *lines)


def place_of(person_id: int, lines: tuple[str, ...]) -> str:
    """Stands for this person at this address, and tells neither. What came back for one says nothing of others there."""
    written = "\n".join([str(person_id), *lines[1:]]).casefold()
    return hashlib.sha256(written.encode()).hexdigest()[:32] if lines else ""


# --- budgets ---


def month_of(now: datetime) -> date:
    return now.astimezone(ZoneInfo(settings.TIME_ZONE)).date().replace(day=1)


def limits(way: str, *, person_id, group_id) -> list[tuple[str, int]]:
    """Who is counted and the most each may have, always in the same order: whoever waits for a row holds none behind it."""
    name = "TEXTS" if way == Way.TEXT else "POST"
    found = []
    if person_id:
        found.append((f"person:{person_id}", getattr(settings, f"{name}_A_MONTH_PER_PERSON")))
    if group_id:
        found.append((f"group:{group_id}", getattr(settings, f"{name}_A_MONTH_PER_GROUP")))
    return [*found, (SITE, getattr(settings, f"{name}_A_MONTH"))]


def budgets(now: datetime, *, group_id: int | None = None) -> list[Budget]:
    """Texts and post, of a group or of the whole site. One statement."""
    most = {way: dict(limits(way, person_id=None, group_id=group_id)) for way in Way.values}
    whom = f"group:{group_id}" if group_id else SITE
    rows = Spent.objects.filter(whom=whom, month_on=month_of(now)).values_list("way", "used")
    used = dict(rows)
    return [Budget(way, most[way][whom], used.get(way, 0)) for way in Way.values]


# --- what came in ---


def answerable(number: str, now: datetime):
    """The letter a text from this number answers: the last one that went there, takes replies and is not old.

    None where letters of several people or groups went to it lately: words must not end up in another group's talk.
    """
    lately = Carriage.objects.filter(number=number, way=Way.TEXT, takes_replies=True, taken_at__gt=now - ANSWERABLE)
    found = [one.letter for one in lately.select_related("letter__person", "letter__group").order_by("-id")[:100]]
    one_of_each = len({(letter.person_id, letter.group_id) for letter in found}) == 1
    still_theirs = one_of_each and texts.number_of(found[0].person.phone) == number
    return found[0] if still_theirs else None


# --- whom texts and post do not reach ---


def standing(person):
    """Why no text goes to their number, for themselves."""
    number = texts.number_of(person.phone) if settings.NOTIFY_KEY else ""
    return reach.standing(number) if number else None


def not_reached(people) -> set[int]:
    """Those of these people whose mobile number takes no texts, for whatever reason."""
    numbers = {person.pk: texts.number_of(person.phone) for person in people}
    there = reach.suppressed({number for number in numbers.values() if number})
    return {pk for pk, number in numbers.items() if number in there}


def places_lost(people) -> set[str]:
    """Where post to these people did not arrive. One statement, and none where nobody has post."""
    return set(Carriage.objects.returned_to_us(people).values_list("place", flat=True)) - {""} if people else set()


def not_posted(people) -> set[int]:
    """Those of these people to whose address, as it is now, a letter by post did not arrive."""
    if not settings.NOTIFY_KEY:
        return set()
    lost = places_lost(people)
    return {person.pk for person in people if place_of(person.pk, envelope(person)) in lost}
