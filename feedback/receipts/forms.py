"""What we ask of whoever holds a code."""

from django import forms

from coproduction.kit.forms import helper
from coproduction.kit.widgets import Line, Radios, Words
from feedback.receipts.queries import HINTS

TAKE_BACK, GO_ON = "take_back", "go_on"


class Code(forms.Form):
    code = Line(
        label="What is your code?", error_messages={"required": "Enter your code"}, max_length=60,
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
        help_text="It looks like K7QF-2M9X-8RTD-40WC-ZH3P. You saw it once, when you sent your words.",
    )  # fmt: skip
    deed = forms.ChoiceField(
        label="What do you want to do?",
        choices=[(TAKE_BACK, "Take back what I said"), (GO_ON, "Say more in the same talk")],
        widget=Radios(
            hints={
                TAKE_BACK: "All you said with this code goes away for good. A line stays that says something was taken back.",
                GO_ON: "It appears later with others, without your name, like the first time.",
            }
        ),
        error_messages={"required": "Choose what you want to do"},
    )  # fmt: skip
    words = Words(label="What more do you want to say?", required=False, max_length=4000,
                  help_text="Only if you want to say more.",
                  widget=forms.Textarea(attrs={"rows": 4, **HINTS, "data-hint-always": ""}))  # fmt: skip

    def __init__(self, *args, cancel_url="", **kwargs):
        super().__init__(*args, **kwargs)
        self.helper = helper("receipt", "Go on", cancel_url=cancel_url)

    def clean(self):
        typed = super().clean()
        if typed.get("deed") == GO_ON and "words" in typed and not typed["words"]:
            self.add_error("words", "Enter what more you want to say")
        return typed
