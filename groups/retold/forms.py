from django import forms

from coproduction.kit.forms import helper
from coproduction.kit.widgets import Checkboxes
from groups.retold.models import What


class CountRetold(forms.Form):
    what = forms.MultipleChoiceField(
        label="What did you have to tell again?", choices=What.choices, widget=Checkboxes,
        help_text="Choose all that fit.",
        error_messages=dict.fromkeys(("required", "invalid_choice"), "Choose what you had to tell again"),
    )  # fmt: skip

    def __init__(self, *args, cancel_url="", **kwargs):
        super().__init__(*args, **kwargs)
        self.helper = helper("count-retold", "Count it", cancel_url=cancel_url)
