"""What a person chose about their letters, and what follows from it for a moment."""

from dataclasses import dataclass
from datetime import date, datetime, time
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from django.apps import apps
from django.conf import settings
from django.core import signing

from coproduction.kit import walltime
from coproduction.kit.when import clock_time
from groups.choices.models import (
    HABITS,
    STOPPABLE,
    WITH_A_DAY,
    GroupPreference,
    Kind,
    Preference,
    Stop,
    Wanted,
    Way,
)

SALT = "stop these letters"
_usual = Preference()  # of somebody who never chose
_Channel, _Often = Preference.Channel, Preference.Frequency
# What a site must be able to do, and what a person must have told us, before letters can come in a way.
NEEDS = {_Channel.TEXT: "phone", _Channel.POST: "postal_address"}


def preference_of(person) -> Preference:
    """Their choices, or the usual ones. Costs nothing where the preference was loaded with the person."""
    return getattr(person, "letter_preference", None) or _usual


def who_want(look: str, people) -> set[int]:
    """Which of these people chose that letters look like this. One statement."""
    return set(Preference.objects.filter(person__in=people, look=look).values_list("person_id", flat=True))


def channels_offered() -> list[tuple[str, str]]:
    """The ways this site can send letters: text messages and post only where it has a provider for them."""
    return [(one.value, one.label) for one in _Channel if one not in NEEDS or settings.NOTIFY_KEY]


def missing_for(channel: str, person) -> str:
    """What somebody has not told us and this way needs: `phone`, `postal_address`, or nothing."""
    need = NEEDS.get(channel, "")
    return need if need and not getattr(person, need, "").strip() else ""


def ways_of(people, groups) -> dict[tuple[int, int], Way]:
    """(person, group): what is known, for each of these people who is in one of these groups now. One statement."""
    own = ("letter_choice__channel", "letter_choice__frequency", "letter_choice__batch_day")
    here = apps.get_model("groups", "Membership").objects.current().filter(person__in=people, group__in=groups)
    return {
        (person, group): Way(role, channel or "", frequency or "", day)
        for person, group, role, channel, frequency, day in here.values_list("person_id", "group_id", "role", *own)
    }


def remember(person, group_id: int | None, ways: dict) -> None:
    """So that `wanted` asks nothing more about this person and this group."""
    person.__dict__.setdefault("letter_ways", {})[group_id] = ways.get((person.pk, group_id), Way())


def _way(person, group_id: int | None) -> Way:
    if person is None or group_id is None:
        return Way()
    if group_id not in person.__dict__.get("letter_ways", {}):
        remember(person, group_id, ways_of([person.pk], [group_id]))
    return person.letter_ways[group_id]


def wanted(person, group_id: int | None) -> Wanted:
    """How they want letters of this group (or of none). Costs nothing where it was remembered, else one statement.

    By email where the site sends neither texts nor post. Where a number or an address is missing, `carriers` says so.
    """
    overall, way = preference_of(person), _way(person, group_id)
    channel = way.channel or overall.channel
    often = way.frequency or overall.frequency
    if often == _Often.HABIT:
        often = HABITS.get(way.role, _Often.AT_ONCE)
    return Wanted(
        channel=channel if channel not in NEEDS or settings.NOTIFY_KEY else _Channel.EMAIL,
        frequency=often,
        needed_at_once=overall.needed_at_once,
        batch_day=overall.batch_day if way.batch_day is None else way.batch_day,
        batch_hour=overall.batch_hour,
        quiet_from=overall.quiet_from,
        quiet_until=overall.quiet_until,
        discreet=overall.discreet,
        look=overall.look,
        language=overall.language,
        paused_at=overall.paused_at,
        paused_until_on=overall.paused_until_on,
    )


def zone_of(person) -> ZoneInfo:
    try:
        return ZoneInfo(getattr(person, "time_zone", "") or settings.TIME_ZONE)
    except (ZoneInfoNotFoundError, ValueError):
        return ZoneInfo(settings.TIME_ZONE)


def is_paused(preference: Preference | Wanted, person, now: datetime) -> bool:
    if preference.paused_at is None:
        return False
    until = preference.paused_until_on
    return until is None or now.astimezone(zone_of(person)).date() < until


def quiet_ends(preference: Preference | Wanted, person, now: datetime) -> datetime | None:
    """When their quiet time is over, if it is quiet for them now."""
    if preference.quiet_from is None:
        return None
    return walltime.quiet_ends(now, preference.quiet_from, preference.quiet_until, zone_of(person))


def next_batch(preference: Wanted, person, now: datetime) -> datetime | None:
    """When their letters go together next, on the clock of their own wall; nothing if they go one by one."""
    if preference.frequency == _Often.AT_ONCE:
        return None
    return walltime.next_on(now, time(preference.batch_hour), zone_of(person), lambda day: _falls(preference, day))


def _falls(preference: Wanted, day: date) -> bool:
    if preference.frequency in WITH_A_DAY and day.weekday() != preference.batch_day:
        return False
    if preference.frequency == _Often.FORTNIGHTLY:
        return walltime.every_other_week(day)
    return preference.frequency != _Often.MONTHLY or walltime.first_of_month(day)


def stops_of(people) -> set[tuple[int, int | None, str]]:
    """(person, group, kind) of everything these people stopped."""
    return set(Stop.objects.filter(person__in=people).values_list("person_id", "group_id", "kind"))


def in_words(one: Wanted) -> str:
    """How letters come, said to the person they come to."""
    if one.channel == _Channel.KEPT:
        return "Only here, when you sign in."
    how, day = _Channel(one.channel).label, Preference.Day(one.batch_day).label
    when = {
        _Often.AT_ONCE: "soon after it happens",
        _Often.DAILY: "together, every day",
        _Often.WEEKLY: f"together, every {day}",
        _Often.FORTNIGHTLY: f"together, every second {day}",
        _Often.MONTHLY: f"together, on the first {day} of the month",
    }[one.frequency]
    if one.frequency == _Often.AT_ONCE:
        return f"{how}, {when}."
    waits = " What waits for you, and what is about meetings, comes at once." if one.needed_at_once else ""
    return f"{how}, {when} at {clock_time(time(one.batch_hour))}.{waits}"


@dataclass(frozen=True)
class Place:
    """Where letters come from, a group or (with no group) anywhere else, and the kinds wanted from there."""

    group_id: int | None
    name: str
    wanted: list[str]
    membership: object = None
    own: GroupPreference | None = None
    way: Wanted | None = None  # how they come now
    next_at: datetime | None = None  # when they come together next

    @property
    def field(self) -> str:
        return f"from_{self.group_id or 'elsewhere'}"

    @property
    def in_words(self) -> str:
        return in_words(self.way)

    def initial(self) -> dict:
        """For the question what is different in this group."""
        if self.own is None:
            return {"channel": "", "frequency": "", "batch_day": self.way.batch_day}
        return {"channel": self.own.channel, "frequency": self.own.frequency, "batch_day": self.way.batch_day}


@dataclass(frozen=True)
class Choices:
    """Everything one person chose."""

    preference: Preference
    channel: str
    places: list[Place]
    habits: str  # what *as is usual* means for this person
    paused: bool

    def initial(self) -> dict:
        one = self.preference
        names = (
            "look",
            "language",
            "frequency",
            "needed_at_once",
            "batch_hour",
            "batch_day",
            "quiet_from",
            "quiet_until",
            "discreet",
        )
        chosen = {name: getattr(one, name) for name in names} | {"channel": self.channel}
        return chosen | {"paused": one.paused_at is not None, "paused_until_on": one.paused_until_on}

    @property
    def groups(self) -> list[Place]:
        return [place for place in self.places if place.group_id]


def choices_of(person, now: datetime) -> Choices:
    """Their groups now, and elsewhere if they stopped something that is of no single group."""
    stopped = {(group, kind) for _, group, kind in stops_of([person])}
    memberships = list(person.memberships.current().select_related("group", "letter_choice").order_by("group__name"))
    places = [
        _place(person, membership, _wanted_kinds(stopped, membership.group_id), now) for membership in memberships
    ]
    if any(group is None for group, _ in stopped):
        places.append(Place(None, "Letters that are not from one group", _wanted_kinds(stopped, None)))
    preference = preference_of(person)
    paused = is_paused(preference, person, now)
    return Choices(preference, wanted(person, None).channel, places, habits_in_words(memberships), paused)


def _wanted_kinds(stopped, group):
    return [kind.value for kind in STOPPABLE if (group, kind) not in stopped]


def _place(person, membership, kinds, now) -> Place:
    own = getattr(membership, "letter_choice", None)
    said = (own.channel, own.frequency, own.batch_day) if own else ()
    group = membership.group_id
    remember(person, group, {(person.pk, group): Way(membership.role, *said)})
    way = wanted(person, group)
    together = None if way.channel == _Channel.KEPT else next_batch(way, person, now)
    return Place(group, membership.group.name, kinds, membership, own, way, together)


def place_of(person, membership_id: int, now: datetime) -> Place | None:
    """One of their groups, by their place in it."""
    found = person.memberships.current().filter(pk=membership_id).select_related("group", "letter_choice").first()
    return _place(person, found, [], now) if found else None


def habits_in_words(memberships) -> str:
    """What is usual for each role somebody has. One role: without naming it twice."""
    often = {one.get_role_display(): HABITS.get(one.role, _Often.AT_ONCE) for one in memberships}
    usual = {
        _Often.AT_ONCE: "each letter soon after it happens",
        _Often.DAILY: "what waits for you and what is about meetings at once, the rest together once a day",
        _Often.WEEKLY: "what waits for you and what is about meetings at once, the rest together once a week",
    }
    return (
        " ".join(f"As a {role}: {usual[habit]}." for role, habit in often.items())
        or "Each letter soon after it happens."
    )


# --- stopping without signing in ---


def stop_token(person_id: int, group_id: int | None, kind: str) -> str:
    """Goes into the letter itself. It opens nothing but stopping, and taking up again, letters of this kind."""
    return signing.Signer(salt=SALT).sign_object([person_id, group_id, str(kind)])


def read_stop_token(token: str) -> tuple[int, int | None, str]:
    """Raises `signing.BadSignature` for anything we did not write."""
    person_id, group_id, kind = signing.Signer(salt=SALT).unsign_object(token)
    return person_id, group_id, kind


def can_stop(person_id: int, group_id: int | None) -> bool:
    """Whether those the address speaks of are still there."""
    there = apps.get_model("groups", "Person").objects.filter(pk=person_id).exists()
    return there and (group_id is None or apps.get_model("groups", "Group").objects.filter(pk=group_id).exists())


def places_in(person_id: int, group_id: int):
    """Their memberships of this group, as rows: one, or none if they left."""
    return apps.get_model("groups", "Membership").objects.filter(person=person_id, group=group_id, left_at=None)


def has_stopped(person_id: int, group_id: int | None, kind: str) -> bool:
    if kind != Kind.BATCH:
        return Stop.objects.filter(person_id=person_id, group_id=group_id, kind=kind).exists()
    if group_id is None:
        return Preference.objects.filter(person_id=person_id, channel=_Channel.KEPT).exists()
    own = GroupPreference.objects.filter(membership__person=person_id, membership__left_at=None)
    return own.filter(membership__group=group_id, channel=_Channel.KEPT).exists()
