"""Questions about the notes of a meeting."""

from django import forms

from coproduction.kit.forms import helper
from coproduction.kit.widgets import Line, Words


class Write(forms.Form):
    """The whole of the notes, and which version the writer began from."""

    summary = Words(
        label="In short", max_length=2000, required=False, help_text="What somebody who was not there should know first.",
        widget=forms.Textarea(attrs={"rows": 4}),
    )  # fmt: skip
    body = Words(label="Notes", max_length=40000, required=False, widget=forms.Textarea(attrs={"rows": 16}))
    decisions = Words(
        label="What was decided", max_length=10000, required=False, help_text="One on each line.",
        widget=forms.Textarea(attrs={"rows": 5}),
    )  # fmt: skip
    version = forms.IntegerField(widget=forms.HiddenInput, min_value=0, max_value=1_000_000)

    def __init__(self, *args, cancel_url, **kwargs):
        super().__init__(*args, **kwargs)
        self.helper = helper("minutes", "Save the notes", cancel_url=cancel_url)


class Reopen(forms.Form):
    because = Line(
        label="What has to be put right?", max_length=300, help_text="Everyone who reads the notes will see this.",
        error_messages={"required": "Enter what has to be put right"},
    )  # fmt: skip

    def __init__(self, *args, cancel_url, **kwargs):
        super().__init__(*args, **kwargs)
        self.helper = helper("reopen", "Open the notes again", cancel_url=cancel_url)
