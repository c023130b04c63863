"""Somebody who has the database in their hands and has taken its guards off."""

from contextlib import contextmanager

from django.db import connection


@contextmanager
def guards_off():
    """On PostgreSQL for this session, as a superuser can; on SQLite they are dropped and laid again."""
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("SET session_replication_role = replica")
            yield
            cursor.execute("SET session_replication_role = DEFAULT")
        else:
            guards = "SELECT name, sql FROM sqlite_master WHERE type = 'trigger' AND tbl_name IN ('groups_event', 'groups_link')"
            found = cursor.execute(guards).fetchall()
            for name, _ in found:
                cursor.execute(f"DROP TRIGGER {name}")
            yield
            for _, sql in found:
                cursor.execute(sql)
