"""A database as a network has it after years, and a look at what a migration stops meanwhile.

Nothing here asks how long something took: a lock is long when rows of a large table are read through, or many of them changed,
while it is held.
"""

import threading
from contextlib import contextmanager, nullcontext

import psycopg
from django.core.management import call_command
from django.db import DatabaseError, connection, transaction

from tests import schema

BIG = ("feedback_post", "feedback_said", "groups_event", "groups_letter")
STOPS = {  # what of the others' work a lock stops
    "AccessExclusiveLock": "reading and writing", "ExclusiveLock": "writing", "ShareRowExclusiveLock": "writing",
    "ShareLock": "writing",
}  # fmt: skip
TOLD = ("returned", "fetched", "inserted", "updated", "deleted")


@contextmanager
def another_database():
    """One of its own, in the place of the test's until this is over. It begins with the tables that were kept, or makes them."""
    whole = connection.settings_dict["NAME"]
    name = f"{whole}_large"
    _let_go()
    with connection._nodb_cursor() as cursor:
        cursor.execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')
        try:
            cursor.execute(f'CREATE DATABASE "{name}" TEMPLATE "{schema.name()}"')
        except DatabaseError:  # nobody kept any, or somebody else copies them now
            cursor.execute(f'CREATE DATABASE "{name}"')
    _let_go()
    connection.settings_dict["NAME"] = name
    try:
        call_command("migrate", verbosity=0)
        yield
    finally:
        _let_go()
        connection.settings_dict["NAME"] = whole
        with connection._nodb_cursor() as cursor:
            cursor.execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')
        _let_go()


def _let_go():
    connection.close()
    connection.close_pool()


def columns_of(table):
    """Name, and whether a row may be written without a word about it."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT column_name, is_nullable = 'YES' OR column_default IS NOT NULL OR is_generated <> 'NEVER'"
            " OR is_identity = 'YES' FROM information_schema.columns"
            " WHERE table_schema = current_schema AND table_name = %s",
            [table],
        )
        return dict(cursor.fetchall())


def generated(table):
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT column_name FROM information_schema.columns WHERE table_name = %s AND is_generated <> 'NEVER'",
            [table],
        )
        return {name for (name,) in cursor.fetchall()}


def copies(table, times, only=None, **instead):
    """The statement that writes the first row of a table so many times more. `instead`: columns as an expression of `i`."""
    names = [name for name in only or columns_of(table) if name not in generated(table)]
    names = [name for name in names if name != "id" or "id" in instead]
    told = ", ".join(f"{instead.get(name, f's.{name}')}" for name in names)
    first = f"(SELECT * FROM {table} ORDER BY ctid LIMIT 1) s"
    return f"INSERT INTO {table} ({', '.join(names)}) SELECT {told} FROM {first}, generate_series(1, {times}) i"


UNLIKE = {  # what two rows may not have in common
    "feedback_post": {"id": "gen_random_uuid()", "words": "'Word ' || i"},
    "feedback_said": {"number": "(SELECT max(number) FROM feedback_said) + i", "words": "'Word ' || i"},
    "groups_event": {"sentence": "'Line ' || i"},
    "groups_letter": {"key": "'k:' || gen_random_uuid()", "message_id": "'<' || gen_random_uuid() || '@x>'"},
}


def fill(rows):
    """Nobody looks after keys and counts row by row meanwhile: it is only about the rows."""
    with connection.cursor() as cursor:
        cursor.execute("SET session_replication_role = replica")
        for table in BIG:
            cursor.execute(copies(table, rows - how_many(table), **UNLIKE[table]))
        cursor.execute("SET session_replication_role = DEFAULT")
        cursor.execute("ANALYZE")


def how_many(table):
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT count(*) FROM {table}")
        return cursor.fetchone()[0]


class Watch:
    """Told of each statement of a migration (`connection.execute_wrapper`): what it held, and how much it read or changed.

    `stops` are the statements that read through a large table while others were kept from it; `changes` those that changed
    many of its rows at once, which keeps others from these rows until the migration is over.
    """

    def __init__(self, many):
        self.many, self.stops, self.changes, self.seen = many, [], [], 0
        with connection.cursor() as cursor:
            cursor.execute("SET max_parallel_maintenance_workers = 0")  # what a helper reads is not counted for us
            cursor.execute("SET max_parallel_workers_per_gather = 0")

    def __call__(self, execute, sql, params, many, context):
        if "CONCURRENTLY" in str(sql):  # holds nothing that stops anybody, and is refused in a transaction
            return execute(sql, params, many, context)
        # A lock is held until its transaction ends, so it is still there when we look.
        with nullcontext() if connection.in_atomic_block else transaction.atomic():
            before = self.work()
            done = execute(sql, params, many, context)
            self.look(str(sql), before, self.work())
        return done

    def ask(self, question, *given):
        return connection.connection.execute(question, given).fetchall()

    def work(self):
        told = ", ".join(f"pg_stat_get_xact_tuples_{one}(c.oid)" for one in TOLD)
        rows = self.ask(f"SELECT relname, {told} FROM pg_class c WHERE relname = ANY(%s)", list(BIG))
        return {name: counts for name, *counts in rows}

    def look(self, sql, before, after):
        self.seen += 1
        for table, counts in after.items():
            grown = [now - then for now, then in zip(counts, before[table], strict=True)]
            if sum(grown[2:]) >= self.many:
                self.changes.append(f"{sql} changed {sum(grown[2:])} rows of {table}")
            if sum(grown) >= self.many:
                self.stops += [f"{sql} read {table}, nobody {STOPS[lock]} {held}" for held, lock in self.held()]

    def held(self):
        locks = self.ask(
            "SELECT c.relname, l.mode FROM pg_locks l JOIN pg_class c ON c.oid = l.relation"
            " WHERE l.pid = pg_backend_pid() AND l.granted AND c.relname = ANY(%s)",
            list(BIG),
        )
        return [(table, mode) for table, mode in locks if mode in STOPS]


class Everyday:
    """The previous code, reading and writing all the time through another connection. Its statements are made beforehand."""

    def __init__(self, statements):
        self.statements, self.wrong, self.done, self.over = statements, [], 0, threading.Event()
        one = connection.settings_dict
        self.login = {
            "host": one["HOST"],
            "port": one["PORT"] or 5432,
            "user": one["USER"],
            "password": one["PASSWORD"],
        }
        self.login["dbname"] = one["NAME"]

    def run(self):
        with psycopg.connect(**self.login, autocommit=True) as way:
            while not self.over.is_set():
                for statement in self.statements:
                    try:
                        way.execute(statement)
                        self.done += 1
                    except psycopg.Error as wrong:
                        self.wrong.append(f"{statement}: {wrong}")

    def __enter__(self):
        self.thread = threading.Thread(target=self.run)
        self.thread.start()
        return self

    def __exit__(self, *more):
        self.over.set()
        self.thread.join()
