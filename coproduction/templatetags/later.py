"""What was thought of after a meeting, for the page of the meeting: the groups' page, the feedback's words."""

from django import template

from coproduction.kit import when
from feedback.later import queries
from feedback.permissions import FeedbackAbility

register = template.Library()


@register.simple_tag
def thought_of_later(meeting, membership, now):
    """Whether there is a place for it, until when, and what was added. One statement, and only once a meeting is over."""
    if not (membership.may(FeedbackAbility.THINK_LATER) and meeting.over(now) and not meeting.cancelled):
        return None
    return {
        "open": queries.is_open(meeting, now),
        "last_day": when.day(queries.last_day(meeting)),
        "posts": queries.of_meeting(meeting, membership),
    }


@register.filter
def of_item(later, item_id):
    """What was added to this item."""
    return later["posts"].get(item_id, ())


@register.filter
def without_a_place(later, timetable):
    """What was added to items that were taken off since, and to the meeting at large: nothing is left out."""
    placed = {slot.item.pk for slot in timetable.slots}
    return [post for item, posts in later["posts"].items() if item not in placed for post in posts]
