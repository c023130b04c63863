"""Which survey to begin, and one question of it."""

from django import forms

from coproduction.kit.forms import helper
from coproduction.kit.widgets import Line, Radios, Words
from groups.surveys.models import Kind

HINTS = {
    Kind.VALUES: "How we work together. Members and staff are asked alike. Meant for twice a year.",
    Kind.SHIFTS: "How far care has moved, on eight lines. Meant for once a year.",
    Kind.INVESTMENTS: "Whether we get what this work needs. Meant for once a year.",
    Kind.OWN: "Up to 12 questions that you write.",
}
WHO = [("BOTH", "Members and staff"), ("MEMBERS", "Members"), ("STAFF", "Staff (points of contact and sponsors)")]


class BeginSurvey(forms.Form):
    kind = forms.ChoiceField(
        label="Which questions?", choices=Kind.choices, widget=Radios(hints=HINTS),
        error_messages=dict.fromkeys(("required", "invalid_choice"), "Choose which questions to begin with"),
    )  # fmt: skip
    title = Line(
        label="What is it about?", max_length=120, required=False,
        help_text="Only for your own questions. The others have a title.",
    )  # fmt: skip

    def __init__(self, *args, cancel_url, **kwargs):
        super().__init__(*args, **kwargs)
        self.helper = helper("begin-survey", "Look at the questions", cancel_url=cancel_url)


class WriteQuestion(forms.Form):
    question = Line(label="The question", max_length=200, error_messages={"required": "Write the question"})
    easy = Line(
        label="The same in one short sentence", max_length=120, required=False,
        help_text="For people who choose short sentences. You can leave this empty.",
    )  # fmt: skip
    answers = Words(
        label="The answers", max_length=400, widget=forms.Textarea(attrs={"rows": 6}),
        help_text="3 to 5, a line for each, in order: from one end to the other.",
        error_messages={"required": "Give 3 to 5 answers, a line for each"},
    )  # fmt: skip
    who = forms.ChoiceField(
        label="Who is asked this?", choices=WHO, widget=Radios, initial="BOTH",
        error_messages=dict.fromkeys(("required", "invalid_choice"), "Choose who is asked this"),
    )  # fmt: skip

    def __init__(self, *args, cancel_url, **kwargs):
        super().__init__(*args, **kwargs)
        self.helper = helper("write-question", "Keep this question", cancel_url=cancel_url)

    def given(self) -> dict:
        typed = self.cleaned_data
        return typed | {"answers": typed["answers"].splitlines()}
