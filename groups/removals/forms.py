from django import forms

from coproduction.kit.forms import helper
from coproduction.kit.widgets import Words


class Ask(forms.Form):
    reason = Words(
        label="Why should they leave?", max_length=1000,
        help_text="Say what happened, in plain words. They read it, and so does the second person.",
        error_messages={"required": "Say why they should leave"},
    )  # fmt: skip

    for_safety = forms.BooleanField(
        label="It is for somebody’s safety: the second person can agree at once", required=False,
        help_text="Only if somebody may come to harm in the 7 days. Whoever is told of this reads that you said so.",
    )  # fmt: skip

    def __init__(self, *args, cancel_url, **kwargs):
        super().__init__(*args, **kwargs)
        self.helper = helper("ask-removal", "Ask a second person", cancel_url=cancel_url)


class YourSide(forms.Form):
    words = Words(
        label="Your side", max_length=2000,
        help_text="Those who decide read it, and whoever asked. You can change it until it is decided.",
        error_messages={"required": "Write your side first"},
    )  # fmt: skip

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.helper = helper("say-side", "Send your side")
