"""The database as a stream of bytes and back: in one snapshot while it is in use, and put back as a whole or not at all."""

import os
import re
import sqlite3
import subprocess
from collections.abc import Iterable, Iterator

from django.db import connection, connections

from coproduction.kit.refusals import Refusal

PIECE = 4 * 1024 * 1024
ANEW = "SET client_min_messages = warning; SET lock_timeout = '60s'; DROP SCHEMA public CASCADE; CREATE SCHEMA public;"
ROWS = re.compile(rb"COPY [^;]+ FROM stdin;\n")  # rows follow, one a line, up to a line that says so
NO_MORE_ROWS = b"\\.\n"
FOR_PSQL = re.compile(rb"\\(un)?restrict [A-Za-z0-9]+\n")  # what newer clients write around it
TLS = ("sslmode", "sslrootcert", "sslcert", "sslkey")
AT_ONCE = 256 * 1024
OLD_FORMAT = slice(18, 20)  # where a SQLite file says whether it keeps a journal beside it, which one in memory cannot


class NoProgram(Refusal):
    """pg_dump is not here. Install the client of PostgreSQL, of the server's version or newer."""


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
    """With the password where no list of processes shows it, and as safely over the network as the site itself."""
    one = connection.settings_dict
    where = ["--host", one["HOST"] or "127.0.0.1", "--port", str(one["PORT"] or 5432), "--dbname", one["NAME"]]
    who = ["--username", one["USER"]] if one["USER"] else []
    environment = os.environ | {"PGPASSWORD": one["PASSWORD"] or ""}
    environment |= {f"PG{name.upper()}": str(one["OPTIONS"][name]) for name in TLS if name in one["OPTIONS"]}
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
    """Given to the server itself and never to psql, which would run programs of this machine that a copy names: here each word of
    it is SQL or a row, whoever wrote it."""
    import psycopg

    connections.close_all()
    given = connection.get_connection_params() | {"cursor_factory": psycopg.Cursor}
    try:
        with psycopg.connect(**given) as own, own.cursor() as cursor:
            cursor.execute(ANEW)
            _run(cursor, _lines(content))
    except psycopg.Error as error:
        raise NotPutBack(f"{NotPutBack.__doc__} It said: {str(error).strip().splitlines()[0]}") from error
    connection.close_pool()  # what its connections remember of the tables is no longer so


def _run(cursor, lines: Iterator[bytes]) -> None:
    """As pg_dump wrote it: statements, and the rows of each table after the statement that takes them."""
    statements = []
    for line in lines:
        if ROWS.fullmatch(line):
            cursor.execute(b"".join(statements))
            statements = []
            with cursor.copy(line) as rows:
                _fill(rows, lines)
        elif not FOR_PSQL.fullmatch(line):
            statements.append(line)
    cursor.execute(b"".join(statements))


def _fill(rows, lines: Iterator[bytes]) -> None:
    waiting, last = bytearray(), b""
    for last in lines:
        if last == NO_MORE_ROWS:
            break
        waiting += last
        if len(waiting) > AT_ONCE:
            rows.write(bytes(waiting))
            waiting.clear()
    if last != NO_MORE_ROWS:
        raise NotPutBack(f"{NotPutBack.__doc__} It ends in the middle of a table.")
    rows.write(bytes(waiting))


def _lines(content: Iterable[bytes]) -> Iterator[bytes]:
    rest = b""
    for piece in content:
        *whole, rest = (rest + piece).split(b"\n")
        yield from (line + b"\n" for line in whole)
    if rest:
        yield rest
