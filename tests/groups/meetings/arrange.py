"""Meetings as tests need them, made through operations."""

from datetime import UTC, datetime, timedelta

from groups.meetings import operations
from tests.builders import NOW

STARTS = datetime(2026, 12, 8, 14, 0, tzinfo=UTC)  # 2pm on Tuesday 8 December 2026
SOON_AFTER = NOW + timedelta(hours=1)


def plan(cast, *, now=NOW, by=None, hours=1.5, **fields):
    starts_at = fields.pop("starts_at", STARTS)
    fields = {
        "title": "Planning care together",
        "how": "HYBRID",
        "place": "The Weir Centre",
        "joining_link": "https://meet.example.org/care",
        "starts_at": starts_at,
        "ends_at": starts_at + timedelta(hours=hours),
    } | fields
    return operations.plan(by=by or cast.farah.membership, now=now, **fields)


def in_person(cast, **fields):
    return plan(cast, how="IN_PERSON", joining_link="", **fields)


def held(cast, **fields):
    """A meeting that was held on 13 October."""
    starts_at = datetime(2026, 10, 13, 13, 0, tzinfo=UTC)
    return plan(cast, now=NOW - timedelta(days=60), starts_at=starts_at, title="Letters that come late", **fields)


def cancelled(cast, **fields):
    meeting = plan(cast, **fields)
    return operations.cancel(meeting=meeting, by=cast.farah.membership, now=SOON_AFTER, because="The hall is flooded.")


def says(player, meeting, answer="YES", way="IN_PERSON", needs="", now=SOON_AFTER):
    return operations.reply(meeting=meeting, by=player.membership, now=now, answer=answer, way=way, needs=needs)


def invite(cast, meeting, player):
    return operations.invite(meeting=meeting, guest=player.membership, by=cast.farah.membership, now=SOON_AFTER)


def address(cast, meeting=None, rest=""):
    number = f"{meeting.pk}/" if meeting else ""
    return f"/groups/{cast.group.slug}/meetings/{number}{rest}"
