"""What we ask about the checklist of a topic."""

from django import forms

from coproduction.kit.forms import helper
from coproduction.kit.widgets import Day, Radios


class NoteThere(forms.Form):
    note = forms.CharField(
        label="What is there?", max_length=400, error_messages={"required": "Enter what is there"},
        help_text="For example: two pages in plain words, and an Easy Read version.",
    )  # fmt: skip
    link = forms.URLField(
        label="Where can people find it?", max_length=300, required=False, assume_scheme="https",
        error_messages={"invalid": "Enter a link that starts with https://"},
        help_text="A link, if there is one. You can leave this empty.",
    )  # fmt: skip
    owner = forms.CharField(
        label="Who sees to it?", max_length=120, error_messages={"required": "Enter who sees to it"},
        help_text="A person or a team, by name. People outside the group can read it.",
    )  # fmt: skip
    done_on = Day(label="Since when is it there?", help_text="For example 8 12 2026")

    def __init__(self, *args, cancel_url="", **kwargs):
        super().__init__(*args, **kwargs)
        self.helper = helper("note-there", "Save", cancel_url=cancel_url)


class AskToGoWithout(forms.Form):
    reason = forms.CharField(
        label="Why should the group go without it?", widget=forms.Textarea(attrs={"rows": 3}), max_length=1000,
        help_text="The group reads this now. If the group says yes, everyone beside the group can read it too.",
        error_messages={"required": "Say why the group should go without it"},
    )  # fmt: skip

    def __init__(self, *args, cancel_url="", **kwargs):
        super().__init__(*args, **kwargs)
        self.helper = helper("ask-go-without", "Ask the group", cancel_url=cancel_url)


class VoteGoWithout(forms.Form):
    agrees = forms.ChoiceField(
        label="Shall we go without it?", choices=[("yes", "Yes, we can go without it"), ("no", "No, we need it")],
        widget=Radios, error_messages={"required": "Choose yes or no"},
    )  # fmt: skip

    def __init__(self, *args, cancel_url="", **kwargs):
        super().__init__(*args, **kwargs)
        self.helper = helper("vote-go-without", "Give your answer", cancel_url=cancel_url)
