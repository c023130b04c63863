"""May these notes be shown outside?"""

from django import forms

from coproduction.kit.forms import helper
from coproduction.kit.widgets import Radios
from groups.sharing.operations import FINE, MIND


class Answer(forms.Form):
    said = forms.ChoiceField(
        label="May everyone read this on our public page?", choices=[(FINE, "It is fine with me"), (MIND, "Please don’t")],
        widget=Radios(hints={MIND: "You do not have to say why. It is not shown then, and nobody sees who asked."}),
        error_messages=dict.fromkeys(("required", "invalid_choice"), "Choose one of the two"),
    )  # fmt: skip

    def __init__(self, *args, action, cancel_url, **kwargs):
        super().__init__(*args, **kwargs)
        self.helper = helper("answer_sharing", "Send my answer", action=action, cancel_url=cancel_url)
