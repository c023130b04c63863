from datetime import timedelta

import pytest
from django.urls import reverse

from coproduction.kit import when
from feedback.commitments import operations as commitments
from groups.investments import operations, queries
from groups.investments.models import FacilitationTime, Given
from groups.papers import operations as papers
from tests import builders
from tests.builders import NOW
from tests.feedback.commitments.test_commitments import promise
from tests.groups.surveys.asking import closed, grown, words

DAY = timedelta(days=1)


def at(cast, name="investments"):
    return reverse(name, args=[cast.group.slug])


def page(cast, who="sam"):
    return words(getattr(cast, who).client.get(at(cast)))


def cards(cast, who="sam"):
    return {one.key: one for one in queries.page(getattr(cast, who).membership, NOW).cards}


def hours(cast, meeting, before=90, during=120, after=45, by="farah"):
    return operations.note_hours(
        by=getattr(cast, by).membership, now=NOW, meeting=meeting, before=before, during=during, after=after
    )  # fmt: skip


def test_what_a_leader_promised_for_it_stands_there_with_where_it_stands(cast, now):
    assert cards(cast)["TIME"].promised == []
    row = promise(cast, now, investment="TIME")
    promise(cast, now, what="Something else.")
    assert f"Promised “{row.what}” Dr Okoro, by {when.day(row.due_on)} · Promised" in page(cast)
    assert "Something else." not in page(cast)
    ways_in = {who: queries.page(getattr(cast, who).membership, NOW).promise_url for who in ("okoro", "sam", "farah")}
    assert ways_in == {"okoro": reverse("promise", args=[cast.group.slug]), "sam": "", "farah": ""}
    commitments.end(by=cast.okoro.membership, now=now, commitment=row, words="It is done for all.")
    assert cards(cast)["TIME"].promised == []


def test_hours_of_facilitation_are_added_up_for_all_and_noted_again_the_last_counts(cast):
    first, second = (
        builders.meeting(cast.group, cast.farah.membership, name, starts_at=NOW - days * DAY)
        for name, days in (("First", 30), ("Second", 3))
    )
    client = cast.farah.client
    wrong = {"meeting": second.pk, "before": "some", "during": "2", "after": ""}
    assert "Enter hours, for example 1 or 1.5" in words(client.post(at(cast, "note_hours"), wrong))
    client.post(at(cast, "note_hours"), {"meeting": second.pk, "before": "1.5", "during": "2", "after": "0.25"})
    hours(cast, first)
    hours(cast, first, before=60)
    assert FacilitationTime.objects.count() == 2
    said = "2 meetings in 12 months: 2.5 hours before, 4 hours during, 1 hour after."
    assert cards(cast)["FACILITATION"].worked_out == said and said in page(cast, "okoro")
    ahead = builders.meeting(cast.group, cast.farah.membership, "Ahead")
    for meeting, why in ((ahead, operations.NotHeldYet),):
        with pytest.raises(why):
            hours(cast, meeting)
    with pytest.raises(operations.TooLong):
        hours(cast, first, after=60 * 201)
    for who in ("sam", "faye"):
        with pytest.raises(operations.NotForYouToNote):
            hours(cast, first, by=who)


def test_a_group_that_has_not_met_has_no_hours_to_note(cast):
    assert "The group has not met yet." in words(cast.farah.client.get(at(cast, "note_hours")))


def test_what_the_group_got_is_a_line_with_its_day(cast, clock):
    given = {
        "investment": "LEARNING",
        "said": "A course on reading budgets.",
        "given_on_day": "2",
        "given_on_month": "11",
    }
    late = cast.farah.client.post(at(cast, "note_given"), given | {"given_on_year": "2027"})
    assert "Enter a day that is not later than today." in words(late)
    cast.farah.client.post(at(cast, "note_given"), given | {"given_on_year": "2026"})
    assert "Given A course on reading budgets. (2 November 2026)" in page(cast)
    with pytest.raises(operations.NotForYouToNote):
        operations.note_given(by=cast.okoro.membership, now=NOW, investment="TIME", said="x", given_on=NOW.date())
    with pytest.raises(operations.SayWhat):
        operations.note_given(by=cast.farah.membership, now=NOW, investment="TIME", said="", given_on=NOW.date())
    assert Given.objects.count() == 1


def test_papers_in_time_are_worked_out_from_papers(cast):
    meeting = builders.meeting(cast.group, cast.farah.membership, "Held", starts_at=NOW - 2 * DAY)
    assert cards(cast)["INFORMATION"].worked_out == ""
    for days, title in ((12, "In time"), (3, "Late")):
        papers.add(by=cast.farah.membership, now=NOW - days * DAY, meeting=meeting, title=title, summary="x", text="y")
    assert cards(cast)["INFORMATION"].worked_out == "1 of 2 papers came in time in 12 months."


def test_what_is_felt_is_the_middle_answer_of_the_last_survey_by_side(cast):
    grown(cast)
    assert "Not asked yet, or too few answered to show it" in page(cast)
    survey = closed(cast, "INVESTMENTS", MEMBERS=[1] * 5, STAFF=[3] * 5)
    felt = {key: one.felt.sides for key, one in cards(cast).items()}
    assert felt["FACILITATION"] == [("Members", "“A little”")]
    assert felt["RELATIONSHIPS"] == [("Members", "“A little”"), ("Staff", "“Mostly”")]
    assert reverse("survey", args=[cast.group.slug, survey.pk]) in cast.sam.client.get(at(cast)).content.decode()
    assert {one.felt for one in cards(cast, "okoro").values()} == {None}  # five answers are too few beside the group


def test_a_question_the_group_changed_stays_in_its_survey(cast):
    grown(cast)
    survey = closed(cast, "INVESTMENTS", MEMBERS=[1] * 5)
    survey.questions[0]["words"] = "Other words."
    survey.save()
    assert cards(cast)["FACILITATION"].felt is None and cards(cast)["LEARNING"].felt


def test_how_often_people_have_to_retell_is_counted_over_time(cast):
    grown(cast)
    closed(cast, now=NOW - 200 * DAY, MEMBERS=[3] * 5)
    closed(cast, MEMBERS=[1] * 5)
    times = queries.page(cast.sam.membership, NOW).retold.times
    assert [said for _, said in times] == ["“Once or twice”", "“More often”"]
    assert "December 2026: “Once or twice”" in page(cast)


@pytest.mark.parametrize("rows", [1, 3])
def test_the_page_takes_the_same_statements_whatever_it_holds(cast, rows, clock, django_assert_num_queries):
    grown(cast)
    for number in range(rows):
        promise(cast, NOW, investment="TIME")
        operations.note_given(by=cast.farah.membership, now=NOW, investment="TIME", said="x", given_on=NOW.date())
        hours(cast, builders.meeting(cast.group, cast.farah.membership, f"M{number}", starts_at=NOW - 2 * DAY))
        closed(cast, "INVESTMENTS", now=NOW - 400 * DAY * number, MEMBERS=[1] * 5)
    client = cast.sam.client
    with django_assert_num_queries(9):  # session, person, membership; promised, given, hours, papers, surveys, halves
        client.get(at(cast))


def test_the_point_of_contact_sees_none_of_it_and_nobody_of_another_group(cast):
    assert cast.priya.client.get(at(cast)).status_code == 403
    assert cast.hal.client.get(at(cast)).status_code == 404
