"""Every address of the site with the door on it, read from the URLconf. The rules command and the house tests walk it."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from importlib import import_module

from django.urls import URLPattern, get_resolver

from coproduction.kit.access import Door


def rooms(*found) -> list:
    """The addresses of rooms (a module's name, or its list) in one list: what is asked for is then looked up in one place,
    and not in forty that each say no."""
    return [one for room in found for one in (import_module(room).urlpatterns if isinstance(room, str) else room)]


@dataclass(frozen=True)
class Address:
    name: str
    route: str  # as written: groups/<slug:slug>/meetings/<int:meeting_id>/
    words: tuple[str, ...]  # the names of what varies in it
    view: Callable

    @property
    def door(self) -> Door | None:
        return getattr(self.view, "door", None)

    def as_rule(self) -> dict:
        door = self.door
        ability = door.ability if door else None
        return {
            "name": self.name,
            "path": "/" + self.route,
            "methods": list(door.methods) if door else [],
            "ability": ability.phrase if ability else None,
            "row": ability.row if ability else None,
            "scope": door.scope if door else None,
            "deny": door.deny if door else 404,
        }


def every_address(patterns=None, before: str = "", words: tuple[str, ...] = ()) -> Iterator[Address]:
    for pattern in get_resolver().url_patterns if patterns is None else patterns:
        route = before + str(pattern.pattern)
        known = words + tuple(pattern.pattern.regex.groupindex)
        if isinstance(pattern, URLPattern):
            yield Address(pattern.name or "", route, known, pattern.callback)
        else:
            yield from every_address(pattern.url_patterns, route, known)
