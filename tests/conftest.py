import pytest
from django.test import Client

from tests import builders
from tests.cast import Cast


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
