"""When shall we remind you again?"""

from django import forms

from coproduction.kit.forms import helper
from coproduction.kit.widgets import Radios
from groups.putting_off import queries


class PutOff(forms.Form):
    choice = forms.ChoiceField(
        label="What shall we do?", widget=Radios,
        error_messages=dict.fromkeys(("required", "invalid_choice"), "Choose what we do with this reminder"),
    )  # fmt: skip

    def __init__(self, *args, offered, may_end, done, **kwargs):
        super().__init__(*args, **kwargs)
        chosen = [(one.value, one.words) for one in offered]
        if may_end:
            chosen.append((queries.DONE, "It is done, or I do not need it: send me no more of this reminder"))
        self.fields["choice"].choices = chosen
        if done:
            self.initial["choice"] = queries.DONE
        self.helper = helper("put-off", "Keep this")
