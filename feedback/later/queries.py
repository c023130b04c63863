"""What people thought of after a meeting, and whether there is still time to."""

from collections import defaultdict
from datetime import date, datetime, timedelta

from feedback.voice.models import Post

DAYS = 7


def last_day(meeting) -> date:
    """The seventh day after it ended, on the meeting's own calendar; open until that day is over."""
    return meeting.ends.date() + timedelta(days=DAYS)


def is_open(meeting, now: datetime) -> bool:
    return meeting.over(now) and not meeting.cancelled and now.astimezone(meeting.zone).date() <= last_day(meeting)


def of_meeting(meeting, membership) -> dict:
    """By item of the agenda (None: the meeting at large), what was thought of later. One statement."""
    posts = Post.objects.visible_to(membership).filter(meeting=meeting, parent=None).with_people().in_order()
    found = defaultdict(list)
    for post in posts:
        found[post.agenda_item_id].append(post)
    return dict(found)
