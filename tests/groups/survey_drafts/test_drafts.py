import pytest
from django.urls import reverse

from groups.history.models import Event
from groups.notices.models import Letter
from groups.survey_drafts import operations
from groups.survey_sets import queries as sets
from groups.surveys.models import Survey
from groups.surveys.operations import NotForYou, OpenedAlready, open_survey
from tests.builders import NOW
from tests.groups.surveys.asking import draft, grown, words


def at(cast, name, *rest):
    return reverse(name, args=[cast.group.slug, *rest])


def write(cast, survey, question="Is there tea?", answers=("No", "Some", "Yes"), place=None):
    told = {"question": question, "easy": "Tea?", "answers": list(answers), "who": "BOTH", "place": place}
    operations.write_question(by=cast.farah.membership, survey=survey, **told)
    survey.refresh_from_db()
    return survey


def test_the_sets_are_five_values_eight_shifts_and_five_investments_each_with_a_short_sentence():
    assert [len(sets.SETS[kind].asks) for kind in (sets.VALUES, sets.SHIFTS, sets.INVESTMENTS)] == [6, 8, 5]
    for ready in sets.SETS.values():
        for one in ready.asks:
            assert 3 <= len(one.answers) <= 5 and one.easy and len(one.easy) < 60
    assert sets.ready(sets.VALUES, lambda words: words.replace("co-", "co")).asks[0].words.count("coproduction") == 1
    both = [one for one in sets.SETS[sets.VALUES].asks if one.who == sets.BOTH]
    assert len(both) == 5 and sets.RETELL.who == sets.MEMBERS


def test_a_facilitator_begins_changes_and_opens_a_survey_and_nobody_hears_of_a_draft(cast):
    grown(cast)
    client = cast.farah.client
    assert "?kind=VALUES" in client.get(at(cast, "surveys")).content.decode()
    assert "Choose which questions" in words(client.post(at(cast, "begin_survey"), {}))
    assert "Write what the survey is about" in words(
        client.post(at(cast, "begin_survey"), {"kind": "OWN", "title": " "})
    )
    assert "fewer than 5" not in words(client.post(at(cast, "begin_survey"), {"kind": "VALUES"}, follow=True))
    survey = Survey.objects.get()
    here = at(cast, "change_question", survey.pk, 0)
    assert "backs it" in client.get(here).content.decode()
    given = {"question": "We know why we work together.", "easy": "", "answers": "No\nPartly\nYes", "who": "BOTH"}
    wrong = client.post(here, given | {"answers": "No\nYes"})
    assert "Give 3 to 5 answers" in words(wrong) and "We know why we work together." in wrong.content.decode()
    assert "You kept the question." in words(client.post(here, given, follow=True))
    assert client.post(at(cast, "add_question", survey.pk), given | {"question": "One more?"}).status_code == 302
    client.post(at(cast, "take_question_out", survey.pk, 5))
    assert "We know why we work together." in words(client.get(at(cast, "survey_draft", survey.pk)))
    assert survey.title not in words(cast.sam.client.get(at(cast, "surveys"))) and not Letter.objects.exists()
    assert cast.sam.client.get(at(cast, "survey", survey.pk)).status_code == 404
    assert "The survey is open." in words(client.post(at(cast, "open_survey", survey.pk), follow=True))
    survey.refresh_from_db()
    assert [one["words"] for one in survey.questions][::5] == ["We know why we work together.", "One more?"]
    assert "Farah opened the survey" in Event.objects.get(what="survey_opened").sentence


def test_why_a_question_is_not_taken(cast):
    survey = draft(cast, "OWN", "Tea")
    with pytest.raises(operations.WriteTheQuestion):
        write(cast, survey, question=" ")
    for answers in (("No", "Yes"), ("No", "No", "Yes"), tuple("abcdef")):
        with pytest.raises(operations.ThreeToFive):
            write(cast, survey, answers=answers)
    with pytest.raises(operations.NoSuchQuestion):
        write(cast, survey, place=0)
    for number in range(Survey.MOST):
        write(cast, survey, f"Question {number}")
    with pytest.raises(operations.TooManyQuestions):
        write(cast, survey)
    assert cast.farah.client.get(at(cast, "change_question", survey.pk, 12)).status_code == 404


def test_a_line_keeps_its_ends_as_long_as_the_question_stays_the_same(cast):
    survey = draft(cast, "SHIFTS")
    same, other = survey.questions[0]["words"], "Another question?"
    assert write(cast, survey, same, place=0).questions[0]["end"] == "What matters to you?"
    assert write(cast, survey, other, place=0).questions[0]["end"] == ""


def test_only_facilitators_prepare_one_of_a_kind_at_a_time_and_nothing_once_it_is_open(cast):
    grown(cast)
    with pytest.raises(NotForYou):
        operations.begin(by=cast.sam.membership, now=NOW, kind="VALUES")
    survey = draft(cast)
    with pytest.raises(operations.ThereAlready):
        draft(cast)
    with pytest.raises(NotForYou):
        operations.throw_away(by=cast.okoro.membership, survey=survey)
    told = cast.farah.client.post(at(cast, "throw_survey_away", survey.pk), follow=True)
    assert "You threw the draft away." in words(told) and not Survey.objects.exists()
    survey = draft(cast)
    open_survey(by=cast.farah.membership, survey=survey, now=NOW)
    for act in (lambda: write(cast, survey), lambda: operations.throw_away(by=cast.farah.membership, survey=survey)):
        with pytest.raises(OpenedAlready):
            act()


def test_a_survey_without_questions_does_not_open(cast):
    grown(cast)
    survey = draft(cast, "OWN", "Tea")
    told = words(cast.farah.client.post(at(cast, "open_survey", survey.pk), follow=True))
    assert "Add a question first." in told and "There are no questions yet." in told
