"""Questions about whether the notes are right."""

from django import forms

from coproduction.kit.forms import helper
from coproduction.kit.widgets import Line, Radios, Words
from coproduction.kit.words import shortened

WORDS = {"max_length": 4000, "widget": forms.Textarea(attrs={"rows": 4})}


class Propose(forms.Form):
    part = forms.ChoiceField(
        label="Which part?", widget=Radios,
        error_messages=dict.fromkeys(("required", "invalid_choice"), "Choose which part is not right"),
    )  # fmt: skip
    words = Words(
        label="What should it say?", help_text="In your own words. If something is missing, write what is missing.",
        error_messages={"required": "Write what the notes should say"}, **WORDS,
    )  # fmt: skip
    why = Line(label="Why?", max_length=400, required=False, help_text="You do not have to say.")

    def __init__(self, *args, parts, cancel_url, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["part"].choices = [(key, shortened(name, 120)) for key, name in parts.items()]
        self.helper = helper("propose_correction", "Send my correction", cancel_url=cancel_url)


class TakeIn(forms.Form):
    words = Words(
        label="What the notes say from now on", max_length=40000, widget=forms.Textarea(attrs={"rows": 6}),
        error_messages={"required": "Write what the notes should say"},
    )  # fmt: skip
    version = forms.IntegerField(widget=forms.HiddenInput, min_value=0, max_value=1_000_000)

    def __init__(self, *args, cancel_url, **kwargs):
        super().__init__(*args, **kwargs)
        self.helper = helper("take_in", "Take it in", cancel_url=cancel_url)


class Refuse(forms.Form):
    why_not = Line(
        label="Why is it not taken in?", max_length=400,
        help_text="They get your answer, and everyone who reads the notes sees both.",
        error_messages={"required": "Say why it is not taken in"},
    )  # fmt: skip

    def __init__(self, *args, cancel_url, **kwargs):
        super().__init__(*args, **kwargs)
        self.helper = helper("refuse_correction", "Do not take it in", cancel_url=cancel_url)


class Reopen(forms.Form):
    because = Line(
        label="What has to be put right?", max_length=300, help_text="Everyone who reads the notes will see this.",
        error_messages={"required": "Enter what has to be put right"},
    )  # fmt: skip

    def __init__(self, *args, cancel_url, **kwargs):
        super().__init__(*args, **kwargs)
        self.helper = helper("reopen", "Open the notes again", cancel_url=cancel_url)
