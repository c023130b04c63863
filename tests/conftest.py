import pytest
from django.core.cache import caches
from django.db.backends.postgresql.base import DatabaseOperations as Postgres
from django.db.backends.sqlite3.base import DatabaseOperations
from django.middleware import csrf
from django.test import Client
from hypothesis import HealthCheck, settings

from tests import builders, gate, schema, sink
from tests.cast import Cast
from tests.in_time import pytest_runtest_setup, pytest_terminal_summary  # noqa: F401

# A busy machine is no fault: no test here asks how long something takes.
settings.register_profile("house", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("house")


@pytest.fixture(scope="session")
def django_db_modify_db_settings(django_db_modify_db_settings, django_db_blocker):
    with django_db_blocker.unblock():
        schema.take()


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup, django_db_blocker):
    with django_db_blocker.unblock():
        schema.keep()


@pytest.fixture
def cast(db):
    return Cast()


@pytest.fixture
def visitor(db):
    return Client()


@pytest.fixture
def now():
    return builders.NOW


@pytest.fixture(autouse=True)
def clock(settings):
    """Views see the builders' moment unless a test sets another: `clock("2026-12-01T09:00")`."""
    settings.TEST_MODE = True

    def set_to(at):
        settings.CLOCK_AT = at if isinstance(at, str) else at.isoformat()

    set_to(builders.NOW)
    return set_to


@pytest.fixture
def mail(settings):
    """A mail server that takes everything, and the settings that lead to it."""
    with sink.running() as server:
        settings.EMAIL_URL = f"smtp://127.0.0.1:{server.port}"
        settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", server.port
        yield server


@pytest.fixture(autouse=True)
def nothing_counted():
    """Counts of what somebody did today are kept outside the database, so no transaction takes them back."""
    caches["passing"].clear()
    caches["pages"].clear()
    caches["own"].clear()


@pytest.fixture(scope="session", autouse=True)
def no_names_by_chance():
    """The token of a form is drawn at random. Once in some thousand pages it spells a name or a number that must not be there."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(csrf, "CSRF_ALLOWED_CHARS", "bcdfghjklmnprstvwx")
        yield


@pytest.fixture(scope="session", autouse=True)
def nothing_due_is_missed():
    """The clock's jobs, as tests call them, prove that a tick would have run them (`gate.py`)."""
    import feedback.tasks  # noqa: F401
    import groups.tasks  # noqa: F401

    with pytest.MonkeyPatch.context() as patch:
        gate.keep_watch(patch)
        yield


@pytest.fixture(scope="session", autouse=True)
def emptied_between_tests():
    """Tests that commit empty the tables afterwards. SQLite does that by deleting, which the log's guards refuse: so they
    are lifted for that moment and laid again. PostgreSQL truncates every table, which takes a second: here only those with
    something in them are emptied, with the guards asleep."""
    plain = DatabaseOperations.sql_flush

    def sql_flush(self, style, tables, **options):
        with self.connection.cursor() as cursor:
            cursor.execute("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'")
            guards = cursor.fetchall()
        lifted, laid = [f'DROP TRIGGER "{name}"' for name, _ in guards], [sql for _, sql in guards]
        return [*lifted, *plain(self, style, tables, **options), *laid]

    def few(self, style, tables, **options):
        asked = " UNION ALL ".join(f"SELECT '{one}' WHERE EXISTS (SELECT FROM \"{one}\")" for one in sorted(tables))
        with self.connection.cursor() as cursor:
            cursor.execute(asked)
            full = [name for (name,) in cursor.fetchall()]
        asleep = "SET session_replication_role = {}"
        return (
            [asleep.format("replica"), *(f'DELETE FROM "{name}"' for name in full), asleep.format("DEFAULT")]
            if full
            else []
        )

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(DatabaseOperations, "sql_flush", sql_flush)
        patch.setattr(Postgres, "sql_flush", few)
        yield
