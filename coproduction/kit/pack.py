"""Plain values: nothing but words, numbers and dates; as JSON and back exactly as they were, which JSON alone cannot do."""

from dataclasses import fields, is_dataclass
from datetime import date, datetime, time

_MOMENTS = {"datetime": datetime, "date": date, "time": time}


class NotPlain(TypeError):
    """A letter template was given more than plain words, numbers and dates."""


class CannotBePacked(TypeError):
    """It would come back as something else."""


def plain(value):
    """Letters hold words, numbers and dates. A row of a table could lead to whoever wrote it, so it is refused."""
    if value is None or isinstance(value, str | int | float | date | datetime | time):
        return value
    if is_dataclass(value) and not isinstance(value, type):
        value = {each.name: getattr(value, each.name) for each in fields(value)}
    if isinstance(value, dict):
        return {key: plain(one) for key, one in value.items()}
    if isinstance(value, list | tuple):
        return [plain(one) for one in value]
    raise NotPlain(f"A letter cannot hold a {type(value).__name__}: give it words, numbers or dates.")


def packed(value):
    """Words, numbers and yes or no as they are; anything else as a pair of what it is and what is in it."""
    kind = type(value)
    if value is None or kind in (str, int, float, bool):
        return value
    if kind in _MOMENTS.values():
        return [kind.__name__, value.isoformat()]
    if kind is list:
        return ["list", [packed(one) for one in value]]
    if kind is dict and all(type(key) is str for key in value):
        return ["dict", {key: packed(one) for key, one in value.items()}]
    raise CannotBePacked(kind.__name__)


def unpacked(value):
    if not isinstance(value, list):
        return value
    kind, inside = value
    if kind == "list":
        return [unpacked(one) for one in inside]
    if kind == "dict":
        return {key: unpacked(one) for key, one in inside.items()}
    return _MOMENTS[kind].fromisoformat(inside)
