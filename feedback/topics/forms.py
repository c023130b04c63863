"""A topic: its name, and what it is about."""

from django import forms

from coproduction.kit.forms import helper


class TopicWords(forms.Form):
    name = forms.CharField(
        label="What is the topic called?", max_length=80, error_messages={"required": "Enter the name of the topic"}
    )
    about = forms.CharField(
        label="What is it about?", max_length=400, required=False, widget=forms.Textarea(attrs={"rows": 3}),
        help_text="One or two plain sentences, so that everyone means the same thing.",
    )  # fmt: skip

    def __init__(self, *args, deed, button, cancel_url="", **kwargs):
        super().__init__(*args, **kwargs)
        self.helper = helper(deed, button, cancel_url=cancel_url)
