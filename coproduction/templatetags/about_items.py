"""Beside the items of an agenda, what they are about; on the page of an entry or a topic, where it is talked about."""

from django import template

from feedback.permissions import FeedbackAbility
from feedback.subjects import queries

register = template.Library()


@register.simple_tag
def what_items_are_about(meeting, membership):
    """By the number of the item, as far as this reader may read it. One statement."""
    return queries.of_meeting(meeting, membership)


@register.filter
def about_of(subjects, item):
    """What this item is about; nothing where pages are drawn without asking."""
    return subjects.get(item.pk) if subjects else None


@register.filter
def may_say_about(membership, item):
    """Whether this reader says what the item is about."""
    return membership.may(FeedbackAbility.SAY_ABOUT) and item.purpose != "BREAK" and queries.may_say(item, membership)
