from datetime import timedelta

import pytest
from bs4 import BeautifulSoup
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse

from coproduction.kit import unnamed
from groups.history.models import Event
from groups.membership.models import Membership
from groups.notices import delivery
from groups.notices.models import Letter
from groups.plans import operations as plans
from groups.surveys import operations, queries, tasks
from groups.surveys.models import Asked, Half, Survey, SurveyNudge
from tests import builders
from tests.builders import NOW
from tests.cast import signed_in
from tests.groups.surveys.asking import CLOSED, answered, choosing, closed, draft, grown, opened, words

DAY = timedelta(days=1)


def at(cast, name, *rest):
    return reverse(name, args=[cast.group.slug, *rest])


def letters(which):
    return sorted(
        Letter.objects.filter(stem__endswith=f"surveys/emails/{which}").values_list("person__name", flat=True)
    )


def asked(survey, player):
    return Asked.objects.get(half__survey=survey, membership=player.membership)


# --- opening ---


def test_both_sides_are_asked_their_own_questions_and_nobody_joins_later(cast):
    grown(cast)
    survey = opened(cast)
    assert dict(survey.halves.values_list("side", "could_answer")) == {"MEMBERS": 6, "STAFF": 5}
    assert (
        len(survey.asks("MEMBERS")) == 6 and len(survey.asks("STAFF")) == 5
    )  # staff are not asked about their own story
    assert len(letters("asked")) == 11 and not {"Farah", "Col", "Sol", "Nia"} & set(letters("asked"))
    late = builders.membership(cast.group, name="Late")
    with pytest.raises(operations.NotAsked):
        operations.answer(by=late, survey=survey, answers=choosing(survey, "MEMBERS", 1), now=NOW)
    assert "You are not asked this time." in words(signed_in(late.person).get(at(cast, "answer_survey", survey.pk)))


def test_a_side_of_four_is_not_asked_and_with_two_such_sides_nothing_opens(cast):
    grown(cast, members=5, staff=4)
    assert list(opened(cast).halves.values_list("side", flat=True)) == ["MEMBERS"]
    Membership.objects.filter(pk=cast.jo.membership.pk).update(left_at=NOW)
    with pytest.raises(operations.TooFewPeople):
        opened(cast, "SHIFTS")


def test_who_cannot_open(cast):
    grown(cast)
    made = draft(cast)
    for who in ("sam", "okoro", "nia"):
        with pytest.raises(operations.NotForYou):
            operations.open_survey(by=getattr(cast, who).membership, survey=made, now=NOW)
    operations.open_survey(by=cast.col.membership, survey=made, now=NOW)
    with pytest.raises(operations.OpenedAlready):
        operations.open_survey(by=cast.farah.membership, survey=made, now=NOW)
    told = cast.farah.client.post(at(cast, "open_survey", made.pk), follow=True)
    assert "This survey has opened" in words(told)


# --- answering, in three ways ---


def test_an_answer_leaves_counts_and_a_loose_line_and_no_trace_of_who(cast):
    grown(cast)
    survey = opened(cast)
    before = Event.objects.count()
    operations.answer(
        by=cast.sam.membership, survey=survey, answers=choosing(survey, "MEMBERS", 3), line=" Two\nlines ", now=NOW
    )
    half = survey.halves.get(side="MEMBERS")
    assert half.counts["0"] == {"0": 0, "1": 0, "2": 0, "3": 1, "4": 0} and (half.answered, half.lines) == (
        1,
        ["Two lines"],
    )
    assert {field.name for field in Asked._meta.get_fields()} == {"id", "half", "membership", "has_answered"}
    assert Event.objects.count() == before and survey.halves.get(side="STAFF").answered == 0


def test_why_an_answer_is_not_taken(cast):
    grown(cast)
    survey = opened(cast)
    right = choosing(survey, "MEMBERS", 1)
    for answers, line, why in (
        ({}, "", operations.AnswerEach), (right | {"0": "5"}, "", operations.AnswerEach),
        (right, "x" * 401, operations.LineTooLong),
    ):  # fmt: skip
        with pytest.raises(why):
            operations.answer(by=cast.sam.membership, survey=survey, answers=answers, line=line, now=NOW)
    operations.answer(by=cast.sam.membership, survey=survey, answers=right, now=NOW)
    with pytest.raises(unnamed.AnsweredAlready):
        operations.answer(by=cast.sam.membership, survey=survey, answers=right, now=NOW)
    with pytest.raises(operations.NotOpenAnyMore):
        operations.answer(by=cast.jo.membership, survey=survey, answers=right, now=CLOSED)
    late = asked(survey, cast.jo)
    operations.close(survey=survey, now=CLOSED)
    for act in (
        lambda: operations.answer(by=cast.jo.membership, survey=survey, answers=right, now=CLOSED),
        lambda: operations.answer_by_letter(asked=late, answers=right, now=CLOSED),
    ):
        with pytest.raises(operations.NotOpenAnyMore):
            act()


def test_signed_in_a_member_answers_on_a_page_that_keeps_what_they_typed(cast):
    grown(cast)
    survey = opened(cast)
    here = at(cast, "answer_survey", survey.pk)
    shown = words(cast.sam.client.get(here))
    assert "What people say and write here is in plain words." in shown and "Nobody can see what you answer" in shown
    short = words(cast.sam.client.get(f"{here}?words=short"))
    assert "The words are easy." in short and "is in plain words." not in short
    half = cast.sam.client.post(here, {"question_0": "1", "line": "My line stays"})
    assert "Choose an answer" in words(half) and "My line stays" in half.content.decode()
    given = {f"question_{key}": place for key, place in choosing(survey, "MEMBERS", 2).items()}
    assert "We counted your answers." in words(cast.sam.client.post(here, given, follow=True))
    assert "You have answered." in words(cast.sam.client.get(here))
    assert survey.halves.get(side="MEMBERS").answered == 1


def test_what_waits_stands_on_the_home_page_until_it_is_answered(cast):
    grown(cast)
    line = "Answer a few questions about how we work together Without your name, until Wednesday 9 December 2026"
    survey = opened(cast)
    for who in ("sam", "priya", "okoro"):
        assert line in words(getattr(cast, who).client.get(at(cast, "group_home")))
    for who in ("farah", "sol", "nia"):
        assert line not in words(getattr(cast, who).client.get(at(cast, "group_home")))
    operations.answer(by=cast.sam.membership, survey=survey, answers=choosing(survey, "MEMBERS", 1), now=NOW)
    assert line not in words(cast.sam.client.get(at(cast, "group_home")))


def test_the_link_in_a_letter_answers_once_without_signing_in_and_looking_changes_nothing(cast, clock):
    grown(cast)
    survey = opened(cast)
    letter = Letter.objects.get(person=cast.priya.person, stem__endswith="surveys/emails/asked")
    visitor = Client()
    assert "You do not need to sign in." in words(visitor.get(letter.path))
    assert not Asked.objects.filter(has_answered=True).exists()
    given = {f"question_{key}": place for key, place in choosing(survey, "STAFF", 2).items()}
    assert "Choose an answer" in words(visitor.post(letter.path, {}))
    assert "Thank you. We counted your answers" in words(visitor.post(letter.path, given))
    assert "You have answered." in words(visitor.get(letter.path))
    assert (
        "You have answered" in words(visitor.post(letter.path, given)) and survey.halves.get(side="STAFF").answered == 1
    )
    assert visitor.get(letter.path[:-2] + "0/").status_code == 404
    jos = Letter.objects.get(person=cast.jo.person, stem__endswith="surveys/emails/asked")
    Membership.objects.filter(pk=cast.jo.membership.pk).update(left_at=NOW)
    clock(CLOSED)
    assert "This survey has closed." in words(cast.sam.client.get(at(cast, "answer_survey", survey.pk)))
    for path in (letter.path, jos.path):
        assert "This survey has closed" in words(visitor.get(path)) and survey.title not in words(visitor.get(path))


def test_by_phone_a_facilitator_writes_it_down_and_the_person_is_told_that_and_not_what(cast):
    grown(cast)
    survey = opened(cast)
    listed = words(cast.farah.client.get(at(cast, "survey_by_phone", survey.pk)))
    assert "Sam" in listed and "Priya" in listed and "Late" not in listed
    here = at(cast, "answer_by_phone", survey.pk, cast.sam.membership.pk)
    given = {f"question_{key}": place for key, place in choosing(survey, "MEMBERS", 2).items()}
    assert "Read the answers back" in words(cast.farah.client.post(here, given))
    told = words(cast.farah.client.post(here, given | {"read_back": "on", "line": "By phone"}, follow=True))
    assert "We counted the answers" in told
    assert (
        words(cast.farah.client.get(at(cast, "survey_by_phone", survey.pk))) == listed
    )  # it does not show who has answered
    letter = Letter.objects.get(stem__endswith="surveys/emails/by_phone")
    assert (
        letter.person == cast.sam.person
        and "Farah wrote down your answers" in letter.text
        and "By phone" not in letter.text
    )
    event = Event.objects.get(what="survey_by_phone")
    assert "Sam" not in event.sentence and "someone’s answers" in event.sentence
    assert "We cannot take answers for this person." in words(cast.farah.client.post(here, given | {"read_back": "on"}))
    with pytest.raises(operations.NotForYou):
        operations.answer_by_phone(
            by=cast.jo.membership, survey=survey, member=cast.sam.membership, answers={}, now=NOW
        )  # fmt: skip
    with pytest.raises(operations.CannotTakeTheirs):
        operations.answer_by_phone(
            by=cast.farah.membership, survey=survey, member=cast.col.membership, answers={}, now=NOW
        )  # fmt: skip
    assert cast.farah.client.get(at(cast, "answer_by_phone", survey.pk, cast.col.membership.pk)).status_code == 404


# --- the clock: one nudge, closing, asking again ---


def test_those_who_have_not_answered_are_nudged_once_and_after_closing_nobody_can_tell_who_they_were(cast, mail):
    grown(cast)
    survey = opened(cast)
    operations.answer(by=cast.sam.membership, survey=survey, answers=choosing(survey, "MEMBERS", 1), now=NOW)
    assert tasks.look_at_surveys(NOW + 11 * DAY) == 0
    assert tasks.look_at_surveys(NOW + 12 * DAY) == 1 and tasks.look_at_surveys(NOW + 13 * DAY) == 0
    assert len(letters("nudge")) == 10 and "Sam" not in letters("nudge")
    operations.answer(by=cast.jo.membership, survey=survey, answers=choosing(survey, "MEMBERS", 1), now=NOW + 12 * DAY)
    delivery.send_due(lambda: NOW + 12 * DAY)
    assert Letter.objects.get(person=cast.jo.person, stem__endswith="/nudge").state == "EXPIRED"
    assert not operations.nudge(survey=survey, now=NOW + 14 * DAY)
    assert tasks.look_at_surveys(CLOSED) == 1 and tasks.look_at_surveys(CLOSED) == 0
    assert letters("nudge") == [] and not Asked.objects.exists() and not operations.close(survey=survey, now=CLOSED)


def test_four_answers_of_a_side_are_deleted_and_the_other_side_stays(cast):
    grown(cast)
    closed(cast, MEMBERS=[1, 1, 1, 1], STAFF=[2, 2, 2, 2, 2], line="Only us")
    members, staff = Half.objects.order_by("side")
    assert (members.counts, members.lines, members.answered) == ({}, [], 0)
    assert staff.answered == 5 and staff.lines == ["Only us"] * 5
    assert letters("results") == [
        "Col",
        "Dr Okoro",
        "Farah",
        "Jo",
        *[f"Member {n}" for n in range(4)],
        "Nia",
        "Sam",
        "Sol",
    ]


def test_where_too_few_answered_nobody_is_told_that_there_is_something_to_read(cast):
    grown(cast)
    closed(cast, MEMBERS=[1], STAFF=[])
    assert letters("results") == []


def test_half_a_year_after_the_values_were_asked_the_facilitators_are_reminded_once(cast):
    grown(cast)
    began = cast.group.created_at
    assert tasks.look_at_surveys(began + 170 * DAY) == 0
    due = began + 182 * DAY
    assert tasks.look_at_surveys(due) >= 1 and tasks.look_at_surveys(due + DAY) == 0
    assert letters("due")[:2] == ["Col", "Farah"] and SurveyNudge.objects.filter(group=cast.group).count() == 1
    survey = opened(cast, now=due + DAY)
    operations.close(survey=survey, now=due + 22 * DAY)
    assert tasks.look_at_surveys(due + 170 * DAY) == 0
    assert tasks.look_at_surveys(due + 190 * DAY) >= 1 and SurveyNudge.objects.filter(group=cast.group).count() == 2


def test_groups_whose_day_comes_later_hide_no_other(cast):
    """Half a year is longer or shorter by its months, so a group that may be due can wait for days."""
    began, due = cast.group.created_at, cast.group.created_at + 182 * DAY
    type(cast.group).objects.filter(pk=cast.group.pk).update(created_at=began + 10 * DAY)
    assert cast.group in queries.may_be_due(due) and cast.group.pk < cast.other_group.pk
    assert [one for one, _ in queries.to_remind(due, limit=1)] == [cast.other_group]


def test_the_reminder_stands_on_the_page_of_plans_and_can_be_turned_off_and_put_off(cast, mail):
    page = words(cast.sam.client.get(at(cast, "reminders_to_look_again")))
    assert "Our five values" in page and "half a year after they were asked last" in page
    due = cast.group.created_at + 182 * DAY
    operations.remind(now=due)
    letter = Letter.objects.get(stem__endswith="surveys/emails/due", person=cast.farah.person)
    operations.remind_again(letter, ":again-1", now=due + DAY)
    assert letters("due").count("Farah") == 2 and letters("due").count("Col") == 1
    draft(cast)
    delivery.send_due(lambda: due + DAY)
    assert set(
        Letter.objects.filter(stem__endswith="surveys/emails/due", group=cast.group).values_list("state", flat=True)
    ) == {"EXPIRED"}
    plans.switch(by=cast.faye.membership, now=NOW, address="VALUES-0-days", on=False)
    SurveyNudge.objects.all().delete()
    operations.remind(now=due + DAY)
    assert not SurveyNudge.objects.filter(group=cast.other_group).exists()


def test_the_database_keeps_the_rules_too(cast):
    grown(cast)
    survey = opened(cast)
    with pytest.raises(IntegrityError), transaction.atomic():
        Survey.objects.create(
            group=cast.group, kind="VALUES", title="x", questions=[], drafted_by=cast.farah.membership, drafted_at=NOW
        )  # fmt: skip
    with pytest.raises(IntegrityError), transaction.atomic():
        Survey.objects.filter(pk=survey.pk).update(opened_at=None)
    with pytest.raises(IntegrityError), transaction.atomic():
        Asked.objects.create(half=survey.halves.get(side="MEMBERS"), membership=cast.sam.membership)


@pytest.mark.parametrize("rows", [1, 3])
def test_the_pages_take_the_same_statements_whatever_they_hold(cast, rows, clock, django_assert_num_queries):
    grown(cast)
    for number in range(rows):
        closed(cast, now=NOW - timedelta(days=30 * number), MEMBERS=[1] * 6, STAFF=[2] * 5)
    survey = opened(cast, "SHIFTS")
    answered(survey, MEMBERS=[1])
    sam, jo, farah, visitor = cast.sam.client, cast.jo.client, cast.farah.client, Client()
    with django_assert_num_queries(4):  # session, person, membership, surveys
        sam.get(at(cast, "surveys"))
    with django_assert_num_queries(5):  # and: the survey, whether answered
        jo.get(at(cast, "answer_survey", survey.pk))
    with django_assert_num_queries(5):  # and: the survey, who is asked
        farah.get(at(cast, "survey_by_phone", survey.pk))
    link = reverse("answer_by_letter", args=[queries.token(asked(survey, cast.jo))])
    with django_assert_num_queries(1):  # who is asked, with the survey
        visitor.get(link)


# --- a picture at each place of a shift ---


def pictures(response):
    return BeautifulSoup(response.content, "html.parser").select("form .nhsuk-radios svg.app-step")


def test_each_answer_about_a_shift_has_its_picture_and_the_words_beside_it(cast):
    grown(cast)
    survey = opened(cast, "SHIFTS")
    page = cast.sam.client.get(at(cast, "answer_survey", survey.pk))
    found = pictures(page)
    assert len(found) == 8 * 5
    assert {one["aria-hidden"] for one in found} == {"true"} and not any(one.find("title") for one in found)
    assert [one.find_parent("label").get_text(strip=True) for one in found[:5]] == list(survey.questions[0]["answers"])
    pins = [one.select_one(".app-step__pin")["transform"] for one in found[:5]]
    assert pins == [f"translate({x} 0)" for x in (10, 34, 58, 82, 106)]
    assert [bool(one.select_one(".app-step__full")) for one in found[:5]] == [False] * 4 + [True]
    assert [bool(one.select_one(".app-step__behind")) for one in found[:5]] == [False] + [True] * 4
    assert len(pictures(cast.sam.client.get(f"{at(cast, 'answer_survey', survey.pk)}?words=short"))) == 40


def test_a_question_that_is_no_line_has_no_picture(cast):
    grown(cast)
    survey = opened(cast, "VALUES")
    assert pictures(cast.sam.client.get(at(cast, "answer_survey", survey.pk))) == []


def test_who_prepares_the_shifts_sees_the_pictures_too(cast):
    page = cast.farah.client.get(at(cast, "survey_draft", draft(cast, "SHIFTS").pk))
    assert len(BeautifulSoup(page.content, "html.parser").select(".app-steps svg")) == 8 * 5
