"""What still goes on in a group that is closed. `{% load still %}`."""

from urllib.parse import urlsplit

from django import template
from django.urls import Resolver404, resolve

register = template.Library()


@register.simple_tag(takes_context=True)
def would_be_taken(context, address=""):
    """Whether what is sent there would be taken: its door refuses all but a few things once the group is closed. No statement."""
    membership = context.get("membership")
    if not getattr(membership, "group_id", None) or not membership.group.closed_at:
        return True
    try:
        door = resolve(urlsplit(address or context["request"].path).path).func.door
    except (Resolver404, AttributeError):
        return True
    return door.scope != "group" or door.ability.stays
