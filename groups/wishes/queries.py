"""Whose letters a facilitator may set, and what a wish changes, in words for the person it is about."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, time

from coproduction.kit.when import clock_time, day
from groups.choices import queries as choices
from groups.choices.models import Kind, Language, Preference
from groups.membership import queries as membership
from groups.membership.models import Membership, Role

FOR = (Role.MEMBER, Role.SUPPORTER)  # the others look after their letters themselves: they sign in to do their part
HERE, ALL = "HERE", "ALL"
_digests: list["Digests"] = []


@dataclass(frozen=True)
class Digests:
    """What somebody's digest can be set to, said by the room that keeps it.

    `change(membership, now, **chosen)` sets what is named of frequency, day and hour, and gives in words how it came before and how
    it comes now.
    """

    frequencies: list[tuple]
    with_a_day: tuple
    hours: list[tuple]
    change: Callable[..., tuple[str, str]]


def keep_digests(kept: Digests) -> None:
    _digests[:] = [kept]


def digests() -> Digests:
    return _digests[0]


@dataclass(frozen=True)
class Wish:
    """What somebody asked for by phone. Empty means: leave it as it is."""

    scope: str = HERE  # the channel, how often and the day: for the letters of this group, or for all
    channel: str = ""
    frequency: str = ""
    batch_day: int | None = None  # with a frequency that has a day, and only then
    batch_hour: int | None = None
    look: str = ""
    language: str = ""
    quiet: tuple[time, time] | None = None
    no_quiet: bool = False
    discreet: bool | None = None
    paused: bool | None = None
    paused_until_on: date | None = None
    stop: list[str] = field(default_factory=list)  # kinds of letters of this group
    again: list[str] = field(default_factory=list)
    phone: str = ""
    postal_address: str = ""
    digest: str = ""  # how often; there is one for all their groups
    digest_day: int | None = None  # with a frequency that has a day, and only then
    digest_hour: int | None = None

    @property
    def way(self) -> bool:
        return bool(self.channel or self.frequency)

    @property
    def overall(self) -> dict:
        """What is changed for all their letters."""
        said = {"batch_hour": self.batch_hour, "look": self.look or None, "discreet": self.discreet}
        said |= {"language": self.language or None}
        if self.scope == ALL:
            said |= {"channel": self.channel or None, "frequency": self.frequency or None, "batch_day": self.batch_day}
        said = {name: value for name, value in said.items() if value is not None}
        if self.no_quiet or self.quiet:
            said["quiet_from"], said["quiet_until"] = self.quiet or (None, None)
        if self.paused is not None:
            said |= {"paused": self.paused, "paused_until_on": self.paused_until_on}
        return said

    @property
    def of_digest(self) -> dict:
        said = {"frequency": self.digest or None, "day": self.digest_day, "hour": self.digest_hour}
        return {name: value for name, value in said.items() if value is not None}

    @property
    def asks_nothing(self) -> bool:
        return not (
            self.way or self.overall or self.of_digest or self.stop or self.again or self.phone or self.postal_address
        )


def someone(reader, membership_id: int) -> Membership | None:
    """One of the group for whom this facilitator may set it."""
    return membership.people_of(reader).filter(pk=membership_id, role__in=FOR).select_related("person", "group").first()


def in_words(
    wish: Wish, group_name: str, before: choices.Wanted, after: choices.Wanted, digest: tuple[str, str] | None = None
) -> list[str]:
    """What changed, one line for each thing, said to the person it is about."""
    told = [
        f"{'Letters of ' + group_name if wish.scope == HERE else 'Your letters'}: {choices.in_words(after)} "
        f"Before: {choices.in_words(before)}"
    ] if wish.way or wish.batch_hour is not None else []  # fmt: skip
    if digest:
        told.append(f"Your digest of all your groups: {digest[1]}. Before: {digest[0]}.")
    if wish.look:
        now, was = (Preference.Look(one.look).label for one in (after, before))
        told.append(f"How letters look: {now}. Before: {was}.")
    if wish.language:
        now, was = (Language(one.language).label for one in (after, before))
        told.append(f"At the top of letters, whom you can ask what they say: in {now}. Before: {was}.")
    if wish.discreet is not None:
        told.append("Emails leave out what they are about." if wish.discreet else "Emails say what they are about.")
    told += _quiet(wish) + _pause(wish)
    for words, kinds in ((f"Stopped, from {group_name}", wish.stop), (f"Sent again, from {group_name}", wish.again)):
        told += [f"{words}: {'; '.join(Kind(kind).label for kind in kinds)}."] if kinds else []
    for what, noted in (("phone number", wish.phone), ("postal address", wish.postal_address)):
        told += [f"We noted your {what}."] if noted else []
    return told


def _quiet(wish) -> list[str]:
    if wish.quiet:
        start, end = (clock_time(one) for one in wish.quiet)
        return [f"Quiet times: from {start} until {end}."]
    return ["No quiet times any more."] if wish.no_quiet else []


def _pause(wish) -> list[str]:
    if wish.paused is None:
        return []
    if not wish.paused:
        return ["Your letters are not paused any more."]
    until = day(wish.paused_until_on) if wish.paused_until_on else "you change this"
    return [f"Your letters are paused until {until}."]
