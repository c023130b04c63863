"""What was given, and hours of facilitation."""

from django import forms

from coproduction.kit.forms import helper
from coproduction.kit.widgets import Day, Radios, Sentence
from groups.investments.models import Investment

WHICH = dict.fromkeys(("required", "invalid_choice"), "Choose which of the five it is about")


class NoteGiven(forms.Form):
    investment = forms.ChoiceField(
        label="Which of the five?", choices=Investment.choices, widget=Radios, error_messages=WHICH
    )
    said = Sentence(
        label="What did the group get?", max_length=300,
        help_text="For example: a course on reading budgets. Leave out names of members.",
        error_messages={"required": "Write what the group got"},
    )  # fmt: skip
    given_on = Day(label="When?", error_messages={"required": "Enter the day, month and year"})

    def __init__(self, *args, cancel_url, **kwargs):
        super().__init__(*args, **kwargs)
        self.helper = helper("note-given", "Keep this", cancel_url=cancel_url)


def _hours(label):
    return forms.DecimalField(
        label=label, min_value=0, max_value=200, max_digits=5, decimal_places=2,
        widget=forms.TextInput(attrs={"class": "nhsuk-input--width-4", "inputmode": "decimal"}),
        error_messages=dict.fromkeys(
            ("required", "invalid", "min_value", "max_value", "max_digits", "max_whole_digits", "max_decimal_places"),
            "Enter hours, for example 1 or 1.5",
        ),
    )  # fmt: skip


class NoteHours(forms.Form):
    """All facilitators together."""

    meeting = forms.ChoiceField(
        label="Which meeting?", error_messages=dict.fromkeys(("required", "invalid_choice"), "Choose a meeting")
    )  # fmt: skip
    before = _hours("Hours before it")
    during = _hours("Hours during it")
    after = _hours("Hours after it")

    def __init__(self, *args, meetings, cancel_url, **kwargs):
        super().__init__(*args, **kwargs)
        self.meetings = {str(one.pk): one for one in meetings}
        self.fields["meeting"].choices = [(key, f"{one.title}, {one.day}") for key, one in self.meetings.items()]
        self.helper = helper("note-hours", "Keep these hours", cancel_url=cancel_url)

    def given(self) -> dict:
        typed = self.cleaned_data
        minutes = {part: round(typed[part] * 60) for part in ("before", "during", "after")}
        return {"meeting": self.meetings[typed["meeting"]], **minutes}
