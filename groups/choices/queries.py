"""What a person chose about their letters, and what follows from it for a moment."""

from dataclasses import dataclass
from datetime import datetime, time
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from django.apps import apps
from django.conf import settings
from django.core import signing

from coproduction.kit import walltime
from groups.choices.models import STOPPABLE, Kind, Preference, Stop

SALT = "stop these letters"
_usual = Preference()  # of somebody who never chose


def preference_of(person) -> Preference:
    """Their choices, or the usual ones. Costs nothing where the preference was loaded with the person."""
    return getattr(person, "letter_preference", None) or _usual


def zone_of(person) -> ZoneInfo:
    try:
        return ZoneInfo(getattr(person, "time_zone", "") or settings.TIME_ZONE)
    except (ZoneInfoNotFoundError, ValueError):
        return ZoneInfo(settings.TIME_ZONE)


def is_paused(preference: Preference, person, now: datetime) -> bool:
    if preference.paused_at is None:
        return False
    until = preference.paused_until_on
    return until is None or now.astimezone(zone_of(person)).date() < until


def quiet_ends(preference: Preference, person, now: datetime) -> datetime | None:
    """When their quiet time is over, if it is quiet for them now."""
    if preference.quiet_from is None:
        return None
    return walltime.quiet_ends(now, preference.quiet_from, preference.quiet_until, zone_of(person))


def next_batch(preference: Preference, person, now: datetime) -> datetime | None:
    """When their letters go together next; nothing if they go one by one."""
    if preference.frequency == Preference.Frequency.AT_ONCE:
        return None
    day = preference.batch_day if preference.frequency == Preference.Frequency.WEEKLY else None
    return walltime.next_at(now, time(preference.batch_hour), zone_of(person), day)


def stops_of(people) -> set[tuple[int, int | None, str]]:
    """(person, group, kind) of everything these people stopped."""
    return set(Stop.objects.filter(person__in=people).values_list("person_id", "group_id", "kind"))


@dataclass(frozen=True)
class Place:
    """Where letters come from, a group or (with no group) anywhere else, and the kinds wanted from there."""

    group_id: int | None
    name: str
    wanted: list[str]

    @property
    def field(self) -> str:
        return f"from_{self.group_id or 'elsewhere'}"


@dataclass(frozen=True)
class Choices:
    """Everything one person chose."""

    preference: Preference
    places: list[Place]

    def initial(self) -> dict:
        one = self.preference
        names = ("channel", "frequency", "batch_hour", "batch_day", "quiet_from", "quiet_until", "discreet")
        chosen = {name: getattr(one, name) for name in names}
        return chosen | {"paused": one.paused_at is not None, "paused_until_on": one.paused_until_on}


def choices_of(person) -> Choices:
    """Their groups now, and elsewhere if they stopped something that is of no single group."""
    stopped = {(group, kind) for _, group, kind in stops_of([person])}
    memberships = person.memberships.current().select_related("group").order_by("group__name")
    places = [(membership.group_id, membership.group.name) for membership in memberships]
    if any(group is None for group, _ in stopped):
        places.append((None, "Letters that are not from one group"))
    return Choices(
        preference_of(person),
        [Place(group, name, [k.value for k in STOPPABLE if (group, k) not in stopped]) for group, name in places],
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


def has_stopped(person_id: int, group_id: int | None, kind: str) -> bool:
    if kind == Kind.BATCH:
        return Preference.objects.filter(person_id=person_id, channel=Preference.Channel.KEPT).exists()
    return Stop.objects.filter(person_id=person_id, group_id=group_id, kind=kind).exists()
