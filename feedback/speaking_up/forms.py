"""The two questions."""

from django import forms

from coproduction.kit.forms import helper
from coproduction.kit.widgets import Radios, Sentence
from feedback.speaking_up.models import Answer, PulseRound, Question


def _one(question):
    return forms.ChoiceField(
        label=question.label, choices=Answer.choices, widget=Radios,
        error_messages=dict.fromkeys(
            ("required", "invalid_choice"), "Choose an answer. “I would rather not say” is one"
        ),
    )  # fmt: skip


class AnswerPulse(forms.Form):
    think = _one(Question.THINK)
    cost = _one(Question.COST)
    line = Sentence(
        label="Is there one thing you want to add?", max_length=PulseRound.LINE, required=False,
        help_text=(
            "You can leave this empty. Your group reads it with the results, mixed with the lines of others. "
            "Leave out names, places and days that could show who you are."
        ),
    )  # fmt: skip

    def __init__(self, *args, cancel_url="", **kwargs):
        super().__init__(*args, **kwargs)
        self.helper = helper("answer-pulse", "Send my answers", cancel_url=cancel_url)
