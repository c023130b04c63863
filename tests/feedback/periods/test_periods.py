"""A period is counted once, after it is over on the group's own wall, and never again."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.db import DatabaseError, connection, transaction

from coproduction.kit import spans
from feedback.answers import operations as answers
from feedback.deeds import operations as deeds
from feedback.drafts import operations as drafts
from feedback.log.models import Step
from feedback.periods import emails, operations, queries, tasks
from feedback.periods.models import Period
from groups.history.models import Event
from groups.notices.models import Letter
from tests import builders
from tests.feedback import chain

OCTOBER, NOVEMBER = spans.read("2026-10"), spans.read("2026-11")
THEN = datetime(2026, 10, 7, 10, tzinfo=UTC)
OVER = datetime(2026, 12, 4, 9, tzinfo=UTC)  # November ended, and three days more
PAGE = "/groups/rivers-and-moors-co-production-group/periods/2026-10/"
NEW_YEAR = datetime(2027, 1, 4, 9, tzinfo=UTC)


@pytest.fixture
def old(cast):
    """The cast's group, here since October."""
    for group in (cast.group, cast.other_group, cast.far_group):
        group.created_at = datetime(2026, 10, 1, 8, tzinfo=UTC)
        group.save()
    return cast


def counted(cast, span=NOVEMBER):
    return Period.objects.filter(group=cast.group).of(span).first()


def names(cast):
    return {one.span.code for one in Period.objects.filter(group=cast.group)}


def test_a_month_is_counted_three_days_after_it_ended_on_the_groups_own_wall(old):
    old.far_group.time_zone = "Pacific/Auckland"  # thirteen hours ahead in December
    old.far_group.save()
    late = datetime(2026, 12, 3, 12, tzinfo=UTC)
    assert operations.freeze_due(now=late) == 4  # two Octobers; October and November there
    assert Period.objects.filter(group=old.far_group).of(NOVEMBER).exists() and not counted(old)
    assert tasks.periods(OVER) == 2 and names(old) == {"2026-10", "2026-11"}
    assert operations.freeze_due(now=OVER) == 0


def test_the_last_month_brings_its_quarter_and_its_year(old):
    operations.freeze_due(now=NEW_YEAR)
    assert names(old) == {"2026-10", "2026-11", "2026-12", "2026-q4", "2026"}


@pytest.mark.parametrize("sql", ["UPDATE feedback_period SET starts_on = '2020-01-01'", "DELETE FROM feedback_period"])
def test_the_database_refuses_to_change_or_delete_what_was_counted(old, sql):
    operations.freeze_due(now=OVER)
    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(sql)
    assert counted(old)


def test_who_joined_late_and_what_was_dated_back_change_nothing_but_the_next_one_says_so(old):
    said = chain.sent(old, THEN)
    operations.freeze_due(now=OVER)
    before, page = counted(old, OCTOBER).figures, old.sam.client.get(PAGE)
    builders.membership(old.group, name="Late", joined_at=THEN)
    Step.objects.create(group=old.group, said=said, kind="HEARD", stage_to="HEARD", headline="Heard", at=THEN)
    operations.freeze_due(now=NEW_YEAR)
    assert counted(old, OCTOBER).figures == before and before["counts"]["SAID"] == 1
    assert main(old.sam.client.get(PAGE)) == main(page)
    Step.objects.create(group=old.group, said=said, kind="HEARD", stage_to="HEARD", headline="Heard",
                        at=datetime(2026, 12, 9, 9, tzinfo=UTC))  # fmt: skip
    operations.freeze_due(now=datetime(2027, 2, 4, 9, tzinfo=UTC))
    note = counted(old, spans.read("2027-01")).notes
    assert note == [[None, "December 2026: “Heard” was counted as 0. Counted today it is 1."]]


def main(response):
    assert response.status_code == 200
    return response.content.decode().partition("<main")[2].partition("</main")[0]


def test_a_changed_answer_and_what_was_opened_again_are_notes_in_the_next_one(old):
    said, again = chain.decided(old, THEN), chain.did(old, THEN)
    operations.freeze_due(now=datetime(2026, 11, 4, 9, tzinfo=UTC))
    first = counted(old, OCTOBER)
    later = datetime(2026, 11, 10, 10, tzinfo=UTC)
    answers.decide_again(by=old.okoro.membership, now=later, said=said, kind="CANNOT", **chain.ANSWER, **chain.REASON)
    deeds.say_if_answered(by=old.sam.membership, now=later, said=again, answer="NO", words="Not here.")
    fresh = chain.did(old, later)
    deeds.say_if_answered(by=old.sam.membership, now=later, said=fresh, answer="NO", words="Nor here.")
    operations.freeze_due(now=OVER)
    told = [words for _, words in counted(old).notes]
    assert not any(f"Number {fresh.number} " in words for words in told)  # all of it in the same month
    assert (
        f"The answer to number {said.number} was changed on Tuesday 10 November 2026, from “We will” to “We can’t”."
        in told
    )
    assert f"Number {again.number} was opened again, after it had been answered, on Tuesday 10 November 2026." in told
    assert counted(old).figures["counts"]["ANSWERED"] == 1  # the fresh one: a changed answer is not one more
    assert counted(old, OCTOBER).figures == first.figures and first.figures["counts"]["WE_WILL"] == 2


def test_a_quarter_is_told_to_facilitators_and_sponsors_once(old):
    operations.freeze_due(now=NEW_YEAR)
    operations.freeze_due(now=NEW_YEAR)
    told = Letter.objects.filter(stem__endswith="report_is_there", group=old.group)
    assert {one.person.name for one in told} == {"Farah", "Col", "Dr Okoro"} and told.count() == 3
    letter = told.first()
    assert "October to December 2026" in letter.subject and letter.path.endswith("/periods/2026-q4/")
    assert str(Period.objects.newest_first().first()) == "December 2026"
    assert emails.still_there([letter], NEW_YEAR) == {letter.pk}
    old.group.closed_at = NEW_YEAR
    old.group.save()
    assert queries.still_there([letter]) == set()


def test_what_is_counted_long_after_is_no_news(old):
    operations.freeze_due(now=NEW_YEAR + timedelta(days=90))
    assert not Letter.objects.filter(stem__endswith="report_is_there", path__endswith="2026-q4/").exists()
    assert not Event.objects.filter(what="period_frozen", sentence__startswith="October to December").exists()
    assert counted(old, spans.read("2026-q4"))


def test_a_group_that_has_just_begun_is_not_counted_yet(cast, now):
    assert operations.freeze_due(now=now) == 0
    assert queries.next_count(cast.group, now) == (NOVEMBER, date(2026, 12, 4))


def test_what_corrects_something_counted_before_is_a_note_in_the_next_one(old):
    first = chain.heard(old, THEN)
    later = datetime(2026, 11, 10, 10, tzinfo=UTC)
    answers.correct_answer(by=old.priya.membership, now=later, said=first, words="It was the other team.")
    new = drafts.correct(by=old.farah.membership, now=later, said=first, words="Letters come a week after.")
    new = drafts.put_to_group(by=old.farah.membership, now=later, said=new)
    for one in (old.sam, old.jo):
        drafts.agree(by=one.membership, now=later, said=new, answer="AGREE")
    drafts.send(by=old.farah.membership, now=later, said=new)
    operations.freeze_due(now=OVER)
    assert [words for _, words in counted(old).notes] == [
        f"An answer to number {first.number} was corrected on Tuesday 10 November 2026.",
        f"Number {new.number} corrects number {first.number}. It was sent on Tuesday 10 November 2026.",
    ]
