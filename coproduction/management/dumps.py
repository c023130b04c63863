"""The database as a stream of bytes and back: in one snapshot while it is in use, and put back as a whole or not at all."""

import os
import sqlite3
import subprocess
from collections.abc import Iterable, Iterator

from django.db import connection, connections

from coproduction.kit.refusals import Refusal

PIECE = 4 * 1024 * 1024
ANEW = "SET client_min_messages = warning; SET lock_timeout = '60s'; DROP SCHEMA public CASCADE; CREATE SCHEMA public;"
OLD_FORMAT = slice(18, 20)  # where a SQLite file says whether it keeps a journal beside it, which one in memory cannot


class NoProgram(Refusal):
    """pg_dump and psql are not here. Install the client of PostgreSQL, of the server's version or newer."""


class NotDumped(Refusal):
    """PostgreSQL did not give its content."""


class NotPutBack(Refusal):
    """PostgreSQL did not take it. Nothing was changed."""


def engine() -> str:
    return connection.vendor


def pieces() -> Iterator[bytes]:
    return _of_postgresql() if connection.vendor == "postgresql" else _of_sqlite()


def put_back(content: Iterable[bytes]) -> None:
    """In one transaction, in place of everything that is there now."""
    if connection.vendor == "postgresql":
        _into_postgresql(content)
    else:
        _into_sqlite(b"".join(content))


# --- SQLite ---


def snapshot(live: sqlite3.Connection) -> bytes:
    """SQLite's own way to copy a file that others write to."""
    copy = sqlite3.connect(":memory:")
    live.backup(copy)
    content = bytearray(copy.serialize())
    copy.close()
    content[OLD_FORMAT] = b"\1\1"
    return bytes(content)


def _of_sqlite() -> Iterator[bytes]:
    connection.ensure_connection()
    content = snapshot(connection.connection)
    for start in range(0, len(content), PIECE):
        yield content[start : start + PIECE]


def _into_sqlite(content: bytes) -> None:
    copy = sqlite3.connect(":memory:")
    copy.deserialize(content)
    connection.ensure_connection()
    copy.backup(connection.connection)
    copy.close()


# --- PostgreSQL ---


def _program(name: str, *words: str, **pipes) -> subprocess.Popen:
    """With the password where no list of processes shows it."""
    one = connection.settings_dict
    where = ["--host", one["HOST"] or "127.0.0.1", "--port", str(one["PORT"] or 5432), "--dbname", one["NAME"]]
    who = ["--username", one["USER"]] if one["USER"] else []
    environment = os.environ | {"PGPASSWORD": one["PASSWORD"] or ""}
    try:
        return subprocess.Popen([name, *where, *who, "--no-password", *words], env=environment, **pipes)
    except FileNotFoundError as error:
        raise NoProgram() from error


def _of_postgresql() -> Iterator[bytes]:
    dump = _program("pg_dump", "--no-owner", stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    while piece := dump.stdout.read(PIECE):
        yield piece
    told = dump.stderr.read().decode("utf-8", "replace").strip()
    if dump.wait():
        raise NotDumped(f"{NotDumped.__doc__} It said: {told}")


def _into_postgresql(content: Iterable[bytes]) -> None:
    connections.close_all()
    words = [
        "--no-psqlrc",
        "--quiet",
        "--set=ON_ERROR_STOP=1",
        "--single-transaction",
        "--command",
        ANEW,
        "--file",
        "-",
    ]
    restore = _program("psql", *words, stdin=subprocess.PIPE, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)
    try:
        for piece in content:
            restore.stdin.write(piece)
        restore.stdin.close()
    except BrokenPipeError:
        pass  # it stopped reading, and says why
    told = restore.stderr.read().decode("utf-8", "replace").strip()
    if restore.wait():
        raise NotPutBack(f"{NotPutBack.__doc__} It said: {told.splitlines()[0] if told else 'nothing'}")
    connection.close_pool()  # what its connections remember of the tables is no longer so
