"""Who holds a row while they change it keeps others from changing it, and nobody from pointing at it.

PostgreSQL looks at foreign keys when a change is kept. If two people each hold whole what the other's new rows point at, one of
them is thrown out: a page that says that it cannot. So rows are held without their keys; closing a group alone holds all of it.
"""

import re
import threading

import pytest
from django.db import OperationalError, connection, transaction

from groups.charter import operations as charter
from groups.papers import operations as papers
from tests import builders
from tests.cast import Cast
from tests.groups.papers import arrange
from tests.house.reading import HOUSE

WHOLE = re.compile(r"select_for_update\((?![^)]*no_key=True)")


def holding_whole(folder):
    for path in sorted(folder.rglob("*.py")):
        if "migrations" not in path.parts:
            yield from (f"{path.relative_to(folder)}: {one}" for one in WHOLE.findall(path.read_text()))


def test_nobody_but_who_closes_a_group_holds_a_row_with_its_key():
    found = [one for room in ("groups", "feedback", "coproduction") for one in holding_whole(HOUSE / room)]
    assert found == ["closing/operations.py: select_for_update("]


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
