"""A template drawn once for all letters whose frame is alike; what is each one's own is put into its places afterwards.

The template sees a place instead of the words, so it may put them out or ask whether there are any, and no more than that.
A place is named by chance: nothing that anybody writes can be one.
"""

import re
import secrets
from functools import lru_cache

from django.template import Context, Template
from django.template.loader import get_template
from django.utils.html import conditional_escape
from django.utils.translation import get_language

_CHANCE = secrets.token_hex(16)
_PLACES = re.compile(f"{_CHANCE}-([a-z0-9_]+)-{_CHANCE}")


def place(name: str) -> str:
    """What the template puts out where this stands."""
    return f"{_CHANCE}-{name}-{_CHANCE}"


def drawn(name: str, shared: dict, own: dict[str, str], *, escaped: bool = True) -> str:
    """The same as if the template had been given both. All that is shared must be hashable."""
    there = frozenset(one for one, value in own.items() if value)
    pieces = _pieces(get_template(name).template, get_language(), tuple(shared.items()), there, escaped)
    put = conditional_escape if escaped else str
    return "".join(put(own[piece]) if is_place else piece for is_place, piece in pieces)


@lru_cache(maxsize=500)
def _pieces(
    template: Template, language: str, shared: tuple, there: frozenset, escaped: bool
) -> list[tuple[bool, str]]:
    """What stands between the places, and their names, in turns. `language` is only part of what it is kept under."""
    given = dict(shared) | {one: place(one) for one in there}
    whole = template.render(Context(given, autoescape=escaped))
    return [(bool(number % 2), piece) for number, piece in enumerate(_PLACES.split(whole))]
