"""Putting everything about one person into one file, and noting in their own trail that they took it."""

import json
import tempfile
import zipfile
from datetime import datetime

from django.db import transaction
from django.template.loader import render_to_string

from coproduction.kit import personal
from groups.history.operations import record
from groups.own_data import queries

PAGE, DATA, FILES = "everything-about-me.html", "everything-about-me.json", "files/"


@transaction.atomic
def take(*, by, now: datetime):
    """An open file: a page to read, the same as JSON, and the files this person added. On disk, however much it is."""
    record("own_data_taken", "Someone downloaded everything about themselves.", by=by, about=by, at=now)
    sections = queries.everything(by)
    file = tempfile.TemporaryFile()  # noqa: SIM115 (whoever sends it closes it)
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as together:
        together.writestr(PAGE, render_to_string("groups/own_data/everything.html", _page(by, sections, now)))
        together.writestr(DATA, json.dumps(_data(sections, now), ensure_ascii=False, indent=1))
        for name, path in personal.files_of(by):
            together.write(path, FILES + name)
    file.seek(0)
    return file


def _page(by, sections, now):
    asked = {}
    for section in sections:
        asked.setdefault(section.held.asks, []).append(section)
    return {"person": by, "asked": asked.items(), "now": now}


def _data(sections, now):
    held = {one.held.key: {} for one in sections}
    for one in sections:
        for table in one.tables:
            held[one.held.key].setdefault(table.name, []).extend(table.rows)
    return {"made_at": now.isoformat(), "held": held}
