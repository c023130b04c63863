"""What is kept for a while and counted, in a table of the database: guesses at the door, codes that were used once.

A cache as Django knows them, but for what guards something: it is never full, takes nothing away before its time, and never
keeps silent. Where it cannot write it raises, so that what was not counted is not let through. Each step is one statement, so two
that come at once are two. Keys are kept as hashes: they are made of addresses.
"""

import json
import time
from datetime import UTC, datetime

from django.apps import apps
from django.core.cache.backends.base import DEFAULT_TIMEOUT, BaseCache
from django.db import connection
from django.utils.crypto import salted_hmac

PUT = "INSERT INTO {table} (key, value, times, until_at) VALUES (%s, %s, %s, %s) ON CONFLICT (key) DO UPDATE SET "
IN_PLACE = PUT + "value = excluded.value, times = excluded.times, until_at = excluded.until_at"
IF_OVER = IN_PLACE + " WHERE {table}.until_at <= %s"
ONE_MORE = (
    PUT + "times = CASE WHEN {table}.until_at <= %s THEN 1 ELSE {table}.times + 1 END, "
    "until_at = CASE WHEN {table}.until_at <= %s THEN excluded.until_at ELSE {table}.until_at END RETURNING times"
)
ONE_LESS = "UPDATE {table} SET times = times - 1 WHERE key = %s AND times > 0"
FOR_EVER = datetime(9999, 1, 1, tzinfo=UTC)


class Kept(BaseCache):
    """`LOCATION` is the table: a model with key, value, times and until_at. What is over is deleted by the clock, not here."""

    def __init__(self, table, params):
        super().__init__(params)
        self._table = table

    def add(self, key, value, timeout=DEFAULT_TIMEOUT, version=None):
        """Whether it was not there: of two that add the same at once, one is told so."""
        return self._put(IF_OVER, key, value, timeout, version, self._moment(0)) == 1

    def set(self, key, value, timeout=DEFAULT_TIMEOUT, version=None):
        self._put(IN_PLACE, key, value, timeout, version)

    def get(self, key, default=None, version=None):
        found = (
            self._rows().filter(key=self._key(key, version), until_at__gt=self._in(0)).values_list("value", flat=True)
        )
        return next((json.loads(value) for value in found), default)

    def delete(self, key, version=None):
        return self._rows().filter(key=self._key(key, version)).delete()[0] > 0

    def clear(self):
        self._rows().all().delete()

    # --- counting: what Django's caches have no word for ---

    def one_more(self, key, seconds, version=None) -> int:
        """How often this was counted, with this time, in the `seconds` that began with the first."""
        now = self._moment(0)
        return self._run(ONE_MORE, self._key(key, version), "null", 1, self._moment(seconds), now, now).fetchone()[0]

    def one_less(self, key, version=None) -> None:
        """Takes back one that should not count."""
        self._run(ONE_LESS, self._key(key, version))

    # --- how it is written ---

    def _put(self, statement, key, value, timeout, version, *rest):
        until = self.get_backend_timeout(timeout)
        moment = self._adapted(FOR_EVER) if until is None else self._moment(until - time.time())
        return self._run(statement, self._key(key, version), json.dumps(value), 0, moment, *rest).rowcount

    def _run(self, statement, *given):
        cursor = connection.cursor()
        cursor.execute(statement.format(table=connection.ops.quote_name(self._rows().model._meta.db_table)), given)
        return cursor

    def _rows(self):
        return apps.get_model(self._table).objects

    def _key(self, key, version):
        return salted_hmac("kept", self.make_key(key, version), algorithm="sha256").hexdigest()

    def _moment(self, seconds):
        return self._adapted(self._in(seconds))

    def _in(self, seconds):
        return datetime.fromtimestamp(time.time() + seconds, UTC)

    def _adapted(self, moment):
        return connection.ops.adapt_datetimefield_value(moment)
