"""The clock on somebody's wall, and the moment it means. A time the clocks skip moves forward; a doubled one is the first."""

from calendar import monthrange
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo


def at(day: date, clock: time, zone: ZoneInfo) -> datetime:
    """The moment when a wall in `zone` shows this day and time, in UTC."""
    return datetime.combine(day, clock.replace(fold=0), zone).astimezone(UTC)


def days_before(moment: datetime, days: int, zone: ZoneInfo) -> datetime:
    """The same wall time so many days earlier: a day before 2pm is 2pm, whatever the clocks did in between."""
    local = moment.astimezone(zone)
    return at(local.date() - timedelta(days=days), local.time(), zone)


def next_at(now: datetime, clock: time, zone: ZoneInfo, weekday: int | None = None) -> datetime:
    """The first moment after `now` when the wall shows this time (on that weekday, Monday being 0)."""
    day = now.astimezone(zone).date()
    while (moment := at(day, clock, zone)) <= now or (weekday is not None and day.weekday() != weekday):
        day += timedelta(days=1)
    return moment


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
