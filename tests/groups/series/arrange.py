"""Series as tests need them, made through operations."""

from datetime import date, time

from groups.series import operations
from tests.builders import NOW


def plan(cast, *, now=NOW, by=None, **fields):
    """Every second Tuesday at 2pm, from 8 December 2026 to 2 February 2027: five meetings."""
    fields = {
        "title": "Tuesday circle", "rhythm": "FORTNIGHTLY", "first_on": date(2026, 12, 8), "last_on": date(2027, 2, 2),
        "starts": time(14), "ends": time(15, 30), "how": "HYBRID", "place": "The Weir Centre",
        "joining_link": "https://meet.example.org/circle",
    } | fields  # fmt: skip
    return operations.plan(by=by or cast.farah.membership, now=now, **fields)


def meetings(series):
    return list(series.meetings.order_by("starts_at"))


def typed(**changed):
    """What a facilitator types to plan the same."""
    return {
        "title": "Tuesday circle", "rhythm": "FORTNIGHTLY", "first_on_day": "8", "first_on_month": "12",
        "first_on_year": "2026", "last_on_day": "2", "last_on_month": "2", "last_on_year": "2027", "starts": "2pm",
        "ends": "3:30pm", "how": "HYBRID", "place": "The Weir Centre", "joining_link": "https://meet.example.org/circle",
    } | changed  # fmt: skip


def address(cast, series=None, rest=""):
    number = f"{series.pk}/" if series else ""
    return f"/groups/{cast.group.slug}/meetings/series/{number}{rest}"
