"""One question: how much say did we really have?"""

from django import forms

from coproduction.kit.forms import helper
from coproduction.kit.widgets import Radios
from feedback.topics.models import MEANING, Influence


class Judge(forms.Form):
    level = forms.ChoiceField(
        label="How much say did we really have?", choices=Influence.choices,
        error_messages={"required": "Choose what it really was"},
        widget=Radios(hints={level.value: means for level, means in MEANING.items()}),
    )  # fmt: skip

    def __init__(self, *args, cancel_url="", **kwargs):
        super().__init__(*args, **kwargs)
        self.helper = helper("judge-influence", "Give your answer", title_field="level", cancel_url=cancel_url)
