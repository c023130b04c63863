"""The clock on somebody's wall, and the moment it means. A time the clocks skip moves forward; a doubled one is the first."""

from calendar import monthrange
from collections.abc import Callable
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from django.db.models import F
from django.db.models.functions import TruncDate
from django.utils import timezone

AHEAD = timedelta(hours=14)  # the furthest any wall clock is ahead of ours
BEHIND = timedelta(hours=12)  # and the furthest behind
MORNING = time(8)  # what is about a day goes from then on: nobody is reminded in the night
_MOMENT = timedelta(minutes=1)


def at(day: date, clock: time, zone: ZoneInfo) -> datetime:
    """The moment when a wall in `zone` shows this day and time, in UTC."""
    return datetime.combine(day, clock.replace(fold=0), zone).astimezone(UTC)


def morning(day: date, zone: ZoneInfo) -> datetime:
    """From when on somebody is told what is about this day."""
    return at(day, MORNING, zone)


def is_night(now: datetime, zone: ZoneInfo) -> bool:
    """Before the morning on this wall."""
    return now.astimezone(zone).time() < MORNING


def awake(moment: datetime, zone: ZoneInfo) -> datetime:
    """This moment, or the morning of its day where it is still night."""
    return morning(moment.astimezone(zone).date(), zone) if is_night(moment, zone) else moment


def from_morning(day: date, zone: ZoneInfo, now: datetime) -> datetime:
    """When a letter goes that is due on this day: in its morning, or the next time it is day where that has passed."""
    return awake(max(morning(day, zone), now), zone)


def day_here(now: datetime) -> date:
    """The day where the site is: for what is of no group."""
    return timezone.localtime(now).date()


def is_night_here(now: datetime) -> bool:
    return timezone.localtime(now).time() < MORNING


def furthest_day(now: datetime) -> date:
    """The day that has begun somewhere: what is due on it, or was until the day before, may be due on somebody's wall."""
    return (now + AHEAD).date()


def last_to_end(now: datetime) -> date:
    """The day that is still going on somewhere: one before it is over for everybody."""
    return (now - BEHIND).date()


def end_of(day: date, zone: ZoneInfo) -> datetime:
    """The first moment after this day: the midnight in which it ends."""
    return at(day + timedelta(days=1), time(), zone)


def last_day(ends: datetime, zone: ZoneInfo) -> date:
    """The day that something falls on which ends then. What ends at midnight ends the day before."""
    return (ends - _MOMENT).astimezone(zone).date()


def last_day_of(ends: str, zone: ZoneInfo) -> TruncDate:
    """The same in a statement: `ends` is the name of the column."""
    return TruncDate(F(ends) - _MOMENT, tzinfo=zone)


def days_before(moment: datetime, days: int, zone: ZoneInfo) -> datetime:
    """The same wall time so many days earlier: a day before 2pm is 2pm, whatever the clocks did in between."""
    local = moment.astimezone(zone)
    return at(local.date() - timedelta(days=days), local.time(), zone)


def next_at(now: datetime, clock: time, zone: ZoneInfo, weekday: int | None = None) -> datetime:
    """The first moment after `now` when the wall shows this time (on that weekday, Monday being 0)."""
    return next_on(now, clock, zone, lambda day: weekday is None or day.weekday() == weekday)


def next_on(now: datetime, clock: time, zone: ZoneInfo, right: Callable[[date], bool]) -> datetime:
    """The first moment after `now` when the wall shows this time on a day that is right."""
    day = now.astimezone(zone).date()
    while not right(day) or at(day, clock, zone) <= now:
        day += timedelta(days=1)
    return at(day, clock, zone)


def every_other_week(day: date) -> bool:
    """Every second week, the same ones for everybody and over every new year. Weeks begin on Monday."""
    return (day.toordinal() - 1) // 7 % 2 == 0


def first_of_month(day: date) -> bool:
    """Whether it is the first of its weekday in the month."""
    return day.day <= 7


def quiet_ends(now: datetime, start: time, end: time, zone: ZoneInfo) -> datetime | None:
    """When the quiet time that holds `now` ends; nothing if it is not quiet. Quiet times may go past midnight."""
    today = now.astimezone(zone).date()
    for day in (today - timedelta(days=1), today):
        starts = at(day, start, zone)
        ends = at(day if start < end else day + timedelta(days=1), end, zone)
        if starts <= now < ends:
            return ends
    return None


def months_after(day: date, months: int) -> date:
    """The same day so many months later; the last of that month where it has no such day: 3 months after 30 November."""
    years, month = divmod(day.month - 1 + months, 12)
    year = day.year + years
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))
