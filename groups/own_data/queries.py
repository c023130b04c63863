"""What is held of one person, from the tables that say which field is whose. None of it is anybody else's."""

from dataclasses import dataclass
from datetime import date, datetime

from django.db import models

from coproduction.kit import personal
from groups.charter.models import Group
from groups.history.models import Event
from groups.membership.models import Membership
from groups.notices.models import Letter
from groups.people.models import Person

# Marks that only our machines read. What is secret by its level is not given either.
NOT_GIVEN = {
    "key", "lease", "seal", "html", "stem", "message_id", "signed_out_times", "sha256", "ident", "reference",
}  # fmt: skip
SOMEBODY, YOU = "somebody else", "you"
LATELY = 20


@dataclass(frozen=True)
class Table:
    """Rows of one kind, each as pairs of a label and what stands there."""

    name: str
    rows: list[dict]


@dataclass(frozen=True)
class Section:
    held: personal.Held
    tables: list[Table]


@personal.narrowed("groups.Letter")
def letters(person, rows):
    """As on their page of letters: none about a group they are no longer in."""
    return Letter.objects.visible_to_person(person)


def everything(person) -> list[Section]:
    """In the order of the privacy page. Only what there is."""
    sections = []
    for held in personal.everything_held():
        tables = [_table(row, person) for row in personal.rows(held.key) if row.whose and row.level != personal.SECRET]
        tables = [one for one in tables if one.rows]
        if tables:
            sections.append(Section(held, tables))
    return sections


def _table(row, person) -> Table:
    own = [row.table._meta.get_field(name) for name in row.fields if name not in NOT_GIVEN]
    own = [one for one in own if not isinstance(one, models.BinaryField)]
    fields = [*_around(row), *own]
    links = [one.name for one in fields if one.is_relation]
    found = personal.readable(row, person).select_related(*links).order_by("pk")
    rows = [_row(one, fields, person) for one in found.iterator()]
    return Table(str(row.table._meta.verbose_name), [one for one in rows if one])


def _around(row):
    """When it was and in which group, where the same row says so and it is nothing of anybody."""
    nobodys = [one for one in personal.rows(personal.NOTHING) if one.model == row.model]
    fields = [row.table._meta.get_field(name) for one in nobodys for name in one.fields]
    return [one for one in fields if isinstance(one, models.DateField) or one.related_model is Group]


def _row(one, fields, person) -> dict:
    told = {str(field.verbose_name): _told(one, field, person) for field in fields}
    return {label: value for label, value in told.items() if value not in (None, "", [], {})}


def _told(one, field, person):
    value = getattr(one, field.name)
    if isinstance(value, Person | Membership):
        return YOU if getattr(value, "person_id", value.pk) == person.pk else SOMEBODY
    if field.choices:
        return str(getattr(one, f"get_{field.name}_display")())
    if value is None or isinstance(value, bool | int | float | list | dict):
        return value
    return value.isoformat() if isinstance(value, date | datetime) else str(value)


def trail_of(person) -> list[Event]:
    """What was done with this account lately."""
    return list(Event.objects.of_accounts().filter(about_id=person.pk).newest_first()[:LATELY])
