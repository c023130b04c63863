"""A question for each of the seven steps."""

from django import forms

from coproduction.kit.forms import helper
from coproduction.kit.widgets import Radios
from feedback.steps_seen.models import ASKS, Seen, SevenSteps

CHOOSE = dict.fromkeys(("required", "invalid_choice"), "Choose one answer. “I cannot tell” is one")


class SayIfSeen(forms.Form):
    def __init__(self, *args, cancel_url="", **kwargs):
        super().__init__(*args, **kwargs)
        for step in SevenSteps:
            self.fields[f"seven_{step.value}"] = forms.ChoiceField(
                label=f"{step.value}. {ASKS[step]}", choices=Seen.choices, widget=Radios, error_messages=CHOOSE
            )
        self.helper = helper("say-if-seen", "Send my answers", cancel_url=cancel_url)

    def seen(self) -> dict[str, str]:
        return {str(step.value): self.cleaned_data[f"seven_{step.value}"] for step in SevenSteps}
