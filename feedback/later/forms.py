"""What we ask somebody who thought of something after a meeting."""

from django import forms

from coproduction.kit.forms import helper
from coproduction.kit.widgets import Line, Radios
from feedback.log.models import Said

AT_LARGE = "The meeting as a whole"


class _Item(forms.ModelChoiceField):
    def label_from_instance(self, item):
        return item.title


class Later(forms.Form):
    words = forms.CharField(
        label="What did you think of later?", widget=forms.Textarea(attrs={"rows": 6}), max_length=4000,
        error_messages={"required": "Enter what you thought of"},
    )  # fmt: skip
    content_note = Line(
        label="Is there something readers may want to know first?", max_length=120, required=False,
        help_text="For example: this is about a death. People can then choose whether to read it.",
    )  # fmt: skip
    shown_as = forms.ChoiceField(
        label="How should it be shown?", choices=Said.ShownAs.choices, initial=Said.ShownAs.NAME,
        widget=Radios(
            hints={"NAME": "Your group sees your name.", "GROUP": "We do not keep who wrote it."},
        ),
        error_messages={"required": "Choose how it should be shown"},
    )  # fmt: skip

    def __init__(self, *args, items, cancel_url="", **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["item"] = _Item(
            items, label="What does it belong to?", required=False, empty_label=AT_LARGE,
            error_messages={"invalid_choice": "Choose one of the items"},
        )  # fmt: skip
        self.order_fields(["item", "words", "content_note", "shown_as"])
        self.helper = helper("later", "Add it to the meeting", cancel_url=cancel_url)
