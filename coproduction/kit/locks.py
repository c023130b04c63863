"""Holding rows while they are changed, and taking rows that nobody else holds."""

from django.db import connection


def held(rows):
    """The rows, for whoever changes them and nobody else until then. Their keys stay free: others may go on pointing at them.

    PostgreSQL looks at foreign keys when a change is kept. If two people each held whole what the other's new rows point at,
    one of them would be thrown out.
    """
    return rows.select_for_update(no_key=True, of=("self",))


def free(rows):
    """The rows under a lock, without those that somebody else holds. On SQLite the whole transaction is alone (IMMEDIATE)."""
    if connection.features.has_select_for_update_skip_locked:
        return rows.select_for_update(skip_locked=True, no_key=True, of=("self",))
    return rows
