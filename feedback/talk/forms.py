"""Saying something in the talk: the words, what readers may want to know first, and how it is shown."""

from secrets import token_hex

from django import forms

from coproduction.kit.forms import helper
from coproduction.kit.widgets import Line, Radios, Words
from feedback.receipts.queries import HINTS


class SayInTalk(forms.Form):
    """`levels` are the ways to say it (value, words, hint); none: somebody from the system, who speaks with their name."""

    words = Words(
        label="What do you want to say?", max_length=4000,
        widget=forms.Textarea(attrs={"rows": 5, **HINTS}),
        error_messages={"required": "Enter what you want to say"},
    )  # fmt: skip
    content_note = Line(
        label="What may readers want to know first?", max_length=120, required=False,
        help_text="Only if it may be hard to read. For example: about losing someone. Readers choose to open it.",
    )  # fmt: skip
    form_key = Line(widget=forms.HiddenInput, required=False, initial=lambda: token_hex(16))

    def __init__(self, *args, levels=(), answers=False, **kwargs):
        super().__init__(*args, **kwargs)
        if answers:
            self.fields["words"].label = "What do you want to answer?"
        if levels:
            self.fields["shown_as"] = forms.ChoiceField(
                label="How should it be shown?", choices=[level[:2] for level in levels],
                widget=Radios(hints={value: hint for value, _, hint in levels}),
                error_messages={"required": "Choose how it should be shown"},
            )  # fmt: skip
        self.order_fields(["words", "content_note", "shown_as", "form_key"])
        self.helper = helper("answer-post" if answers else "say", "Send")
