"""Did you notice? And, when nobody did: what happens now? One question a page."""

from django import forms

from coproduction.kit.forms import helper
from coproduction.kit.widgets import Radios
from feedback.impact.models import Choice, Noticing


class DidYouNotice(forms.Form):
    answer = forms.ChoiceField(
        label="Did you notice a change?", choices=Noticing.Answer.choices, widget=Radios,
        error_messages={"required": "Choose yes, a little, no, or I can’t say"},
    )  # fmt: skip
    words = forms.CharField(
        label="Do you want to say more?", required=False, max_length=1000, widget=forms.Textarea(attrs={"rows": 3}),
        help_text="You do not have to.",
    )  # fmt: skip
    may_show = forms.BooleanField(
        label="Others may read my words, without my name", required=False,
        help_text="Your group, and those who answer us. If you do not tick this, nobody is shown them.",
    )  # fmt: skip

    def __init__(self, *args, cancel_url="", **kwargs):
        super().__init__(*args, **kwargs)
        self.helper = helper("notice", "Give your answer", cancel_url=cancel_url)


class WhatHappensNow(forms.Form):
    choice = forms.ChoiceField(
        label="Is it really done? What happens now?", choices=Choice.What.choices,
        error_messages={"required": "Choose what happens now"},
        widget=Radios(
            hints={Choice.What.OPEN: "Those who answer are told at once, and must hear it and answer it anew.",
                   Choice.What.FINE: "Say why it is done though nobody noticed.",
                   Choice.What.AGAIN: "Perhaps it is too early to notice."}
        ),
    )  # fmt: skip
    why = forms.CharField(
        label="Why?", required=False, max_length=1000, widget=forms.Textarea(attrs={"rows": 3}),
        help_text="Your group, and those who answer us, can read this. They do not see who wrote it.",
    )  # fmt: skip

    def __init__(self, *args, cancel_url="", **kwargs):
        super().__init__(*args, **kwargs)
        self.helper = helper("choose", "Give your answer", cancel_url=cancel_url)
