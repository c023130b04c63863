from django import forms

from coproduction.kit.forms import helper
from coproduction.kit.widgets import Words


class Raise(forms.Form):
    words = Words(
        label="What are you worried about?", max_length=4000, widget=forms.Textarea(attrs={"rows": 8}),
        help_text="Who is not safe, and what have you seen or heard? Say how we can reach you, if you want to be rung.",
        error_messages={"required": "Enter what you are worried about"},
    )  # fmt: skip

    def __init__(self, *args, cancel_url, **kwargs):
        super().__init__(*args, **kwargs)
        self.helper = helper("raise-concern", "Tell the network coordinator", cancel_url=cancel_url)


class Close(forms.Form):
    done = Words(
        label="What was done?", max_length=4000, widget=forms.Textarea(attrs={"rows": 5}),
        help_text="Only network coordinators of this group can read this.",
        error_messages={"required": "Enter what was done"},
    )  # fmt: skip

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.helper = helper("close-concern", "Close it")
