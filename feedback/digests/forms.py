from crispy_forms.layout import Fieldset
from django import forms

from coproduction.kit.forms import helper
from coproduction.kit.widgets import Checkboxes, Radios
from feedback.digests.models import OFFERED, Subscription


class Choose(forms.Form):
    """How often, on which day, at what time, and of which groups. Who is in one group only is not asked which."""

    frequency = forms.ChoiceField(
        label="How often do you want your digest?", choices=Subscription.Frequency.choices, widget=Radios
    )
    day = forms.TypedChoiceField(
        label="On which day?",
        help_text="For once a week, and for every two weeks.",
        choices=Subscription.Day.choices,
        coerce=int,
    )
    hour = forms.TypedChoiceField(
        label="At what time?",
        help_text="By your own clock. If your letters have a quiet time then, it comes when that ends.",
        choices=OFFERED,
        coerce=int,
    )
    groups = forms.TypedMultipleChoiceField(
        label="Which groups should be in it?", coerce=int, widget=Checkboxes, required=False
    )

    def __init__(self, *args, places, mine, stopped, **kwargs):
        self.all = {group for group, _ in places}
        wanted = self.all - stopped
        never = None in stopped or not wanted
        frequency = Subscription.Frequency.NEVER if never else mine.frequency
        initial = {"frequency": frequency, "day": mine.day, "hour": mine.hour, "groups": sorted(wanted or self.all)}
        super().__init__(*args, initial=initial, **kwargs)
        self.fields["groups"].choices = places
        if len(places) < 2:
            del self.fields["groups"]

    @property
    def helper(self):
        asked = ["frequency", "day", "hour", *(["groups"] if "groups" in self.fields else [])]
        return helper("choose-digest", "Save my choice", Fieldset("", *asked))

    @property
    def wanted(self) -> set[int]:
        return set(self.cleaned_data.get("groups", self.all))

    def clean(self):
        said = super().clean()
        if said.get("frequency") != Subscription.Frequency.NEVER and said.get("groups") == []:
            self.add_error("groups", "Choose one group or more, or choose never")
        return said
