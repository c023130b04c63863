"""Who holds a row while they change it keeps others from changing it, and nobody from pointing at it.

So rows are held by `kit.locks`, without their keys (it says why); closing a group alone holds all of it.
"""

import threading

import pytest
from django.db import OperationalError, connection, transaction

from groups.charter import operations as charter
from groups.papers import operations as papers
from tests import builders
from tests.cast import Cast
from tests.groups.papers import arrange
from tests.house.reading import HOUSE


def holding_by_hand(folder):
    for path in sorted(folder.rglob("*.py")):
        if "migrations" not in path.parts and "select_for_update(" in path.read_text():
            yield str(path.relative_to(HOUSE))


def test_nobody_but_who_closes_a_group_holds_a_row_with_its_key():
    found = [one for room in ("groups", "feedback", "coproduction") for one in holding_by_hand(HOUSE / room)]
    assert found == ["feedback/closing/operations.py", "coproduction/kit/locks.py"]


@pytest.mark.services
@pytest.mark.django_db(transaction=True)
def test_a_paper_is_taken_off_while_somebody_is_changing_the_group():
    if connection.vendor != "postgresql":
        pytest.skip("needs PostgreSQL: DATABASE_URL")
    cast, now = Cast(), builders.NOW
    paper, came = arrange.added(cast), []

    def take_off():
        try:
            with connection.cursor() as cursor:
                cursor.execute("SET lock_timeout = '3s'")
            papers.take_off(by=cast.okoro.membership, now=now, paper=paper, because="It is not true any more.")
            came.append("done")
        except OperationalError as error:
            came.append(str(error))
        finally:
            connection.close()

    with transaction.atomic():
        charter.change_settings(group=cast.group, by=cast.farah.membership, now=now, agree_days=9)
        beside = threading.Thread(target=take_off)
        beside.start()
        beside.join(20)
    assert came == ["done"]
