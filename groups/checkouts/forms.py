"""The three questions."""

from django import forms

from coproduction.kit.forms import helper
from coproduction.kit.widgets import Radios, Sentence
from groups.checkouts.models import Answer, CheckOut, Question


def _one(question):
    return forms.ChoiceField(
        label=question.label, choices=Answer.choices, widget=Radios,
        error_messages=dict.fromkeys(("required", "invalid_choice"), "Choose yes, partly or no"),
    )  # fmt: skip


class AnswerCheckOut(forms.Form):
    heard = _one(Question.HEARD)
    safe = _one(Question.SAFE)
    worth = _one(Question.WORTH)
    line = Sentence(
        label="Is there one thing you want to add?", max_length=CheckOut.LINE, required=False,
        help_text=(
            "You can leave this empty. Your group reads it with the results, mixed with the lines of others. "
            "Leave out names, places and days that could show who you are."
        ),
    )  # fmt: skip

    def __init__(self, *args, cancel_url="", **kwargs):
        super().__init__(*args, **kwargs)
        self.helper = helper("answer-check-out", "Send my answers", cancel_url=cancel_url)
