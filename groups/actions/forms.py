"""Questions about an action."""

from django import forms

from coproduction.kit.forms import helper
from coproduction.kit.widgets import Day, Line, Radios, Words
from groups.actions.models import Action

NOBODY = "Nobody yet: it needs someone"


class _Owner(forms.ModelChoiceField):
    def label_from_instance(self, membership):
        return f"{membership.person.name}, {membership.get_role_display()}"


def _owner(whom, label, **rest):
    return _Owner(
        whom, label=label, error_messages={"required": "Choose someone", "invalid_choice": "Choose one of the people shown"},
        **rest,
    )  # fmt: skip


class WriteAction(forms.Form):
    what = Line(
        label="What is to be done?", max_length=300,
        help_text="One thing, in plain words. For example: ask the library for the room.",
        error_messages={"required": "Enter what is to be done"},
    )  # fmt: skip
    due_on = Day(label="By which day?", help_text="For example 8 12 2026")

    def __init__(self, *args, whom, cancel_url="", **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["owner"] = _owner(
            whom, "Who does it?", required=False, empty_label=NOBODY,
            help_text="We write to them. They can hand it back, and nobody asks why.",
        )  # fmt: skip
        self.order_fields(["what", "owner", "due_on"])
        self.helper = helper("write-action", "Write it down", cancel_url=cancel_url)


class EndAction(forms.Form):
    ending = forms.ChoiceField(
        label="How did it end?", choices=Action.Ending.choices, widget=Radios, error_messages={"required": "Choose how it ended"}
    )  # fmt: skip
    happened = Words(
        label="What happened?", max_length=2000, widget=forms.Textarea(attrs={"rows": 4}),
        error_messages={"required": "Say what happened"},
    )  # fmt: skip

    def __init__(self, *args, cancel_url="", **kwargs):
        super().__init__(*args, **kwargs)
        self.helper = helper("end-action", "Say what happened", cancel_url=cancel_url)


class MoveAction(forms.Form):
    to_on = Day(label="To which day?", help_text="For example 8 12 2026")
    because = Line(
        label="Why does the day move?", max_length=400, error_messages={"required": "Say why the date moves"}
    )

    def __init__(self, *args, cancel_url="", **kwargs):
        super().__init__(*args, **kwargs)
        self.helper = helper("move-action", "Move the day", cancel_url=cancel_url)


class HandBack(forms.Form):
    note = Words(
        label="Is there something the next person should know?", max_length=400, required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="Only if you like. The facilitators can read it. You do not have to say why you hand it back.",
    )  # fmt: skip

    def __init__(self, *args, cancel_url="", **kwargs):
        super().__init__(*args, **kwargs)
        self.helper = helper("hand-back-action", "Hand it back", cancel_url=cancel_url, stay="Keep it")


class AskFor(forms.Form):
    def __init__(self, *args, whom, cancel_url="", **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["owner"] = _owner(
            whom, "Whom do you ask?", empty_label="Choose someone",
            help_text="We write to them. They can hand it back, and nobody asks why.",
        )  # fmt: skip
        self.helper = helper("ask-for-action", "Ask them", cancel_url=cancel_url)
