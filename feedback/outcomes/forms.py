"""What we ask when somebody looks again at what was done."""

from django import forms

from coproduction.kit.forms import helper
from coproduction.kit.widgets import Day, Radios
from feedback.outcomes.models import Review

Found = Review.Outcome


def _long(label, size, **more):
    widget = forms.Textarea(attrs={"rows": 3})
    return forms.CharField(label=label, max_length=size, required=False, widget=widget, **more)


class LookAgain(forms.Form):
    outcome = forms.ChoiceField(
        label="What did you find?", choices=Found.choices, error_messages={"required": "Choose what you found"},
        widget=Radios(
            hints={Found.STILL_TRUE: "We look again in 12 months.",
                   Found.CHANGED: "It is there, but not as it was. Say how. We look again in 12 months.",
                   Found.REOPENED: "It is not so any more, and it must be answered anew. Say what happened.",
                   Found.ENDED: "It is there no longer, and that is all right. Say why."}
        ),
    )  # fmt: skip
    words = _long("What has changed?", 2000, help_text="Those who answer us can read this, without your name.")

    def __init__(self, *args, cancel_url="", **kwargs):
        super().__init__(*args, **kwargs)
        self.helper = helper("propose-review", "Say what you found", cancel_url=cancel_url)


class ReadSecond(forms.Form):
    holds = forms.ChoiceField(
        label="Are they right?", choices=[("yes", "Yes, it is so"), ("no", "No, I see it differently")], widget=Radios,
        error_messages={"required": "Choose yes or no"},
    )  # fmt: skip
    note = _long("What did you see?", 1000, help_text="If you see it differently, say how.")

    def __init__(self, *args, cancel_url="", **kwargs):
        super().__init__(*args, **kwargs)
        self.helper = helper("confirm-review", "Give your answer", cancel_url=cancel_url)


class MoveReview(forms.Form):
    to_on = Day(label="When do we look at it again?", help_text="For example 8 12 2026")
    reason = forms.CharField(
        label="Why does the day move?", max_length=400, error_messages={"required": "Say why the date moves"}
    )

    def __init__(self, *args, cancel_url="", **kwargs):
        super().__init__(*args, **kwargs)
        self.helper = helper("move-review", "Move the day", cancel_url=cancel_url)
