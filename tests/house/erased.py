"""Looks through every table, and the folder of files, for anything that still leads to somebody."""

from pathlib import Path

from django.apps import apps
from django.conf import settings
from django.db import models

from coproduction.kit import personal

WORDS = (models.CharField, models.TextField, models.JSONField, models.BinaryField)


def where(needles) -> dict[str, str]:
    """`app.Model.field` by what was found there."""
    found = {}
    for table in apps.get_models(include_auto_created=True):
        fields = [one for one in table._meta.local_concrete_fields if isinstance(one, WORDS)]
        for row in table._base_manager.values_list(*(one.name for one in fields)) if fields else ():
            for field, value in zip(fields, row, strict=True):
                text = bytes(value).decode(errors="ignore") if isinstance(value, bytes | memoryview) else str(value)
                found |= {f"{table._meta.label}.{field.name}": one for one in needles if one in text}
    return found


def in_files(needles) -> list[str]:
    paths = [path for path in Path(settings.MEDIA_ROOT).rglob("*") if path.is_file()]
    return [path.name for path in paths if any(one.encode() in path.read_bytes() for one in needles)]


def left_behind(person, keys: dict) -> list[str]:
    """Lines of the tables that were not done: `keys` are the rows each had before (by `rows_of`)."""
    wrong = []
    for row, pks in keys.items():
        there = row.table._base_manager.filter(pk__in=pks)
        if row.erasure == personal.DELETED and there.exists():
            wrong.append(f"{row.model} is still there")
        if row.erasure == personal.EMPTIED:
            fields = [row.table._meta.get_field(name) for name in row.fields]
            full = [
                one.name
                for one in fields
                for value in there.values_list(one.name, flat=True)
                if not is_empty(one, value)
            ]
            wrong += [f"{row.model}.{name} still holds something" for name in full]
    return wrong


def is_empty(field, value) -> bool:
    return value in (None, "", 0, False) or value == field.get_default()


def rows_of(person) -> dict:
    return {row: list(row.of(person).values_list("pk", flat=True)) for row in personal.rows() if row.erasure}
