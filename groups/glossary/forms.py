"""Questions about a word."""

from django import forms

from coproduction.kit.forms import helper
from coproduction.kit.widgets import Line, Words


class AskAboutWord(forms.Form):
    word = Line(
        label="Which word, or which few words?", max_length=80, help_text="Nobody sees that it was you. We do not keep it.",
        error_messages={"required": "Enter the word"},
    )  # fmt: skip

    def __init__(self, *args, cancel_url="", **kwargs):
        super().__init__(*args, **kwargs)
        self.helper = helper("ask-about-word", "Ask what it means", cancel_url=cancel_url)


class ExplainWord(forms.Form):
    meaning = Words(
        label="What does it mean?", max_length=400, widget=forms.Textarea(attrs={"rows": 3}),
        help_text="As you would say it to a friend, in one or two short sentences.",
        error_messages={"required": "Say what it means, in plain words"},
    )  # fmt: skip

    def __init__(self, *args, cancel_url="", **kwargs):
        super().__init__(*args, **kwargs)
        self.helper = helper("explain-word", "Put it in the glossary", cancel_url=cancel_url)
