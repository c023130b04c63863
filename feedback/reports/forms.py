from django import forms

from coproduction.kit.forms import helper
from coproduction.kit.widgets import Radios, Words
from feedback.reports.models import Appeal, Because

FEW = forms.Textarea(attrs={"rows": 4})


def _because():
    wrong = {"required": "Choose what is wrong with it"}
    return forms.ChoiceField(
        label="What is wrong with it?", choices=Because.choices, widget=Radios, error_messages=wrong
    )


class Report(forms.Form):
    because = _because()
    words = Words(
        label="Is there more to say about it?", max_length=1000, required=False, widget=FEW,
        help_text="You can leave this empty, unless you chose “Another reason”.",
    )  # fmt: skip

    def __init__(self, *args, cancel_url, **kwargs):
        super().__init__(*args, **kwargs)
        self.helper = helper("report-post", "Report it", cancel_url=cancel_url)


class Hide(forms.Form):
    because = _because()
    words = Words(
        label="Is there more to say about why?", max_length=1000, required=False, widget=FEW,
        help_text="Everyone who asks why it is hidden can read this. Do not repeat what was said. "
        "You can leave it empty, unless you chose “Another reason”.",
    )  # fmt: skip

    def __init__(self, *args, cancel_url, **kwargs):
        super().__init__(*args, **kwargs)
        self.helper = helper("hide-post", "Hide it", cancel_url=cancel_url)


class Unhide(forms.Form):
    """Asks nothing: the page says what will happen, the button does it."""

    def __init__(self, *args, cancel_url, **kwargs):
        super().__init__(*args, **kwargs)
        self.helper = helper("unhide-post", "Show it again", cancel_url=cancel_url)


class Leave(forms.Form):
    answer = Words(
        label="Why does it stay?", max_length=1000, widget=FEW, help_text="The person who reported it reads this.",
        error_messages={"required": "Say why it stays"},
    )  # fmt: skip

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.helper = helper("leave-post", "It stays as it is")


class Ask(forms.Form):
    words = Words(
        label="Why should it be shown again?", max_length=1000, widget=FEW,
        help_text="The network coordinator reads this, together with the post.",
        error_messages={"required": "Say why it should be shown again"},
    )  # fmt: skip

    def __init__(self, *args, cancel_url, **kwargs):
        super().__init__(*args, **kwargs)
        self.helper = helper("appeal-hiding", "Ask for another look", cancel_url=cancel_url)


class Decide(forms.Form):
    decision = forms.ChoiceField(
        label="What do you decide?", choices=Appeal.Decision.choices, widget=Radios,
        error_messages={"required": "Choose if it stays hidden"},
    )  # fmt: skip
    answer = Words(
        label="Why?", max_length=1000, widget=FEW,
        help_text="The people on both sides read this. Do not repeat what was said in the post.",
        error_messages={"required": "Say why"},
    )  # fmt: skip

    def __init__(self, *args, cancel_url, **kwargs):
        super().__init__(*args, **kwargs)
        self.helper = helper("decide-appeal", "Decide", cancel_url=cancel_url)
