"""What the database itself sees to, whoever writes to it."""

import pytest
from django.db import DatabaseError, connection, transaction

from feedback.answers.models import Decision, Hearing
from feedback.deeds.models import Verdict
from feedback.log import operations as log
from feedback.log import queries
from feedback.log.models import Said, Step
from tests import builders
from tests.feedback import chain


def refused(deed):
    """Whether the database itself said no."""
    try:
        with transaction.atomic():
            deed()
    except DatabaseError:
        return True
    return False


@pytest.mark.parametrize(
    ("column", "value"),
    [("words", "Other words"), ("why_it_matters", "Other"), ("shown_as", "NAME"), ("number", 99), ("stage", "DRAFT")],
)
def test_what_was_sent_never_changes(cast, now, column, value):
    said = chain.sent(cast, now)
    fields = {column: value}
    if column == "shown_as":
        fields["said_by"] = cast.sam.membership
    if column == "stage":
        fields["sent_at"] = None
    assert refused(lambda: Said.objects.filter(pk=said.pk).update(**fields))


def test_who_said_it_never_changes_once_sent(cast, now):
    said = chain.sent(cast, now, shown_as="NAME")
    assert refused(lambda: Said.objects.filter(pk=said.pk).update(said_by=cast.jo.membership))


def test_what_was_taken_back_is_kept_as_well(cast, now):
    said = log.bring_in_done(by=cast.farah.membership, now=now, words="We made a film.", source="A report")
    log.take_out(by=cast.farah.membership, now=now, said=said)
    assert refused(lambda: Said.objects.filter(pk=said.pk).update(words="Nothing"))


def test_a_draft_may_still_change(cast, now):
    said = chain.drafted(cast, now)
    assert Said.objects.filter(pk=said.pk).update(words="Other words") == 1


def test_what_was_sent_is_never_deleted(cast, now):
    said = chain.did(cast, now)
    with connection.cursor() as cursor:
        assert refused(lambda: cursor.execute("DELETE FROM feedback_said WHERE id = %s", [said.pk]))


def test_a_draft_nobody_worked_on_can_be_deleted_by_the_operator(cast, now):
    said = Said.objects.create(group=cast.group, number=1, words="x", shown_as="GROUP", drafted_at=now, moved_at=now)
    said.delete()
    assert queries.totals([cast.group.pk])["DRAFT"] == 0


@pytest.mark.parametrize("model", [Step, Hearing, Decision, Verdict])
def test_no_step_of_the_chain_is_ever_deleted(cast, now, model):
    chain.answered(cast, now)
    assert model.objects.exists()
    assert refused(lambda: model.objects.all().delete())


def test_no_step_of_the_chain_is_ever_changed(cast, now):
    chain.sent(cast, now)
    assert refused(lambda: Step.objects.update(headline="Something else"))


def test_a_sent_thing_has_a_date_and_a_draft_has_none(cast, now):
    said = chain.drafted(cast, now)
    assert refused(lambda: Said.objects.filter(pk=said.pk).update(stage="SENT"))


def test_named_has_a_person_and_from_the_group_has_none(cast, now):
    said = chain.drafted(cast, now)
    assert refused(lambda: Said.objects.filter(pk=said.pk).update(said_by=cast.sam.membership))


def counted_live(group):
    live = dict.fromkeys(queries.Bucket.values, 0)
    for bucket in Said.objects.filter(group=group).values_list("bucket", flat=True):
        live[bucket] += 1
    return live


def test_the_kept_counts_follow_every_change(cast, now):
    topic, other = builders.topic(cast.group), builders.topic(cast.group, "Letters")
    for arrange in ("drafted", "agreeing", "sent", "heard", "decided", "did", "cannot", "answered"):
        getattr(chain, arrange)(cast, now, topic=topic)
        assert queries.totals([cast.group.pk]) == counted_live(cast.group)
    Said.objects.filter(stage="DRAFT").update(topic=other)
    rows = {(row.topic, row.bucket): row.number for row in queries.counts([cast.group.pk])}
    assert rows[("Letters", "DRAFT")] == 1
    assert ("Care and support planning", "DRAFT") not in rows
    assert rows[("Care and support planning", "DONE")] == 2


def test_the_kept_counts_follow_rows_written_many_at_once(cast, now):
    plain = {"group": cast.group, "shown_as": "GROUP", "words": "x", "drafted_at": now, "moved_at": now}
    Said.objects.bulk_create([Said(number=n, stage="SENT", sent_at=now, **plain) for n in range(1, 8)])
    assert queries.totals([cast.group.pk])["WAITING"] == 7
    assert queries.totals([cast.other_group.pk])["WAITING"] == 0


@pytest.mark.django_db(transaction=True)
def test_tables_can_be_emptied_between_tests_and_the_guards_stand_after():
    from tests.cast import Cast

    cast = Cast()
    said = chain.sent(cast, builders.NOW)
    assert refused(lambda: Said.objects.filter(pk=said.pk).update(words="Other"))
