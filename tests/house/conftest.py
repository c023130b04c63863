import pytest

from tests import kept_world
from tests.house.walking import World


@pytest.fixture(scope="module")
def world(django_db_setup, django_db_blocker):
    """A seeded world for all tests of a module, and nothing of it afterwards."""
    with django_db_blocker.unblock(), kept_world.lived_in() as made:
        yield World(made)
