"""Taking rows that nobody else has taken."""

from django.db import connection


def free(rows):
    """The rows under a lock, without those that somebody else holds. On SQLite the whole transaction is alone (IMMEDIATE)."""
    if connection.features.has_select_for_update_skip_locked:
        return rows.select_for_update(skip_locked=True, no_key=True, of=("self",))
    return rows
