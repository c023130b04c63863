"""Whom something is for, by a name its room declared: so that a thousand people need not be read by whoever tells them.

Nothing here knows who they are. Up to some are read at once. Where there are more, it is remembered which were the newest rows
at that moment, and whoever reads them later finds those who were there then.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Q, QuerySet, Subquery

_audiences: dict[str, "Audience"] = {}


@dataclass(frozen=True)
class Then:
    """A moment that is over. Who came later is told by the number of the row, not by a clock that may have been set back."""

    at: datetime
    newest: dict[str, int]

    def there(self, model, path: str = "") -> Q:
        """Rows of this table that were there."""
        return Q(**{f"{path}pk__lte": self.newest[model._meta.label_lower]})

    def still(self, ended: str) -> Q:
        """What had not ended, whatever came of it since."""
        return Q(**{ended: None}) | Q(**{f"{ended}__gt": self.at})


@dataclass(frozen=True)
class Audience:
    """`rows(then, **given)` are rows with a `person`: those there now, or with a `Then` those there at that moment.

    `tables` are those it reads in which rows may be new since; `own(row, **given)` is what only this one is told.
    """

    name: str
    rows: Callable[..., QuerySet]
    tables: tuple
    own: Callable[..., dict]

    def few(self, given: dict, key: str, most: int) -> tuple[list[dict] | None, dict[str, int]]:
        """What each of those there now is told, or nothing if they are more than so many; and the newest row of each table.

        One statement, which reads no more than it needs to tell few from many.
        """
        newest = {
            table._meta.label_lower: Subquery(table._default_manager.order_by("-pk").values("pk")[:1])
            for table in self.tables
        }
        marks = {f"newest_{number}": one for number, one in enumerate(newest.values())}
        found = list(self.rows(None, **given).order_by().annotate(**marks)[: most + 1])
        if len(found) <= most:
            return self.each(sorted(found, key=lambda row: row.pk), given, key), {}
        return None, {name: getattr(found[0], mark) or 0 for name, mark in zip(newest, marks, strict=True)}

    def all(self, given: dict, key: str) -> list[dict]:
        return self.each(self.rows(None, **given).order_by("pk"), given, key)

    def after(self, then: Then, row_id: int, most: int, *, given: dict, key: str) -> tuple[list[dict], int, bool]:
        """The next of those there then, in the order of their rows: what each is told, the last row, and if there are more."""
        found = list(self.rows(then, **given).filter(pk__gt=row_id).order_by("pk")[: most + 1])
        part = found[:most]
        return self.each(part, given, key), part[-1].pk if part else row_id, len(found) > most

    def each(self, rows, given: dict, key: str) -> list[dict]:
        return [{"to": one.person, "key": f"{key}:person-{one.person_id}"} | self.own(one, **given) for one in rows]


def declare(name: str, *, rows, tables, own=lambda row, **given: {}) -> str:
    _audiences[name] = Audience(name, rows, tuple(tables), own)
    return name


def named(name: str) -> Audience:
    return _audiences[name]
