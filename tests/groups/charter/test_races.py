"""Both sides say yes at the same moment: one of them is second, and it is the second who brings the purpose into force."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.db import connection

from groups.charter import operations
from groups.history.models import Event
from tests import builders
from tests.cast import Cast

pytestmark = [pytest.mark.services, pytest.mark.django_db(transaction=True)]


@pytest.fixture(autouse=True)
def postgres():
    if connection.vendor != "postgresql":
        pytest.skip("needs PostgreSQL: DATABASE_URL")


def test_the_purpose_comes_into_force_once_when_both_sides_agree_at_once():
    cast, now = Cast(), builders.NOW

    def agree(purpose, player, ready):
        ready.wait(10)
        try:
            operations.agree_purpose(purpose=purpose, by=player.membership, now=now)
        finally:
            connection.close()

    for version in range(1, 11):
        purpose = operations.write_purpose(
            group=cast.group, why_we_are_here="We live here.", what_difference="A real one.", by=cast.farah.membership,
            now=now,
        )  # fmt: skip
        ready = Barrier(2)
        with ThreadPoolExecutor(2) as people:
            list(people.map(lambda one, p=purpose, r=ready: agree(p, one, r), (cast.sam, cast.okoro)))
        assert Event.objects.filter(what="purpose_in_force").count() == version
