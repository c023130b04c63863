"""Times in the words people say: "2pm to 3:30pm on Tuesday 8 December 2026", "in 20 days". All are given local times."""

from datetime import date, datetime


def clock_time(at: datetime) -> str:
    """`2pm`, `2:30pm`, `midday`, `midnight`."""
    if at.minute == 0 and at.hour in (0, 12):
        return "midday" if at.hour else "midnight"
    minutes = f":{at.minute:02}" if at.minute else ""
    return f"{at.hour % 12 or 12}{minutes}{'am' if at.hour < 12 else 'pm'}"


def day(at: date) -> str:
    """`Tuesday 8 December 2026`."""
    return f"{at:%A} {at.day} {at:%B} {at.year}"


def near_day(at: date, today: date) -> str:
    """`Tuesday 8 December`, with the year only when it is another: for letters, which are also read aloud."""
    return f"{at:%A} {at.day} {at:%B}" if at.year == today.year else day(at)


def moment(at: datetime) -> str:
    """`2pm on Tuesday 8 December 2026`."""
    return f"{clock_time(at)} on {day(at)}"


def span(start: datetime, end: datetime) -> str:
    """`2pm to 3:30pm on Tuesday 8 December 2026`."""
    if start.date() == end.date():
        return f"{clock_time(start)} to {clock_time(end)} on {day(start)}"
    return f"{moment(start)} to {moment(end)}"


def length(minutes: int) -> str:
    """`1 hour 30 minutes`."""
    hours, rest = divmod(minutes, 60)
    said = [f"{n} {one}{'' if n == 1 else 's'}" for n, one in ((hours, "hour"), (rest, "minute")) if n]
    return " ".join(said) or "no time"


def from_today(at: date, today: date) -> str:
    """How far a day is from today: `today`, `tomorrow`, `in 20 days`, `in 5 weeks`, `yesterday`, `2 months ago`."""
    days = (at - today).days
    near = {0: "today", 1: "tomorrow", -1: "yesterday"}
    if days in near:
        return near[days]
    far = abs(days)
    count, unit = (far, "day") if far < 22 else (far // 7, "week") if far < 60 else (far // 30, "month")
    if far >= 700:
        count, unit = far // 365, "year"
    said = f"{count} {unit}{'' if count == 1 else 's'}"
    return f"in {said}" if days > 0 else f"{said} ago"
