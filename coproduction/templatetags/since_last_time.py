"""What opens every meeting by itself: what has happened to what we said since the meeting before."""

from typing import NamedTuple

from django import template

from coproduction.kit import when
from feedback.log import queries as log
from groups.meetings.models import Meeting

MOST = 10  # the rest is a link away

register = template.Library()


class SinceLastTime(NamedTuple):
    """`day` of the meeting before, or nothing if this is the first; `news` as far as this reader may see them."""

    day: str
    news: list


@register.simple_tag
def since_last_time(meeting, membership, now):
    """From the end of the meeting before until this one is over. Two statements; None for a meeting that was cancelled."""
    if meeting.cancelled:
        return None
    before = Meeting.objects.filter(group=meeting.group_id, ends_at__lte=meeting.starts_at).going_ahead()
    last = before.only("starts_at", "ends_at", "time_zone").order_by("-ends_at", "-id").first()
    news = log.since(membership, last and last.ends_at, MOST, until=min(now, meeting.ends_at))
    return SinceLastTime(when.day(last.starts.date()) if last else "", news)
