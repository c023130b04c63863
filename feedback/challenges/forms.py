"""What we ask when the group asks again, when the system answers that, and what the independent person found."""

from django import forms

from coproduction.kit.forms import helper
from coproduction.kit.widgets import Radios, Words
from feedback.answers.forms import Decide
from feedback.challenges.models import Challenge as Asked

Outcome, ShownAs = Asked.Outcome, Asked.ShownAs


def _words(label, missing, rows=5, size=3000, **more):
    widget = forms.Textarea(attrs={"rows": rows})
    return Words(label=label, max_length=size, widget=widget, error_messages={"required": missing}, **more)


class Challenge(forms.Form):
    words = _words(
        "Why do you ask again?", "Say why you ask again", size=2000,
        help_text="For example: what the answer leaves out, or what it would mean for people. Do not write anybody’s name.",
    )  # fmt: skip
    shown_as = forms.ChoiceField(
        label="How should it be shown in your group?", choices=ShownAs.choices, initial=ShownAs.GROUP,
        error_messages={"required": "Choose how it should be shown"},
        widget=Radios(
            hints={
                ShownAs.GROUP: "We keep no name with it. Nobody can look up who asked.",
                ShownAs.NAME: "Your group sees your name. Nobody outside the group does.",
            }
        ),
    )  # fmt: skip

    rung = forms.ChoiceField(choices=Asked.Rung.choices, widget=forms.HiddenInput, required=False)  # as its page said

    def __init__(self, *args, cancel_url="", button="", **kwargs):
        super().__init__(*args, **kwargs)
        self.helper = helper("challenge", button or "Ask again", cancel_url=cancel_url)


class GiveReason(forms.Form):
    answer = _words(
        "Why is this the answer?", "Enter your answer, in your own words",
        help_text="In your own words, to the people who asked. What would have to be different for another answer?",
    )  # fmt: skip

    def __init__(self, *args, cancel_url="", **kwargs):
        super().__init__(*args, **kwargs)
        self.helper = helper("give-reason", "Give the reason", cancel_url=cancel_url)


class LookAgain(forms.Form):
    answer = _words(
        "You keep the answer. Why?", "Enter your answer, in your own words",
        help_text="In your own words, to the people who asked. What did you look at?",
    )  # fmt: skip

    def __init__(self, *args, cancel_url="", **kwargs):
        super().__init__(*args, **kwargs)
        self.helper = helper("look-again", "Keep the answer", cancel_url=cancel_url)


class ChangeAnswer(Decide):
    deed, button = "change-answer", "Give the new answer"


class Finding(forms.Form):
    outcome = forms.ChoiceField(
        label="What did you find?", choices=[(one.value, one.label) for one in (Outcome.FAIR, Outcome.LOOK_AGAIN)],
        error_messages={"required": "Choose what you found"},
        widget=Radios(
            hints={
                Outcome.FAIR: "It stands in the record, with your reasons.",
                Outcome.LOOK_AGAIN: "It opens again. The health and care system must hear it and answer it anew.",
            }
        ),
    )  # fmt: skip
    answer = _words(
        "Why?", "Enter what you found, in your own words", rows=8,
        help_text="The group and the health and care system both read this, with your name.",
    )  # fmt: skip
    helper = helper("finding", "Send what you found")
