from django import forms

from coproduction.kit.forms import helper
from coproduction.kit.widgets import Words


class Ask(forms.Form):
    reason = Words(
        label="What do you need the whole record for?", max_length=1000, widget=forms.Textarea(attrs={"rows": 4}),
        help_text="The whole group reads this, with your name.",
        error_messages={"required": "Say what you need the record for"},
    )  # fmt: skip

    def __init__(self, *args, cancel_url, **kwargs):
        super().__init__(*args, **kwargs)
        self.helper = helper("ask-record", "Ask a second person", cancel_url=cancel_url)
