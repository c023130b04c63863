"""What we ask of people from the system when they hear and when they answer."""

from django import forms

from coproduction.kit.forms import helper
from coproduction.kit.widgets import Day, Radios
from feedback.answers import operations
from feedback.answers.models import Decision

Kind = Decision.Kind


def _long(label, missing, rows=4, size=2000, **more):
    errors = {"required": missing}
    widget = forms.Textarea(attrs={"rows": rows})
    return forms.CharField(label=label, widget=widget, max_length=size, error_messages=errors, **more)


class Hear(forms.Form):
    words = _long(
        "What do you want to say back?", "Enter what you want to say back",
        help_text="Plain words. What have you done with it so far?",
    )  # fmt: skip
    final_say = forms.CharField(
        label="Who has the final say?", max_length=200, help_text="A person or a board, by name.",
        error_messages={"required": "Enter who has the final say"},
    )  # fmt: skip
    answer_by = Day(label="When will they answer?", help_text="For example 8 12 2026")

    def __init__(self, *args, cancel_url="", **kwargs):
        super().__init__(*args, **kwargs)
        self.helper = helper("hear", "Say that you have heard it", cancel_url=cancel_url)


class Decide(forms.Form):
    kind = forms.ChoiceField(
        label="What is the answer?", choices=Kind.choices, error_messages={"required": "Choose one answer"},
        widget=Radios(
            hints={
                Kind.WE_WILL: "All of what was asked for will be done.",
                Kind.PARTLY: "Some of it will be done. Say which part will not, and why.",
                Kind.NOT_NOW: "Not yet. Say what would have to change first.",
                Kind.CANNOT: "It cannot be done. Say why.",
            }
        ),
    )  # fmt: skip
    reason = _long("Why?", "Say why", size=3000, required=False, help_text="Needed for every answer but “We will”.")
    cause = forms.ChoiceField(
        label="What stands in the way?", required=False, widget=Radios,
        choices=[("", "Nothing stands in the way"), *Decision.Cause.choices],
    )  # fmt: skip
    what_matters = _long(
        "What matters to people?", "Enter what matters to people", rows=3,
        help_text="In your words: what did the group want to change for people?",
    )  # fmt: skip
    what_binds = _long(
        "What did you have to follow?", "Enter what you had to follow. If nothing, say so", rows=3,
        help_text="Law, money, contracts, policy. If nothing stands in the way, say so.",
    )  # fmt: skip
    decided_by = forms.CharField(
        label="Who decided?", max_length=200, help_text="A person or a board, by name.",
        error_messages={"required": "Enter who decided"},
    )  # fmt: skip

    deed, button = "answer", "Give the answer"

    def __init__(self, *args, cancel_url="", **kwargs):
        super().__init__(*args, **kwargs)
        self.helper = helper(self.deed, self.button, cancel_url=cancel_url)

    def clean(self):
        """Out of kindness, with the other errors: the operation asks for the reason and the cause again."""
        found = super().clean()
        if found.get("kind") not in (None, Kind.WE_WILL):
            for name, refusal in (("reason", operations.ReasonRequired), ("cause", operations.CauseRequired)):
                if not found.get(name) and name not in self.errors:
                    self.add_error(name, refusal().sentence)
        return found


class DecideAgain(Decide):
    deed, button = "decide-again", "Give the new answer"

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["kind"].choices = [choice for choice in Kind.choices if choice[0] != Kind.WE_WILL]
        self.fields["cause"].choices = Decision.Cause.choices


class CorrectAnswer(forms.Form):
    words = _long("What is the correction?", "Enter the correction", help_text="What you wrote before stays as it is.")

    def __init__(self, *args, cancel_url="", **kwargs):
        super().__init__(*args, **kwargs)
        self.helper = helper("correct-answer", "Add the correction", cancel_url=cancel_url)
