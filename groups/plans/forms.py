"""When to remind people: which kind, how long before or after, and with the papers or without."""

from django import forms

from coproduction.kit.forms import helper
from coproduction.kit.widgets import Radios
from groups.plans import queries
from groups.plans.models import MOST_DAYS, MOST_HOURS, Plan

SMALL = {"class": "nhsuk-input--width-3", "inputmode": "numeric"}
NUMBER = "Enter a whole number, like 2"


def _choose(said):
    return dict.fromkeys(("required", "invalid_choice"), said)


class Time(forms.Form):
    """A time of one kind, or of a kind to choose."""

    kind = forms.ChoiceField(label="What for?", widget=Radios, error_messages=_choose("Choose what it is for"))
    amount = forms.IntegerField(
        label="How long?", min_value=1, max_value=MOST_HOURS, widget=forms.TextInput(attrs=SMALL),
        help_text=f"Up to {MOST_DAYS} days, or up to {MOST_HOURS} hours.",
        error_messages={"required": NUMBER, "invalid": NUMBER, "min_value": "Enter 1 or more",
                        "max_value": f"Enter {MOST_HOURS} or less"},
    )  # fmt: skip
    unit = forms.ChoiceField(
        label="Hours or days?", choices=Plan.Unit.choices, widget=Radios, error_messages=_choose("Choose hours or days"),
        help_text="Days keep the time of day: 2 days before a meeting at 2pm is 2pm.",
    )  # fmt: skip
    side = forms.ChoiceField(
        label="Before or after?", choices=[("BEFORE", "Before the meeting begins"), ("AFTER", "After the meeting ends")],
        widget=Radios, error_messages=_choose("Choose before or after"),
    )  # fmt: skip
    with_papers = forms.BooleanField(
        label="List the papers of the meeting in it", required=False,
        help_text="Each with its name and a link. Only papers that are here by then.",
    )  # fmt: skip

    def __init__(self, *args, cancel_url, kind=None, **kwargs):
        super().__init__(*args, **kwargs)
        timed = [one for one in queries.kinds() if one.sides]
        self.fields["kind"].choices = [(one.name, one.title) for one in timed]
        if kind:
            del self.fields["kind"]
        if kind and len(kind.sides) == 1:
            del self.fields["side"]
        if kind and not kind.papers:
            del self.fields["with_papers"]
        deed, button = ("change-reminder", "Keep this time") if kind else ("add-reminder", "Add this reminder")
        self.helper = helper(deed, button, cancel_url=cancel_url)

    def clean(self):
        return {"side": Plan.Side.BEFORE, "with_papers": False} | super().clean()
