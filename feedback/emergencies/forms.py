from django import forms

from coproduction.kit.forms import helper
from coproduction.kit.widgets import Words


class Ask(forms.Form):
    reason = Words(
        label="What is the emergency?", max_length=1000, widget=forms.Textarea(attrs={"rows": 4}),
        help_text="The whole group reads this, with your name. Do not write the name of anybody in the group.",
        error_messages={"required": "Say what the emergency is"},
    )  # fmt: skip
    helper = helper("ask-emergency", "Ask somebody to agree")
