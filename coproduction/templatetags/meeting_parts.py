"""What other rooms put on the page of a meeting and its agenda. Meetings know nothing of them: they stand on meetings."""

from django import template

from groups.actions import queries as actions
from groups.papers import queries as papers

register = template.Library()


@register.simple_tag
def actions_of(meeting, membership, now):
    """Open actions from last time, and those from this meeting, as far as this reader may see them. One statement."""
    return actions.of_meeting(meeting, membership, now)


@register.simple_tag
def papers_of(meeting, membership, now):
    """Papers of a meeting, promised ones too, as far as this reader may see them. Two statements."""
    return papers.of_meeting(meeting, membership, now)
