"""What we ask: what an item is about; and, for an entry or a topic, at which meeting, what for and how long."""

from django import forms

from coproduction.kit.forms import helper
from coproduction.kit.widgets import Line, Radios
from groups.agendas.models import HINTS, Item

PURPOSES = [choice for choice in Item.Purpose.choices if choice[0] != Item.Purpose.BREAK]


class SayAbout(forms.Form):
    def __init__(self, *args, offered, cancel_url, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["about"] = forms.ChoiceField(
            label="What is it about?", choices=offered, required=False,
            help_text="A topic, or something we said. It stands beside it on the agenda, for everyone who can read both.",
            error_messages={"invalid_choice": "Choose one of these"},
        )  # fmt: skip
        self.helper = helper("say-about", "Save", cancel_url=cancel_url)


class PutOnAgenda(forms.Form):
    title = Line(
        label="What should it be called on the agenda?", max_length=200,
        error_messages={"required": "Enter what it should be called"},
    )  # fmt: skip
    purpose = forms.ChoiceField(
        label="What is it for?", choices=PURPOSES, widget=Radios(hints=HINTS),
        error_messages={"required": "Choose what it is for"},
    )  # fmt: skip
    minutes = forms.IntegerField(
        label="About how many minutes does it need?", min_value=1, max_value=480, initial=15,
        widget=forms.TextInput(attrs={"class": "nhsuk-input--width-3", "inputmode": "numeric"}),
        error_messages={"required": "Enter how many minutes", "invalid": "Enter a whole number, like 10"},
    )  # fmt: skip

    def __init__(self, *args, meetings, cancel_url, whose=(), **kwargs):
        super().__init__(*args, **kwargs)
        choices = [(str(one.pk), f"{one.title}, {one.when}") for one in meetings]
        self.fields["meeting"] = forms.ChoiceField(
            label="At which meeting?", choices=choices, widget=Radios(),
            error_messages={"required": "Choose a meeting", "invalid_choice": "Choose one of these meetings"},
        )  # fmt: skip
        if whose:
            self.fields["whose"] = forms.ChoiceField(
                label="Whose suggestion is it?", choices=[(str(one.pk), one.person.name) for one in whose],
                widget=Radios(), error_messages={"required": "Choose whose suggestion it is"},
            )  # fmt: skip
        self.order_fields(["whose", "meeting"])
        self.helper = helper("put-on-agenda", "Suggest it", cancel_url=cancel_url)
