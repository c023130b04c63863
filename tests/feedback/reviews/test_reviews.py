from datetime import timedelta

import pytest
from bs4 import BeautifulSoup
from django.db import IntegrityError, transaction
from django.urls import reverse

from coproduction.pages import home
from feedback.log import operations as log
from feedback.log.models import Said, Stage
from feedback.reviews import operations, queries, tasks
from feedback.reviews.models import Finding, ImpactNudge, ImpactReview
from groups.charter.models import Group
from groups.notices import delivery
from groups.notices.models import Letter
from groups.plans import operations as plans
from groups.plans import queries as plans_queries
from tests import builders
from tests.builders import NOW

DAY = timedelta(days=1)
BOTH = {"what_changed": "Letters come in time.", "what_grew": "More of us speak."}
ALL = BOTH | {
    "say": "- Clinics still ring.\n\n* Nobody asks us.",
    "purpose": "Carers are missing.",
    "learn": "How budgets work",
}


def review(cast, now=NOW, by="farah", **given):
    return operations.review(by=getattr(cast, by).membership, now=now, **given)


def began(cast, ago):
    Group.objects.update(created_at=NOW)
    Group.objects.filter(pk=cast.group.pk).update(created_at=NOW - ago)
    cast.group.refresh_from_db()


def at(cast, name="impact_reviews", *rest):
    return reverse(name, args=[cast.group.slug, *rest])


def words(answer):
    assert answer.status_code == 200
    return BeautifulSoup(answer.content, "html.parser").find("main").get_text(" ", strip=True)


def test_findings_become_drafts_of_the_group_a_note_on_the_purpose_and_things_to_learn(cast):
    made = review(cast, **ALL)
    drafts = list(Said.objects.order_by("number"))
    assert [one.words for one in drafts] == ["Clinics still ring.", "Nobody asks us."]
    assert all(one.stage == Stage.DRAFT and one.said_by is None for one in drafts)
    assert "looking at our impact on Wednesday 18 November 2026" in drafts[0].why_it_matters
    assert list(made.findings.order_by("id").values_list("kind", "said")) == [
        ("SAY", drafts[0].pk), ("SAY", drafts[1].pk), ("PURPOSE", None), ("LEARN", None),
    ]  # fmt: skip


@pytest.mark.parametrize(("missing", "refusal"), [
    ({"what_changed": " "}, operations.SayWhatChanged), ({"what_grew": "\n"}, operations.SayWhatGrew),
    ({"say": " \n - ", "purpose": "", "learn": ""}, operations.SomethingMustComeOfIt),
    ({"say": "x\n" * 13}, operations.TooManyLines), ({"learn": "x" * 1001}, operations.TooLong),
    ({"what_grew": "x" * 3001}, operations.TooLong),
])  # fmt: skip
def test_it_cannot_be_closed_empty(cast, missing, refusal):
    with pytest.raises(refusal):
        review(cast, **ALL | missing)
    assert not ImpactReview.objects.exists() and not Said.objects.exists()


@pytest.mark.parametrize("who", ["sam", "sol", "priya", "okoro", "nia"])
def test_only_facilitators_write_it_down(cast, who):
    with pytest.raises(log.NotYourPart):
        review(cast, by=who, **ALL)


def test_what_is_to_be_looked_at_or_learned_stands_there_until_it_is_ticked_off(cast):
    review(cast, **ALL)
    seen = words(cast.sam.client.get(at(cast)))
    assert "Still to be done Carers are missing." in seen and "How budgets work" in seen and "Next time" in seen
    assert "It is done" not in seen
    purpose, learn = Finding.objects.exclude(kind="SAY").order_by("id")
    assert queries.learning_since(cast.group.pk) == NOW
    done = at(cast, "finding_done", learn.pk)
    assert "You noted that it is done" in words(cast.farah.client.post(done, follow=True))
    assert "done already" in words(cast.farah.client.post(done, follow=True))
    assert queries.learning_since(cast.group.pk) is None
    assert queries.open_findings(cast.sam.membership) == [purpose]
    draft = Finding.objects.filter(kind="SAY").first()
    with pytest.raises(operations.DoneAlready):
        operations.tick_off(by=cast.farah.membership, now=NOW, finding=draft)
    with pytest.raises(IntegrityError), transaction.atomic():
        Finding.objects.filter(pk=draft.pk).update(said=None)


def test_a_facilitator_writes_it_on_a_page_and_nothing_typed_is_lost(cast):
    empty = cast.farah.client.post(at(cast, "review_impact"), BOTH)
    assert "At least one thing must come" in words(empty) and "More of us speak." in empty.content.decode()
    done = words(cast.farah.client.post(at(cast, "review_impact"), ALL, follow=True))
    assert "2 drafts of it are with the drafts now." in done and "“Clinics still ring.” Draft" in done
    assert "We kept it." in words(
        cast.farah.client.post(at(cast, "review_impact"), BOTH | {"learn": "Maps"}, follow=True)
    )


# --- every half year ---


def test_it_is_time_half_a_year_after_the_last_look_or_after_the_group_began(cast):
    began(cast, queries.EVERY)
    assert queries.when_due(cast.group) == NOW.date()
    assert "It has been time since 18 November 2026" in words(cast.sam.client.get(at(cast)))
    late = home.overdue(cast.group, NOW)
    assert [(one.kind, one.words, one.day) for one in late] == [("impact", "A look at our impact", NOW.date())]
    review(cast, **ALL)
    assert home.overdue(cast.group, NOW) == []
    assert queries.when_due(cast.group) == (NOW + queries.EVERY).date()


def test_facilitators_are_reminded_once_and_never_at_night_and_not_after_they_looked(cast):
    began(cast, queries.EVERY + DAY)
    assert tasks.impact_to_review(NOW.replace(hour=7)) == 0
    assert tasks.impact_to_review(NOW) == 1 and tasks.impact_to_review(NOW + DAY) == 0
    letters = list(Letter.objects.filter(stem="feedback/reviews/emails/due"))
    assert {one.person.name for one in letters} == {"Farah", "Col"} and ImpactNudge.objects.count() == 1
    assert len(queries.still_due(letters, NOW)) == 2
    operations.nudge_again(letters[0], ":again", now=NOW)
    Group.objects.filter(pk=cast.group.pk).update(closed_at=NOW)
    operations.nudge_again(letters[0], ":and-again", now=NOW)  # a group that has closed is reminded of nothing
    assert Letter.objects.filter(stem="feedback/reviews/emails/due").count() == 3
    Group.objects.filter(pk=cast.group.pk).update(closed_at=None)
    review(cast, now=NOW + DAY, **ALL)
    assert queries.still_due(letters, NOW + DAY) == set()
    assert tasks.impact_to_review(NOW + DAY + queries.EVERY) >= 1  # and the next time again


def test_a_reminder_that_waits_does_not_go_once_the_group_has_looked(cast):
    began(cast, queries.EVERY + DAY)
    tasks.impact_to_review(NOW)
    waiting = Letter.objects.filter(stem="feedback/reviews/emails/due")
    waiting.filter(person=cast.col.person).update(due_at=NOW + DAY)
    delivery.send_due(lambda: NOW)
    review(cast, now=NOW + DAY, **ALL)
    delivery.send_due(lambda: NOW + DAY)
    assert dict(waiting.values_list("person__name", "state")) == {"Farah": "SENT", "Col": "EXPIRED"}


def test_the_reminder_stands_with_the_others_and_can_be_turned_off(cast):
    began(cast, queries.EVERY - 3 * DAY)
    coming = plans_queries.page(cast.farah.membership, NOW, "again").coming
    assert [one.about for one in coming if one.kind == queries.TITLE] == [queries.TITLE]
    plans.switch(by=cast.farah.membership, now=NOW, address="IMPACT-0-days", on=False)
    began(cast, 2 * queries.EVERY)
    assert tasks.impact_to_review(NOW) == 0


@pytest.mark.parametrize("rows", [1, 3])
def test_the_page_takes_as_many_statements_for_three_as_for_one(cast, rows, django_assert_num_queries):
    for number in range(rows):
        review(cast, now=NOW - number * DAY, **ALL)
    builders.membership(cast.group)
    cast.sam.client.get(at(cast))
    with django_assert_num_queries(8):
        cast.sam.client.get(at(cast))


def test_a_group_that_closed_still_reads_what_it_found_and_has_no_next_time(cast, now):
    Group.objects.filter(pk=cast.group.pk).update(closed_at=now)
    page = cast.farah.client.get(reverse("impact_reviews", args=[cast.group.slug]))
    assert page.status_code == 200
    assert "Next time" not in page.content.decode() and "Write down what came of it" not in page.content.decode()
