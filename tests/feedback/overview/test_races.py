"""Many at once, on PostgreSQL: no kept count is lost, and nobody waits in a circle."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection

from feedback.answers import operations as answers
from feedback.log.models import Said
from feedback.overview import queries
from feedback.together import operations as together
from tests import builders
from tests.cast import Cast
from tests.feedback import chain
from tests.feedback.overview.test_recount import RIGHT, recounted

pytestmark = [pytest.mark.services, pytest.mark.django_db(transaction=True)]


def test_kept_counts_are_what_a_recount_finds_after_many_answered_at_once():
    if connection.vendor != "postgresql":
        pytest.skip("needs PostgreSQL: DATABASE_URL")
    cast, now = Cast(), builders.NOW
    entries = [chain.sent(cast, now) for _ in range(12)]
    no = {"kind": "CANNOT", **chain.ANSWER, **chain.REASON}
    sponsor, contact = cast.okoro.membership, cast.priya.membership

    def alone(deed):
        try:
            deed()
        finally:
            connection.close()

    deeds = [lambda one=one: answers.decide(by=sponsor, now=now, said=one, **no) for one in entries[:6]]
    deeds += [
        lambda some=some: together.answer_together(by=contact, now=now, said=some, **no)
        for some in (entries[6:8], entries[8:10], entries[10:])
    ]  # fmt: skip
    with ThreadPoolExecutor(len(deeds)) as people:
        list(people.map(alone, deeds))
    kept = queries.sums([cast.group])
    assert queries.why_not(kept, "") == [("MONEY", [12, 0, 0])]
    assert (
        queries.totals(queries.by_topic(kept.counts)) == [0, 0, 0, 12]
        and Said.objects.filter(stage="CANNOT").count() == 12
    )
    assert recounted("--dry-run") == RIGHT
