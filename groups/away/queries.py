"""Who is away on a day, who stands in, and how that is said. A stand-in counts only while they are of the system."""

from collections import defaultdict
from datetime import date, datetime

from django.db.models import F, Q, Subquery
from django.db.models.functions import JSONObject

from coproduction.kit import walltime, when
from groups.away.models import Away
from groups.membership.models import THE_SYSTEM, Membership


def on_day(rows, day: date) -> Subquery:
    """For a row of another table: one of these (AwayDay, chosen with OuterRef) who is away on this day, until when, and who
    stands in. No statement of its own. Read it with `in_words`."""
    told = JSONObject(
        who=F("membership__person__name"), until=F("away__ends_on"), stands_in=F("away__stand_in__person__name"),
        left=F("away__stand_in__left_at"),
    )  # fmt: skip
    rows = rows.filter(day_on=day, membership__left_at=None).order_by("away__ends_on", "id")
    return Subquery(rows.values(told=told)[:1])


def in_words(told) -> str:
    """`Helen is away until Friday 4 December 2026. Leon stands in.` Nothing for nobody."""
    if not told:
        return ""
    until = when.day(date.fromisoformat(str(told["until"])[:10]))
    stands_in = told["stands_in"] if not told["left"] else ""
    return f"{told['who']} is away until {until}." + (f" {stands_in} stands in." if stands_in else "")


def instead(people: list[Membership], now: datetime) -> list[Membership]:
    """These people, and in place of whoever is away today the one who stands in. One statement, none for nobody."""
    return replaced(people, standing_in({one.pk for one in people}, now))


def replaced(people, stands_in: dict[int, Membership]) -> list[Membership]:
    """Each once, in place of whoever is away the one who stands in."""
    found = [stands_in.get(one.pk, one) for one in people]
    return list({one.pk: one for one in found}.values())


def standing_in(numbers: set[int], now: datetime) -> dict[int, Membership]:
    """Who stands in, by the number of the membership that is away, on the day that it is in their group. One statement."""
    rows = Away.objects.filter(
        membership__in=numbers, stand_in__left_at=None, stand_in__role__in=THE_SYSTEM, stand_in__person__is_active=True
    )
    return {one.membership_id: one.stand_in for one in _today(rows.order_by("id"), now)}


def whom_they_stand_in_for(memberships, now: datetime) -> list[Away]:
    """Times away that are going on, in which one of these stands in; the first to end first. One statement."""
    rows = Away.objects.filter(stand_in__in=[one.pk for one in memberships])
    return _today(rows.order_by("ends_on", "id"), now)


def _today(rows, now) -> list[Away]:
    """Those that hold the day that it is now in their group."""
    rows = rows.filter(days__day_on__range=(walltime.last_to_end(now), walltime.furthest_day(now)))
    rows = rows.annotate(day=F("days__day_on")).with_people()
    return [one for one in rows if one.day == one.membership.group.local(now).date()]


def not_over(person, now: datetime) -> list[Away]:
    """One's own times away that are going on or ahead, the next first. One statement."""
    rows = Away.objects.of_person(person).not_over(walltime.last_to_end(now)).with_people().order_by("starts_on", "id")
    return [one for one in rows if one.ends_on >= one.membership.group.local(now).date()]


def could_stand_in(memberships) -> dict[int, list[Membership]]:
    """For each of one's own places, by its number: the others of the system in that group. One statement."""
    here = Membership.objects.current().for_the_system().filter(group__in={one.group_id for one in memberships})
    by_group = defaultdict(list)
    for one in here.select_related("person", "group").order_by("person__name", "id"):
        by_group[one.group_id].append(one)
    return {one.pk: [other for other in by_group[one.group_id] if other.pk != one.pk] for one in memberships}


def still_stands_in(letters, now: datetime) -> set[int]:
    """Letters to a stand-in about a time that is not over, or one that was called off. `about` is `away:<id>:<said or back>`."""
    wanted = {letter.pk: letter.about.split(":")[1:] for letter in letters}
    rows = Away.objects.filter(pk__in={int(pk) for pk, _ in wanted.values()}).filter(
        Q(called_off_at__isnull=False) | Q(ends_on__gte=walltime.last_to_end(now))
    )
    state = {str(one.pk): "back" if one.called_off_at else "said" for one in rows}
    return {letter for letter, (pk, told) in wanted.items() if state.get(pk) == told}
