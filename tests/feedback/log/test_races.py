"""Two people at once. The row is locked, so that one of them is first and the other is told kindly."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection

from coproduction.kit.refusals import Refusal
from feedback.answers import operations as answers
from feedback.drafts import operations as drafts
from feedback.log import queries
from feedback.log.models import Bucket, Said, Step
from tests import builders
from tests.cast import Cast
from tests.feedback import chain

pytestmark = [pytest.mark.services, pytest.mark.django_db(transaction=True)]


@pytest.fixture(autouse=True)
def postgres():
    if connection.vendor != "postgresql":
        pytest.skip("needs PostgreSQL: DATABASE_URL")


def at_once(*deeds):
    """Starts all at the same moment; gives back what each came to: done, or the refusal."""

    def alone(deed):
        try:
            deed()
            return "done"
        except Refusal as refusal:
            return type(refusal).__name__
        finally:
            connection.close()

    with ThreadPoolExecutor(len(deeds)) as people:
        return sorted(people.map(alone, deeds))


def test_of_two_who_answer_at_once_one_is_told_it_is_decided():
    cast, now = Cast(), builders.NOW
    said = chain.heard(cast, now)

    def decide(player, kind):
        reason = {} if kind == "WE_WILL" else chain.REASON
        return lambda: answers.decide(by=player.membership, now=now, said=said, kind=kind, **chain.ANSWER, **reason)

    came = at_once(decide(cast.okoro, "WE_WILL"), decide(cast.priya, "CANNOT"))
    assert came == ["NotWaitingForDecision", "done"]
    assert said.decisions.count() == 1
    assert Step.objects.filter(said=said, kind="DECIDED").count() == 1


def test_many_who_speak_at_once_get_a_number_each():
    cast, now = Cast(), builders.NOW
    speakers = [lambda: drafts.draft(by=cast.sam.membership, now=now, words="Hear us", shown_as="GROUP")] * 6
    assert at_once(*speakers) == ["done"] * 6
    assert sorted(Said.objects.values_list("number", flat=True)) == [1, 2, 3, 4, 5, 6]


def test_things_that_move_at_once_are_all_counted():
    cast, now = Cast(), builders.NOW
    heard = [chain.heard(cast, now) for _ in range(3)]
    sent = [chain.sent(cast, now) for _ in range(3)]

    def decide(said):
        return lambda: answers.decide(by=cast.okoro.membership, now=now, said=said, kind="WE_WILL", **chain.ANSWER)

    def hear(said):
        return lambda: answers.hear(by=cast.priya.membership, now=now, said=said, answer_by=now.date(), **chain.HEARING)

    assert at_once(*map(decide, heard), *map(hear, sent)) == ["done"] * 6
    totals = queries.totals([cast.group.pk])
    assert (totals[Bucket.WAITING], totals[Bucket.DOING]) == (3, 3)
