"""Beside the notes of a meeting: which of their lines are in the log, and who may take one there."""

from django import template

from feedback.permissions import FeedbackAbility
from feedback.sources import queries

register = template.Library()


@register.simple_tag
def lines_in_the_log(meeting, membership):
    """Source by number of the line; one statement. None for whoever only reads the notes."""
    if not FeedbackAbility.TAKE_LINE.opens_for(membership.role):
        return None
    return queries.placed(meeting, membership)


@register.filter
def of_line(placed, line):
    return (placed or {}).get(line.id)
