import pytest
from django.db import transaction
from django.test.utils import override_settings

from coproduction.management.worlds import seeded
from tests import builders
from tests.house.walking import World


@pytest.fixture(scope="module")
def world(django_db_setup, django_db_blocker):
    """A seeded world for all tests of a module, and nothing of it afterwards."""
    with django_db_blocker.unblock(), transaction.atomic():
        with override_settings(TEST_MODE=True, CLOCK_AT=builders.NOW.isoformat()):
            made = seeded.World(seed=7, groups=3, members=0, said=0, meetings=0, now=builders.NOW).make()
        yield World(made)
        transaction.set_rollback(True)
