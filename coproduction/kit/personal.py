"""What is held of people: every field of every table is declared once, as something of a person or as nothing of anybody, and with
how far it may go.

Each app has one table of it (`personal.csv`) and the words for it (`personal.py`). From these come the privacy notice, the
download of one's own data, and what an erasure does; so what is written there is what happens. Knows no table of ours.
"""

import csv
from dataclasses import dataclass
from pathlib import Path

from django.apps import apps
from django.db.models import Q

NOTHING = "-"
EMPTIED, DELETED, STAYS, REPLACED = "emptied", "deleted", "stays", "replaced"
WAYS = {EMPTIED, DELETED, STAYS, REPLACED}
OPEN, GROUP, PRIVATE, SPECIAL, SECRET = "open", "group", "private", "special", "secret"
LEVELS = {  # how far a field may go at most, the widest first; what each demands: README, "What is held of somebody"
    OPEN: "Open: anybody can read it, once the group shows it.",
    GROUP: "In the group: your group, and those it works with. Nobody else.",
    PRIVATE: "Private: you, and those who need it for what they do here.",
    SPECIAL: "Special: it can tell something about your health. We keep it only if you choose so. It is in no file for others.",
    SECRET: "Secret: it lets somebody in, or proves something. Nobody is shown it, and it is in no file.",
}
_held: dict[str, "Held"] = {}
_rows: list["Row"] = []
_narrowed = {}
_before_erasure = {}
_owed = {}
_files = {}


@dataclass(frozen=True)
class Held:
    """One kind of thing we hold, in words for the person it is about. `asks` is the question it answers."""

    key: str
    asks: str
    what: str
    why: str
    basis: str  # what allows us, in plain words
    sees: str
    keeps: str  # how long
    erased: str  # what happens when the person asks to be erased

    @property
    def guarded(self) -> list[str]:
        """How far what is of this kind may go, in words: more than one where its fields differ."""
        found = {row.level for row in rows(self.key)}
        return [words for level, words in LEVELS.items() if level in found]


@dataclass(frozen=True)
class Row:
    """Some fields of one table. `whose` are the ways from a row to the person: a path, or `field=email` for an address."""

    model: str
    fields: tuple[str, ...]
    held: str
    whose: tuple[str, ...]
    erasure: str
    level: str

    @property
    def table(self):
        return apps.get_model(self.model)

    def of(self, person):
        """The rows of this person, as a QuerySet; none where no way leads to anybody."""
        wanted = Q(pk__in=[])
        for way in self.whose:
            path, by_address, what = way.partition("=")
            value = getattr(person, what) if by_address else person.pk
            if value:
                wanted |= Q(**{f"{path}__iexact" if by_address else path: value})
        return self.table._base_manager.filter(wanted)


def declare(table: Path, held: list[Held]) -> None:
    """Takes in the table of one app and its words. Twice is once."""
    _held.update((one.key, one) for one in held)
    with table.open(newline="") as source:
        found = [
            Row(
                one["model"],
                tuple(one["fields"].split()),
                one["held"],
                tuple(one["whose"].split()),
                one["erasure"],
                one["level"],
            )
            for one in csv.DictReader(source)
        ]
    _rows.extend(row for row in found if row not in _rows)


def everything_held() -> list[Held]:
    return list(_held.values())


def rows(held: str | None = None) -> list[Row]:
    return [row for row in _rows if held is None or row.held == held]


def undeclared(models) -> set[str]:
    """Fields that nobody said anything about, or twice in different words."""
    known = [f"{row.model}.{field}" for row in _rows for field in row.fields]
    wanted = {f"{one._meta.label}.{field.name}" for one in models for field in one._meta.local_fields}
    wanted |= {f"{one._meta.label}.{field.name}" for one in models for field in one._meta.local_many_to_many}
    return (wanted - set(known)) | (set(known) - wanted) | {name for name in known if known.count(name) > 1}


def mistakes() -> list[str]:
    """Lines that cannot be right: words nobody wrote, a way that is none, something of a person that is treated as nothing, no
    level."""
    found = []
    for row in _rows:
        nothing = row.held == NOTHING
        if nothing != (not row.erasure) or (nothing and row.whose) or not (nothing or row.held in _held):
            found.append(f"{row.model} {row.fields}: {row.held}")
        if row.erasure and row.erasure not in WAYS or (row.erasure in WAYS - {STAYS} and not row.whose):
            found.append(f"{row.model} {row.fields}: {row.erasure} without a way to the person")
        if row.level not in LEVELS:
            found.append(f"{row.model} {row.fields}: no level")
    return found


# --- what rooms add, each in its own words ---


def narrowed(model: str):
    """Registers `rows(person, rows) -> rows`: which of a person's rows they may still read, where that is not all."""
    return _hang(_narrowed, model)


def before_erasure(name: str):
    """Registers `undo(person, now)`: what a room must do by itself, before names and addresses go."""
    return _hang(_before_erasure, name)


def owed(name: str):
    """Registers `what(person) -> list[str]`: what must be handed over before this person can go, in words for them."""
    return _hang(_owed, name)


def files(name: str):
    """Registers `files(person) -> [(name, Path)]`: files that this person brought here."""
    return _hang(_files, name)


def _hang(where, name):
    def hang(call):
        where[name] = call
        return call

    return hang


def readable(row: Row, person):
    rows = row.of(person)
    return _narrowed[row.model](person, rows) if row.model in _narrowed else rows


def still_owed(person) -> list[str]:
    return [words for name in sorted(_owed) for words in _owed[name](person)]


def let_go(person, now) -> None:
    for name in sorted(_before_erasure):
        _before_erasure[name](person, now)


def files_of(person) -> list[tuple[str, Path]]:
    return [one for name in sorted(_files) for one in _files[name](person)]
