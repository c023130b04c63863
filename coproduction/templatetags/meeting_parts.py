"""What other rooms put on the page of a meeting and its agenda. Meetings know nothing of them: they stand on meetings."""

from django import template

from groups.actions import queries as actions
from groups.arrangements import queries as arrangements
from groups.checkouts import queries as checkouts
from groups.minutes import queries as minutes
from groups.papers import queries as papers
from groups.sharing import queries as sharing

register = template.Library()


@register.simple_tag
def actions_of(meeting, membership, now):
    """Open actions from last time, and those from this meeting, as far as this reader may see them. One statement."""
    return actions.of_meeting(meeting, membership, now)


@register.simple_tag
def arranged_so_far(meeting, membership, now):
    """How much of what people need is arranged, as far as this reader may know. One statement."""
    return arrangements.progress(meeting, membership, now)


@register.simple_tag
def at_the_end(meeting, membership, now):
    """What this reader can do about the three questions. No statement."""
    return checkouts.at_the_end(meeting, membership, now)


@register.simple_tag
def papers_of(meeting, membership, now):
    """Papers of a meeting, promised ones too, as far as this reader may see them. Two statements."""
    return papers.of_meeting(meeting, membership, now)


@register.simple_tag
def decisions_of(notes):
    """What was decided, in the order of the notes. One statement."""
    return minutes.decisions(notes)


@register.simple_tag
def sharing_of(notes, membership, now):
    """Whether these notes are shown outside, as far as this reader may know. At most two statements."""
    return sharing.sharing_of(notes, membership, now)
