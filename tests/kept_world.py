"""The seeded world, kept from one module to the next and from one run to the next: making it takes a minute a worker.

What is kept is named after every word that could make it another world. One changed, and it is made anew.
"""

import hashlib
import json
import os
import shutil
import sqlite3
from contextlib import contextmanager
from pathlib import Path

from django.conf import settings
from django.db import DatabaseError, connection, transaction
from django.test.utils import override_settings

from coproduction.management.worlds import seeded
from tests import builders, schema

PREFIX = "coproduction_world_"
SEED = 7
WRITTEN = ("coproduction", "groups", "feedback", "templates")


def name() -> str:
    told = hashlib.sha256(f"{schema.name()} {settings.SECRET_KEY} {builders.NOW} {SEED}".encode())
    for part in WRITTEN:
        for path in sorted((settings.ROOM / part).rglob("*")):
            if path.is_file() and path.suffix != ".pyc":
                told.update(f"{path.relative_to(settings.ROOM)}".encode() + path.read_bytes())
    return PREFIX + told.hexdigest()[:16]


@contextmanager
def lived_in():
    """The test database, and the folder of files, hold the world meanwhile; afterwards they are as they were. What it printed."""
    files = Path(settings.MEDIA_ROOT).with_name(f"{Path(settings.MEDIA_ROOT).name}-world")
    shutil.rmtree(files, ignore_errors=True)
    files.mkdir(parents=True)
    there = _on_postgresql if connection.vendor == "postgresql" else _on_sqlite
    with override_settings(MEDIA_ROOT=files), there() as made:
        yield made


def make() -> dict:
    with override_settings(TEST_MODE=True, CLOCK_AT=builders.NOW.isoformat()), transaction.atomic():
        return seeded.World(seed=SEED, groups=3, members=0, said=0, meetings=0, now=builders.NOW).make()


# --- what is kept beside the tables ---


def _folder() -> Path:
    return settings.VAR / f"{name()}-{connection.vendor}"


def _keep(made: dict, keep_tables) -> None:
    """Whoever comes second keeps nothing."""
    own = _folder().with_suffix(f".{os.getpid()}")
    shutil.rmtree(own, ignore_errors=True)
    own.mkdir(parents=True)
    (own / "made.json").write_text(json.dumps(made))
    shutil.copytree(settings.MEDIA_ROOT, own / "files")
    try:
        keep_tables(own)
        own.rename(_folder())
    except (OSError, DatabaseError):
        shutil.rmtree(own, ignore_errors=True)


def _told() -> dict:
    """What making the world printed, and its files where the product looks for them."""
    shutil.copytree(_folder() / "files", settings.MEDIA_ROOT, dirs_exist_ok=True)
    return json.loads((_folder() / "made.json").read_text())


# --- on SQLite: copies of the database in memory ---


@contextmanager
def _on_sqlite():
    empty = schema.copied()
    try:
        yield _taken_on_sqlite()
    finally:
        empty.backup(connection.connection)


def _taken_on_sqlite() -> dict:
    if not _folder().exists():
        made = make()
        _forget_old()
        _keep(made, lambda own: _back_up(connection.connection, own / "tables.sqlite3"))
        return made
    with sqlite3.connect(_folder() / "tables.sqlite3") as kept:
        kept.backup(connection.connection)
    return _told()


def _back_up(source, path):
    with sqlite3.connect(path) as kept:
        source.backup(kept)


def _forget_old():
    for old in settings.VAR.glob(f"{PREFIX}*-{connection.vendor}"):
        if old != _folder():
            shutil.rmtree(old, ignore_errors=True)


# --- on PostgreSQL: databases copied from one another ---


@contextmanager
def _on_postgresql():
    empty = connection.settings_dict["NAME"]
    own = f"{empty}_world"
    try:
        yield _taken_on_postgresql(empty, own)
    finally:
        _go_to(empty)
        _say(f'DROP DATABASE IF EXISTS "{own}"')


def _taken_on_postgresql(empty: str, own: str) -> dict:
    kept = _folder().exists() and _say("SELECT 1 FROM pg_database WHERE datname = %s", [name()])
    _go_to(own)  # nobody may be in a database that is copied
    _say(f'DROP DATABASE IF EXISTS "{own}"')
    _say(f'CREATE DATABASE "{own}" TEMPLATE "{name() if kept else empty}"')
    if kept:
        return _told()
    made = make()
    connection.close()
    connection.close_pool()
    _forget_old()
    for (old,) in _say("SELECT datname FROM pg_database WHERE starts_with(datname, %s)", [PREFIX]):
        if old != name() or not _folder().exists():
            _say(f'DROP DATABASE IF EXISTS "{old}"')
    _keep(made, lambda own_folder: _say(f'CREATE DATABASE "{name()}" TEMPLATE "{own}"'))
    return made


def _go_to(database: str):
    connection.close()
    connection.close_pool()
    connection.settings_dict["NAME"] = database


def _say(words: str, given=None):
    with connection._nodb_cursor() as cursor:
        cursor.execute(words, given)
        return cursor.fetchall() if cursor.description else []
