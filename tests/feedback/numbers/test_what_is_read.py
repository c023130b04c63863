"""What makes a number is found without reading what other groups have: the plan says so, and how many rows it came by."""

import json
from datetime import timedelta

import pytest
from django.db import connection
from django.db.models import Exists, OuterRef

from feedback.answers import operations as answers
from feedback.answers.models import Decision
from feedback.log.models import Said, Stage, Step
from feedback.numbers import queries
from tests.bench.due import rows_read, scans
from tests.feedback import chain

MINE, THEIRS = 300, 6_000
YEARS = timedelta(days=800)


def answered(group, by, number, at):
    """So many things that were refused for want of money, each with its step."""
    first = Said.objects.filter(group=group).count() + 1
    times = {"drafted_at": at, "moved_at": at, "sent_at": at, "opened_at": at, "decided_at": at}
    said = Said.objects.bulk_create(
        Said(group=group, number=first + n, words="Pay the fares.", shown_as="GROUP", stage=Stage.CANNOT, **times)
        for n in range(number)
    )
    Decision.objects.bulk_create(
        Decision(said=one, round=1, kind="CANNOT", cause="MONEY", reason="x", what_matters="x", what_binds="x",
                 decided_by="x", by=by, at=at)
        for one in said
    )  # fmt: skip
    Step.objects.bulk_create(
        Step(group=group, said=one, kind=Step.Kind.DECIDED, stage_to=Stage.CANNOT, headline="x", at=at) for one in said
    )


@pytest.fixture
def years_of_answers(cast, now):
    answered(cast.other_group, cast.okoro.membership, THEIRS, now)
    answered(cast.group, cast.okoro.membership, MINE, now)
    answered(cast.group, cast.okoro.membership, MINE, now - YEARS)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")


def decisions_read(rows) -> int:
    """How many decisions PostgreSQL looked at to find these."""
    [plan] = json.loads(rows.explain(format="json", analyze=True))
    return sum(rows_read(node) for node in scans(plan["Plan"]) if node["Relation Name"] == Decision._meta.db_table)


@pytest.mark.skipif(connection.vendor != "postgresql", reason="asks PostgreSQL how it found them")
def test_why_not_reads_the_answers_of_its_group_and_of_these_years_alone(cast, now, years_of_answers):
    rows = queries.number([cast.group], "cause-MONEY", now).rows
    assert rows.count() == MINE
    assert decisions_read(rows) <= MINE and decisions_read(rows[:20]) <= MINE
    lately = Decision.objects.filter(said=OuterRef("pk"), cause="MONEY", at__gte=now - YEARS / 2)
    assert decisions_read(Said.objects.filter(Exists(lately), group=cast.group)) > MINE  # the control: how it was once


def test_an_answer_given_again_is_found_as_well(cast, now):
    """It has a step of its own, without days: those count for the first answer."""
    said = chain.decided(cast, now)
    again = {"kind": "CANNOT", **chain.ANSWER, **chain.REASON}
    answers.decide_again(by=cast.okoro.membership, now=now + timedelta(days=3), said=said, **again)
    found = queries.number([cast.group], "cause-MONEY", now + timedelta(days=3)).rows
    assert [one.pk for one in found] == [said.pk]
