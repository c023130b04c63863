"""What the page of a meeting says of rooms that lean on meetings, so that meetings need not know of them."""

from django import template

from groups.arrangements import queries as arrangements
from groups.checkouts import queries as checkouts

register = template.Library()


@register.simple_tag
def arranged_so_far(meeting, membership, now):
    """How much of what people need is arranged, as far as this reader may know. Two statements."""
    return arrangements.progress(meeting, membership, now)


@register.simple_tag
def at_the_end(meeting, membership, now):
    """What this reader can do about the three questions. One statement, and only once the meeting has begun."""
    return checkouts.at_the_end(meeting, membership, now)
