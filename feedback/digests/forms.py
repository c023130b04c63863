from django import forms

from coproduction.kit.forms import helper
from coproduction.kit.widgets import Radios
from feedback.digests.models import Subscription


class Choose(forms.Form):
    frequency = forms.ChoiceField(
        label="How often do you want your digest?", choices=Subscription.Frequency.choices, widget=Radios
    )
    helper = helper("choose-digest", "Save my choice")
