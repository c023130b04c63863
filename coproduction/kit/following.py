"""What was made with SECRET_KEY and outlives a change of it is made anew with the key of now, by what rooms register here.

The clock goes through it in pieces, once for each change; an operator can have all of it done at once. Knows no table.
"""

from collections.abc import Callable
from dataclasses import dataclass

from django.conf import settings
from django.db.models import QuerySet
from django.utils.crypto import salted_hmac

AT_A_TIME = 100
_made: dict[str, "Made"] = {}


@dataclass(frozen=True)
class Made:
    """`rows()` hold what was made with a key. `anew(pks)` makes it with that of now and gives how much that was. Twice is once."""

    name: str
    rows: Callable[[], QuerySet]
    anew: Callable[[list], int]

    def after(self, last: str) -> list:
        """The next rows behind `last`, in the order of their keys."""
        rows = self.rows().filter(pk__gt=last) if last else self.rows()
        return list(rows.order_by("pk").values_list("pk", flat=True)[:AT_A_TIME])


def follows(name: str, *, rows):
    """Registers `anew(pks) -> int` for what `rows()` finds."""

    def hang(anew):
        _made[name] = Made(name, rows, anew)
        return anew

    return hang


def everything_made() -> list[Made]:
    return [_made[name] for name in sorted(_made)]


def keys_of_now() -> str:
    """Another word for each SECRET_KEY and each list of those before it. It tells neither."""
    return salted_hmac("which keys", "\n".join(settings.SECRET_KEY_FALLBACKS), algorithm="sha256").hexdigest()[:16]
