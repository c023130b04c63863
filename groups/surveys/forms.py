"""The questions of a survey, as one side is asked them."""

from django import forms

from coproduction.kit.charts import steps
from coproduction.kit.forms import helper
from coproduction.kit.widgets import Radios, Sentence
from groups.surveys.models import Survey

LINE_HINT = (
    "You can leave this empty. The group reads it with the results, mixed with the lines of others. "
    "Leave out names, places and days that could show who you are."
)


class AnswerSurvey(forms.Form):
    """One question at a time, in the order they have, and one line. `plain`: in short sentences."""

    line = Sentence(
        label="Is there one thing you want to add?", max_length=Survey.LINE, required=False, help_text=LINE_HINT
    )

    def __init__(self, *args, survey, side, plain=False, button="Send my answers", cancel_url="", **kwargs):
        super().__init__(*args, **kwargs)
        self.asks = survey.asks(side)
        for key, one in self.asks:
            self.fields[f"question_{key}"] = forms.ChoiceField(
                label=one["easy"] if plain and one["easy"] else one["words"], widget=Radios(pictures=_pictures(one)),
                choices=[(str(place), words) for place, words in enumerate(one["answers"])],
                error_messages=dict.fromkeys(("required", "invalid_choice"), "Choose an answer"),
                help_text=_ends(one) if plain else "",
            )  # fmt: skip
        self.order_fields([f"question_{key}" for key, _ in self.asks])
        self.helper = helper("answer-survey", button, cancel_url=cancel_url)
        self.helper.attrs["class"] = "app-prints"  # for who answers on paper, and is then rung up

    def answers(self) -> dict:
        return {key: self.cleaned_data[f"question_{key}"] for key, _ in self.asks}


def _pictures(one) -> dict:
    """A line from one thing to another has a picture at each place."""
    return {str(place): step for place, step in enumerate(steps(len(one["answers"])))} if one["start"] else {}


def _ends(one):
    """The short sentence says what is asked; the ends of the line say what the places mean."""
    return f"From “{one['start']}” to “{one['end']}”" if one["start"] else ""


class AnswerByPhone(AnswerSurvey):
    """The same, written down for someone."""

    read_back = forms.BooleanField(
        label="They asked me to write down their answers, and I read them back",
        error_messages={"required": "Read the answers back to them first, then tick this"},
    )  # fmt: skip

    def __init__(self, *args, **kwargs):
        super().__init__(*args, button="Count these answers", **kwargs)
        self.fields["line"].label = "Is there one thing they want to add?"
        self.helper.attrs["data-form"] = "answer-by-phone"
