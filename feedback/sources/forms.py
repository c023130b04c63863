"""What we ask when a line of notes goes into the log: its words, ready to be put right, or which entry it belongs to."""

from django import forms

from coproduction.kit.forms import helper
from coproduction.kit.widgets import Radios, Words


class Begin(forms.Form):
    words = Words(
        label="What do we say?", max_length=4000, widget=forms.Textarea(attrs={"rows": 6}),
        help_text="These are the words from the notes. You can change them: the group agrees on them before they go.",
        error_messages={"required": "Enter what we say"},
    )  # fmt: skip
    why_it_matters = Words(
        label="Why does it matter?", widget=forms.Textarea, max_length=2000, required=False,
        help_text="What would change for people?",
    )  # fmt: skip

    def __init__(self, *args, topics, cancel_url="", **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["topic"] = forms.ModelChoiceField(
            topics, label="Topic", required=False, empty_label="No topic yet",
            error_messages={"invalid_choice": "Choose one of the topics"},
        )  # fmt: skip
        self.helper = helper("take-line", "Save the draft", cancel_url=cancel_url)


class PutWith(forms.Form):
    def __init__(self, *args, entries, cancel_url="", **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["entry"] = forms.ChoiceField(
            label="Which one does it belong to?", choices=entries, widget=Radios(),
            error_messages={"required": "Choose one", "invalid_choice": "Choose one of these"},
        )  # fmt: skip
        self.helper = helper("put-with", "Put it there", cancel_url=cancel_url)
