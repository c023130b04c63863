from django import forms

from coproduction.kit.forms import helper
from coproduction.kit.widgets import Words


class Ask(forms.Form):
    reason = Words(
        label="Why should they leave?", max_length=1000,
        help_text="Say what happened, in plain words. They read it, and so does the second person.",
        error_messages={"required": "Say why they should leave"},
    )  # fmt: skip

    def __init__(self, *args, cancel_url, **kwargs):
        super().__init__(*args, **kwargs)
        self.helper = helper("ask-removal", "Ask a second person", cancel_url=cancel_url)
