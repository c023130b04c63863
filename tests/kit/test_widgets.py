import datetime as dt

import pytest
from django import forms
from django.core.exceptions import ValidationError

from coproduction.kit.widgets import Checkboxes, Day, Sentence, TimeOfDay
from feedback.commitments.forms import Promise
from feedback.ingredients.forms import NoteIngredient, SayIngredients
from feedback.journey.forms import ProposeStep
from feedback.queue.forms import HandOver
from feedback.speaking_up.forms import AnswerPulse
from groups.checkouts.forms import AnswerCheckOut
from groups.investments.forms import NoteGiven
from groups.surveys.forms import AnswerSurvey
from groups.ways.forms import ReviewWays


class Plan(forms.Form):
    day = Day()
    starts = TimeOfDay()


def typed(day=("8", "12", "2026"), starts="2pm"):
    return {"day_day": day[0], "day_month": day[1], "day_year": day[2], "starts": starts}


@pytest.mark.parametrize("month", ["12", "Dec", "december"])
def test_a_day_may_name_its_month(month):
    plan = Plan(typed(("8", month, "2026")))
    assert plan.is_valid()
    assert plan.cleaned_data["day"] == dt.date(2026, 12, 8)


@pytest.mark.parametrize(
    ("day", "said"),
    [
        (("", "", ""), "Enter the day, month and year"),
        (("8", "", "2026"), "The date also needs a month"),
        (("", "12", ""), "The date also needs a day and a year"),
        (("31", "2", "2026"), "Enter a real date, for example 8 12 2026"),
        (("8", "soon", "2026"), "Enter a real date, for example 8 12 2026"),
        (("8", "12", "26"), "Enter the year as 4 numbers, for example 2026"),
        (("8", "12", "9999"), "Check the year. It should look like 2026"),
        (("8", "12", "1026"), "Check the year. It should look like 2026"),
        (("8", "12", "٢٠٢٦"), "Enter the year as 4 numbers, for example 2026"),
        (("8", "12", "0000"), "Enter a real date, for example 8 12 2026"),
    ],
)
def test_a_day_that_is_none_says_what_is_missing(day, said):
    assert Plan(typed(day)).errors["day"] == [said]


@pytest.mark.parametrize(
    ("words", "time"),
    [
        ("2pm", (14, 0)),
        ("2:30 pm", (14, 30)),
        ("2.30PM", (14, 30)),
        ("230pm", (14, 30)),
        ("12am", (0, 0)),
        ("12 pm", (12, 0)),
        ("14:30", (14, 30)),
        ("1430", (14, 30)),
        ("09:15", (9, 15)),
        ("10:30", (10, 30)),
        ("2:30 p.m.", (14, 30)),
        ("noon", (12, 0)),
        ("Midday", (12, 0)),
        ("midnight", (0, 0)),
    ],
)
def test_a_time_is_understood_as_people_say_it(words, time):
    plan = Plan(typed(starts=words))
    assert plan.is_valid(), plan.errors
    assert plan.cleaned_data["starts"] == dt.time(*time)


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ("", "Enter a time, for example 2pm"),
        ("later", "Enter a time like 2pm or 2:30pm"),
        ("25:00", "Enter a time like 2pm or 2:30pm"),
        ("14pm", "Enter a time like 2pm or 2:30pm"),
        ("0am", "Enter a time like 2pm or 2:30pm"),
        ("2", "Say am or pm, for example 2pm"),
        ("2:30", "Say am or pm, for example 2pm"),
    ],
)
def test_a_time_that_is_unclear_says_how_to_write_it(words, said):
    assert Plan(typed(starts=words)).errors["starts"] == [said]


def test_day_and_time_may_be_left_out_where_the_form_allows():
    assert Day(required=False).clean(None) is None
    assert TimeOfDay(required=False).clean("") is None
    assert Day().clean(dt.date(2026, 12, 8)) == dt.date(2026, 12, 8)
    assert TimeOfDay().clean(dt.time(14)) == dt.time(14)


def test_a_form_knows_whether_day_or_time_were_changed():
    before = {"day": dt.date(2026, 12, 8), "starts": dt.time(14)}
    assert not Plan(typed(), initial=before).changed_data
    assert Plan(typed(("9", "12", "2026"), "3pm"), initial=before).changed_data == ["day", "starts"]
    assert Plan(typed(("9", "", "2026"), "soon"), initial=before).changed_data == ["day", "starts"]


@pytest.mark.parametrize(
    ("time", "words"), [((0, 5), "12:05am"), ((12, 0), "12pm"), ((9, 0), "9am"), ((23, 59), "11:59pm")]
)
def test_a_kept_time_is_shown_as_we_say_it(time, words):
    assert TimeOfDay().widget.format_value(dt.time(*time)) == words
    assert TimeOfDay().clean(words) == dt.time(*time)


def test_a_half_typed_time_is_shown_as_it_was_typed():
    assert TimeOfDay().widget.format_value("soon") == "soon"


def test_a_day_left_out_of_the_form_is_told_from_an_empty_one():
    widget = Day().widget
    assert widget.value_omitted_from_data({}, {}, "day")
    assert not widget.value_omitted_from_data({"day_day": ""}, {}, "day")
    assert widget.id_for_label("") == ""


def test_hints_reach_choices_whose_values_are_numbers():
    field = forms.TypedMultipleChoiceField(choices=[(1, "One")], widget=Checkboxes(hints={"1": "Once"}))
    assert field.widget.create_option("n", 1, "One", False, 0)["hint"] == "Once"


def test_an_unreal_day_is_refused_outside_a_form_too():
    with pytest.raises(ValidationError):
        Day().clean(["1", "13", "2026"])


class Say(forms.Form):
    sentence = Sentence(label="How do you know?", max_length=40)


def test_a_sentence_is_asked_on_two_rows_and_kept_on_one_line():
    say = Say({"sentence": " We read it.\r\nAll of  it. "})
    assert say.is_valid() and say.cleaned_data["sentence"] == "We read it. All of it."
    assert '<textarea name="sentence"' in str(say["sentence"]) and 'rows="2"' in str(say["sentence"])
    assert not Say({"sentence": "x" * 41}).is_valid()


def test_who_is_asked_for_a_sentence_sees_all_of_it():
    """Everywhere in these rooms where the answer is a sentence and no name, number or title."""
    asked = {
        NoteIngredient: "sentence", SayIngredients: "line", ProposeStep: "waits_for", NoteGiven: "said", Promise: "how_much",
        HandOver: "note", AnswerSurvey: "line", AnswerPulse: "line", ReviewWays: "line", AnswerCheckOut: "line",
    }  # fmt: skip
    assert {type(form.base_fields[name].widget) for form, name in asked.items()} == {forms.Textarea}
