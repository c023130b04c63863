"""Saying that it came later, answering that, and settling it: one question a page."""

from django import forms

from coproduction.kit.forms import helper
from coproduction.kit.widgets import Radios, Words

FROM_US = "This is shown from the group, without your name. Do not write anybody’s name."


def _words(label, missing, **more):
    widget = forms.Textarea(attrs={"rows": 3})
    return Words(label=label, max_length=1000, widget=widget, error_messages={"required": missing}, **more)


class _Asked(forms.Form):
    """One page, one deed. `left`: the stages that can be chosen."""

    deed = button = ""

    def __init__(self, *args, cancel_url="", left=(), **kwargs):
        super().__init__(*args, **kwargs)
        if "stage" in self.fields:
            self.fields["stage"].choices = [(one.value, one.label) for one in left]
        self.helper = helper(self.deed, self.button, cancel_url=cancel_url)


class SayLater(_Asked):
    deed, button = "dispute-programme", "Say it for the group"
    stage = forms.ChoiceField(
        label="How far was it when it came to us?", widget=Radios,
        error_messages=dict.fromkeys(("required", "invalid_choice"), "Choose how far it was"),
    )  # fmt: skip
    words = _words("What did you see?", "Say in your own words what you saw", help_text=FROM_US)


class _YesOrNo(_Asked):
    asks = ""

    def clean(self):
        found = super().clean()
        return found | {self.asks: found[self.asks] == "yes"} if self.asks in found else found


class Answer(_YesOrNo):
    deed, button, asks = "answer-dispute", "Send the answer", "agrees"
    agrees = forms.ChoiceField(
        label="Do you agree?", widget=Radios, error_messages={"required": "Choose if you agree"},
        choices=[
            ("yes", "Yes, it came later. What members say counts from now on"),
            ("no", "No. I say why, once, and members say if that settles it"),
        ],
    )  # fmt: skip
    words = _words("Why?", "Say why, in plain words", help_text="The group reads this with your name.")


class Settle(_YesOrNo):
    deed, button, asks = "settle-dispute", "Say it for the group", "settles"
    settles = forms.ChoiceField(
        label="Does that settle it?", widget=Radios, error_messages={"required": "Choose if that settles it"},
        choices=[
            ("yes", "Yes. What stood there before counts again"),
            ("no", "No, it came later. What we said counts from now on"),
        ],
    )  # fmt: skip
    words = _words("Why?", "Say in your own words what you saw", help_text=FROM_US)
