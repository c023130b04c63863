"""What still goes on in a group that is closed. `{% load still %}`."""

import html
import re
from urllib.parse import urlsplit

from django import template
from django.urls import Resolver404, resolve

register = template.Library()


LINKS = re.compile(r'href="([^"#]+)"')


@register.simple_tag(takes_context=True)
def would_be_taken(context, address=""):
    """Whether what is sent there would be taken: its door refuses all but a few things once the group is closed. No statement."""
    door = _door(context, address)
    return door is None or door.scope != "group" or door.ability.stays


@register.tag
def while_open(parser, token):
    """`{% while_open %}<li><a href="…">Add a paper</a></li>{% endwhile_open %}`: in a closed group no link stands that leads
    to a page which only says that nothing can be sent from there now. What stands round it goes with it."""
    inside = parser.parse(("endwhile_open",))
    parser.delete_first_token()
    return WhileOpen(inside)


class WhileOpen(template.Node):
    def __init__(self, nodelist):
        self.nodelist = nodelist

    def render(self, context):
        words = self.nodelist.render(context)
        doors = [_door(context, html.unescape(link)) for link in LINKS.findall(words)]
        only_sends = [door for door in doors if door and door.scope == "group" and "POST" in door.methods]
        return words if all(door.ability.stays for door in only_sends) else ""


def _door(context, address):
    """The door of an address (or of the page itself), in a group that is closed; else None."""
    membership = context.get("membership") or getattr(getattr(context, "request", None), "membership", None)
    if not getattr(membership, "group_id", None) or not membership.group.closed_at:
        return None
    try:
        return resolve(urlsplit(address or context["request"].path).path).func.door
    except (Resolver404, AttributeError):
        return None
