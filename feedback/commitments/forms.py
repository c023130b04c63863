"""Promising, showing, moving, renewing, ending; and the one question for members: was it kept?"""

from django import forms

from coproduction.kit.forms import helper
from coproduction.kit.widgets import Day, Radios, Sentence, WebLink, Words
from feedback.commitments.models import Commitment
from groups.investments.models import Investment

State = Commitment.State
EXAMPLE = "For example 8 12 2026"


def _words(label, missing, size=2000, rows=4, **more):
    widget = forms.Textarea(attrs={"rows": rows})
    return Words(label=label, max_length=size, widget=widget, error_messages={"required": missing}, **more)


class _Asked(forms.Form):
    """One page, one deed."""

    deed = button = ""

    def __init__(self, *args, cancel_url="", **kwargs):
        super().__init__(*args, **kwargs)
        self.helper = helper(self.deed, self.button, cancel_url=cancel_url)


class Promise(_Asked):
    deed, button = "promise", "Promise it"
    what = _words(
        "What do you promise?", "Enter what you promise", size=600, rows=3,
        help_text="In plain words. Say it so that people can tell if it happened.",
    )  # fmt: skip
    gives = forms.ChoiceField(
        label="What do you give for it?", choices=Commitment.Gives.choices, widget=Radios,
        error_messages={"required": "Choose what you give for it"},
    )  # fmt: skip
    how_much = Sentence(
        label="How much?", max_length=200, help_text="For example: £5,000, or two days a month, or one person half the week.",
        error_messages={"required": "Enter how much, for example £5,000 or two days a month"},
    )  # fmt: skip
    investment = forms.ChoiceField(
        label="Is it for one of the five things this work needs?", required=False, widget=Radios,
        choices=[*Investment.choices, ("", "Something else")], initial="",
        error_messages={"invalid_choice": "Choose one of the five things, or something else"},
    )  # fmt: skip
    due_on = Day(label="By when?", help_text=EXAMPLE)
    is_public = forms.ChoiceField(
        label="May everyone see it?", choices=[("yes", "Yes, on the group’s public page too"), ("no", "No, only the group")],
        widget=Radios, error_messages={"required": "Choose who may see it"},
    )  # fmt: skip

    def clean(self):
        return super().clean() | {"is_public": self.cleaned_data.get("is_public") == "yes"}


class Show(_Asked):
    deed, button = "show-commitment", "Show it to the group"
    words = _words("What was done?", "Enter what was done", help_text="Members read this and say if it is kept.")
    link = WebLink(label="A link that shows it (you do not have to)", required=False, max_length=500)
    number = forms.IntegerField(
        label="The number of an entry that shows it (you do not have to)", required=False, min_value=1, max_value=2**31 - 1,
        widget=forms.TextInput(attrs={"class": "nhsuk-input--width-5", "inputmode": "numeric"}),
        help_text="As it stands in We said, We did.",
        error_messages=dict.fromkeys(("invalid", "min_value", "max_value"), "Enter a number, like 12"),
    )  # fmt: skip


class Move(_Asked):
    deed, button = "move-commitment", "Move the day"
    due_on = Day(label="What is the new day?", help_text=EXAMPLE)
    words = _words("Why does it move?", "Say why. The old day stays, with your reason beside it", rows=3)


class Renew(_Asked):
    deed, button = "renew-commitment", "Promise it again"
    words = _words(
        "What do you promise for the next year?", "Say in your own words what you promise for the next year",
        help_text="Is it the same? What did you learn?",
    )  # fmt: skip
    due_on = Day(label="By when?", help_text=EXAMPLE)


class End(_Asked):
    deed, button = "end-commitment", "End this promise"
    words = _words("Why does it end?", "Say why", help_text="It stays on the page, with your reason.")


class SayIfKept(_Asked):
    deed, button = "say-if-kept", "Say it for the group"
    verdict = forms.ChoiceField(
        label="Did they keep it?", error_messages={"required": "Choose if it was kept"},
        choices=[(State.KEPT, "Yes, they kept it"), (State.PARTLY, "Partly"), (State.NOT_KEPT, "No")], widget=Radios,
    )  # fmt: skip
    words = _words(
        "What did you see?", "Say in your own words what you saw",
        help_text="This is shown from the group, without your name. Do not write anybody’s name.",
    )  # fmt: skip
