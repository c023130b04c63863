"""Kept counts are what the log says: after any sequence, by many at once, and after a recount whatever was wrong."""

import json
from datetime import timedelta
from io import StringIO

import hypothesis.strategies as st
import pytest
from django.core.management import call_command
from django.db import transaction
from hypothesis import HealthCheck, given, settings

from coproduction.kit.refusals import Refusal
from feedback.answers import operations as answers
from feedback.challenges import operations as challenges
from feedback.debt.models import Owing
from feedback.deeds import operations as deeds
from feedback.impact.models import Asking
from feedback.log import operations as log
from feedback.log.models import Said, Stage
from feedback.overview import queries
from feedback.overview.models import Kept
from feedback.topics.models import Tally
from tests import builders
from tests.cast import Cast
from tests.feedback import chain

RIGHT = {"kept": 0, "owing": 0, "tally": 0}


def recounted(*how):
    out = StringIO()
    call_command("recount", *how, stdout=out)
    return json.loads(out.getvalue())


def brought(cast, now):
    log.bring_in_all(
        by=cast.farah.membership, now=now,
        rows=[{"words": "x", "source": "A list", "stage": stage} for stage in (Stage.EARLIER, Stage.SENT, Stage.CANNOT)],
    )  # fmt: skip


def taken_out(cast, now):
    log.take_out_all(by=cast.farah.membership, now=now, said=list(Said.objects.filter(came_from="EARLIER")))


def no(cast, now):
    said = Said.objects.filter(stage__in=("DID", "CANNOT", "ANSWERED")).order_by("id").first()
    if said:
        deeds.say_if_answered(by=cast.sam.membership, now=now, said=said, answer="NO")


def asked_again(cast, now):
    said = Said.objects.filter(stage="CANNOT").order_by("id").first()
    if said:
        challenges.challenge(by=cast.sam.membership, now=now, said=said, words="Why?")


def said_why_again(cast, now):
    said = Said.objects.filter(stage="CANNOT", challenges__closed_at=None, challenges__isnull=False).first()
    if said:
        challenges.give_reason(
            by=cast.priya.membership, now=now, challenge=said.challenges.get(closed_at=None), answer="So."
        )


def refused_after_all(cast, now):
    said = Said.objects.filter(stage="DOING").order_by("id").first()
    if said:
        reason = {"kind": "CANNOT", **chain.ANSWER, **chain.REASON}
        answers.decide_again(by=cast.okoro.membership, now=now, said=said, **reason)


def noticed(cast, now):
    said = Said.objects.done().filter(askings=None).first()
    if said:
        day = now.date()
        fields = {"opened_on": day, "closes_on": day, "closed_at": now, "result": "UNNOTICED"}
        Asking.objects.create(said=said, round=said.round, months=3, **fields)
        Said.objects.filter(pk=said.pk).update(unnoticed_at=now)


def some_noticed(cast, now):
    """Few or many of them, and the asking is closed as it is or in a second step."""
    said = Said.objects.done().filter(askings=None).first()
    if said:
        counts = {"YES": said.number % 3, "LITTLE": 1, "NO": 2 + said.number % 2}
        fields = {"opened_on": now.date(), "closes_on": now.date(), "round": said.round}
        asking = Asking.objects.create(said=said, months=3, **fields)
        Asking.objects.filter(pk=asking.pk).update(closed_at=now, result="NOTICED", counts=counts)
        Asking.objects.create(said=said, months=12, closed_at=now, result="NO_ANSWERS", **fields)


DEEDS = [
    chain.drafted, chain.sent, chain.heard, chain.decided, chain.cannot, chain.did, chain.answered, brought, taken_out, no,
    asked_again, said_why_again, refused_after_all, noticed,
    some_noticed,
]  # fmt: skip


@settings(max_examples=5, deadline=None, suppress_health_check=list(HealthCheck), derandomize=True)
@given(deeds_done=st.lists(st.tuples(st.sampled_from(DEEDS), st.integers(0, 60)), min_size=6, max_size=12))
@pytest.mark.django_db
def test_kept_is_what_a_recount_finds_after_any_sequence(deeds_done):
    with transaction.atomic():
        cast, now = Cast(), builders.NOW
        for deed, later in deeds_done:
            now += timedelta(days=later)
            try:
                with transaction.atomic():
                    deed(cast, now)
            except Refusal:
                pass
        assert recounted("--dry-run") == RIGHT, [deed.__name__ for deed, _ in deeds_done]
        transaction.set_rollback(True)


def test_a_recount_mends_what_is_wrong_and_a_dry_run_only_says_so(cast, now):
    refused = chain.cannot(cast, now)
    no(cast, now + timedelta(days=50))
    builders.said(cast.group, stage=Stage.EARLIER)
    before = queries.sums([cast.group])
    Tally.objects.filter(bucket="WAITING").update(number=7)
    Kept.objects.filter(what="HEARD").delete()
    Kept.objects.filter(what="BEFORE").update(number=3)
    Owing.objects.filter(said=refused).update(stopped_on=now.date(), stop_day=0)
    wrong = {"kept": 2, "owing": 1, "tally": 1}
    assert recounted("--dry-run") == wrong == recounted("--dry-run")
    assert recounted() == wrong and recounted() == RIGHT
    after = queries.sums([cast.group])
    assert (after.counts, sorted(after.happened)) == (before.counts, sorted(before.happened))
    assert Owing.objects.get(said=refused).stopped_on is None


def test_an_owing_that_is_missing_is_made_from_the_steps(cast, now):
    """As of an entry that was planted past the operations."""
    builders.said(cast.group, hear_by=now.date(), answer_by=now.date())
    builders.said(cast.group, hear_by=now.date(), answer_by=now.date(), round=2)
    assert recounted() == RIGHT | {"owing": 2}
    assert recounted() == RIGHT
    assert [one.promised_on > now.date() for one in Owing.objects.order_by("said_id")] == [False, True]
