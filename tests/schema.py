"""The tables of a test database, kept from one run to the next: running every migration takes half a minute a worker.

What is kept is named after what the migrations say. One word changed in a migration, and they all run again.
"""

import hashlib
import os
import sqlite3
from pathlib import Path

import django
from django.apps import apps
from django.conf import settings
from django.db import DatabaseError, connection
from django.db.backends.signals import connection_created

PREFIX = "coproduction_tables_"


def name() -> str:
    told = hashlib.sha256(django.__version__.encode())
    for app in sorted(apps.get_app_configs(), key=lambda app: app.label):
        for path in sorted(Path(app.path).glob("migrations/*.py")):
            told.update(f"{app.label} {path.name}".encode() + path.read_bytes())
    return PREFIX + told.hexdigest()[:16]


def take():
    """Before the test database is made: lets it begin with the tables that were kept."""
    if connection.vendor == "postgresql":
        with connection._nodb_cursor() as cursor:
            cursor.execute("SELECT 1 FROM pg_database WHERE datname = %s", [name()])
            if cursor.fetchone():
                connection.settings_dict["TEST"]["TEMPLATE"] = name()
        connection.close()
    elif _file().exists():
        connection_created.connect(_fill, dispatch_uid="kept tables")


def keep():
    """After the test database was made by migrations: keeps its tables. Whoever comes second keeps nothing."""
    if connection.vendor == "postgresql":
        if connection.settings_dict["TEST"].get("TEMPLATE") != name():
            connection.close()
            connection.close_pool()
            _keep_as_template()
    elif not _file().exists():
        own = _file().with_suffix(f".{os.getpid()}")
        with sqlite3.connect(own) as kept:
            connection.connection.backup(kept)
        for old in settings.VAR.glob(f"{PREFIX}*.sqlite3"):
            old.unlink(missing_ok=True)
        own.replace(_file())


def copied() -> sqlite3.Connection:
    """The test database on SQLite as it is now. `copy.backup(connection.connection)` puts it back."""
    copy = sqlite3.connect(":memory:", check_same_thread=False)
    connection.ensure_connection()
    connection.connection.backup(copy)
    return copy


def _file() -> Path:
    return settings.VAR / f"{name()}.sqlite3"


def _fill(sender, connection, **more):
    """A new database in memory gets the kept tables at its first connection; later ones find them there."""
    if connection.vendor == "sqlite" and connection.is_in_memory_db() and not connection.introspection.table_names():
        with sqlite3.connect(_file()) as kept:
            kept.backup(connection.connection)


def _keep_as_template():
    with connection._nodb_cursor() as cursor:
        cursor.execute("SELECT datname FROM pg_database WHERE starts_with(datname, %s)", [PREFIX])
        try:
            for (old,) in cursor.fetchall():
                cursor.execute(f'DROP DATABASE IF EXISTS "{old}"')
            cursor.execute(f'CREATE DATABASE "{name()}" TEMPLATE "{connection.settings_dict["NAME"]}"')
        except DatabaseError:
            pass  # another worker is at the same: the next run begins with what that one keeps
