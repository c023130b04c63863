"""Which days a series falls on, what its page shows, and who is to hear of it."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import count, takewhile

from django.db.models import Q

from coproduction.kit import walltime, when, workdays
from groups.meetings.models import Guest, Meeting
from groups.membership.models import THE_GROUP, Membership
from groups.series.models import Series

MOST = 60  # meetings: a year of every week, and a little more
STEPS = {"WEEKLY": 7, "FORTNIGHTLY": 14, "FOUR_WEEKLY": 28}
NTH = ("first", "second", "third", "fourth", "last")
WEEK = timedelta(days=7)


# --- the days ---


@dataclass(frozen=True)
class Skipped:
    on: date
    holiday: str

    @property
    def in_words(self) -> str:
        return f"{when.day(self.on)} ({self.holiday})"


@dataclass(frozen=True)
class Days:
    """The days of a series, and those left out because of a bank holiday. Beyond `known_until` no bank holidays are known."""

    days: list[date]
    skipped: list[Skipped]
    known_until: date

    @property
    def beyond(self) -> bool:
        return bool(self.days) and self.days[-1] > self.known_until

    @property
    def seen(self) -> str:
        """What stands for these days in the form: only what was shown is planned."""
        return ",".join(day.isoformat() for day in self.days)

    @property
    def in_words(self) -> list[str]:
        return [when.day(day) for day in self.days]


def place_in_month(day: date) -> int:
    """Which of its weekday in the month: 0 the first … 3 the fourth, 4 the last, because few months have a fifth."""
    return (day.day - 1) // 7


def in_month(year_month: date, weekday: int, place: int) -> date:
    first = year_month.replace(day=1)
    found = first + timedelta(days=(weekday - first.weekday()) % 7) + place * WEEK
    return found if found.month == first.month else found - WEEK


def rhythm_in_words(rhythm: str, first: date) -> str:
    """`Every second Tuesday` would be read two ways, so: `Every second week, on Tuesday`."""
    if rhythm == Series.Rhythm.MONTHLY:
        return f"Every month, on the {NTH[place_in_month(first)]} {first:%A}"
    return f"{Series.Rhythm(rhythm).label}, on {first:%A}"


def falls_on(rhythm: str, first: date) -> Iterator[date]:
    """The days, without end."""
    return (_nth(rhythm, first, number) for number in count())


def _nth(rhythm, first, number):
    if rhythm != Series.Rhythm.MONTHLY:
        return first + timedelta(days=STEPS[rhythm] * number)
    month = walltime.months_after(first.replace(day=1), number)
    return in_month(month, first.weekday(), place_in_month(first))


def days_of(rhythm: str, first: date, last: date, nation: str) -> Days:
    """The days from first to last, without the bank holidays of the nation."""
    named = workdays.named_holidays(nation)
    days, skipped = [], []
    for day in takewhile(lambda day: day <= last, falls_on(rhythm, first)):
        if day in named:
            skipped.append(Skipped(day, named[day]))
        else:
            days.append(day)
    return Days(days, skipped, max(named))


# --- pages ---


def meetings_of(series: Series, reader: Membership):
    return Meeting.objects.visible_to(reader).filter(series=series).with_my_reply(reader).soonest_first()


def from_here(meeting: Meeting, now):
    """This meeting and those of its series after it: those that still go ahead and have not begun."""
    ahead = Meeting.objects.filter(series=meeting.series_id, starts_at__gte=meeting.starts_at, starts_at__gt=now)
    return ahead.going_ahead().soonest_first()


def stand(series: Series, now):
    """The meetings of a series that are still to come."""
    return Meeting.objects.filter(series=series).going_ahead().ahead(now).soonest_first()


def to_answer(series: Series, whose: Membership, now, *, again=False) -> list[Meeting]:
    """The meetings to come that this person has not answered, or all of them."""
    rows = stand(series, now)
    return list(rows if again else rows.waiting_for(whose))


def still_of(letters) -> set[int]:
    """Letters to people who are still in the group of their series."""
    number = {letter.pk: int(letter.about.split(":")[1]) for letter in letters}
    here = Membership.objects.current().filter(role__in=THE_GROUP, group__series__in=set(number.values()))
    allowed = set(here.values_list("group__series", "person_id"))
    return {one.pk for one in letters if (number[one.pk], one.person_id) in allowed}


# --- letters ---


def to_tell(meetings: list[Meeting]) -> list[tuple[Membership, list[Meeting]]]:
    """Everyone who may come to one of these, each with those they may come to: the group to all, guests to theirs."""
    group = meetings[0].group_id
    guests: dict[int, set[int]] = {}
    for meeting, guest in Guest.objects.filter(meeting__in=meetings).values_list("meeting_id", "membership_id"):
        guests.setdefault(guest, set()).add(meeting)
    current = Membership.objects.current().of_group(group).filter(Q(role__in=THE_GROUP) | Q(pk__in=guests))
    return [
        (m, meetings if m.role in THE_GROUP else [one for one in meetings if one.pk in guests[m.pk]])
        for m in current.select_related("person").order_by("id")
    ]


def as_told(letters) -> set[int]:
    """Of these, letters that tell of a series as it is now, to people who still see a meeting of it. Two statements."""
    number = {letter.pk: [int(part) for part in letter.about.split(":")[1:]] for letter in letters}
    version = dict(Series.objects.filter(pk__in={pk for pk, _ in number.values()}).values_list("pk", "version"))
    readers = {letter.person_id for letter in letters}
    current = Membership.objects.current().filter(person__in=readers)
    inside = current.filter(role__in=THE_GROUP, group__series__in=version).values_list("group__series", "person_id")
    invited = current.filter(guest_at__meeting__series__in=version)
    allowed = {*inside, *invited.values_list("guest_at__meeting__series", "person_id")}
    return {
        one.pk
        for one in letters
        if version.get(number[one.pk][0]) == number[one.pk][1] and (number[one.pk][0], one.person_id) in allowed
    }
