"""What the page of a meeting says of rooms that lean on meetings, so that meetings need not know of them."""

from django import template

from groups.arrangements import queries as arrangements

register = template.Library()


@register.simple_tag
def arranged_so_far(meeting, membership, now):
    """How much of what people need is arranged, as far as this reader may know. Two statements."""
    return arrangements.progress(meeting, membership, now)
