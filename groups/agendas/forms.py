"""Questions about something to talk about."""

from django import forms

from coproduction.kit.forms import helper
from coproduction.kit.widgets import Line, Radios, Words
from groups.agendas.models import HINTS, Item


class Propose(forms.Form):
    """Suggests an item, or changes one: then words that are somebody else's are not asked for (`own_words`)."""

    title = Line(
        label="What should we talk about?", max_length=200, error_messages={"required": "Enter what we should talk about"}
    )  # fmt: skip
    purpose = forms.ChoiceField(
        label="What is it for?", choices=Item.Purpose.choices, widget=Radios(hints=HINTS),
        error_messages={"required": "Choose what it is for"},
    )  # fmt: skip
    minutes = forms.IntegerField(
        label="About how many minutes does it need?", min_value=1, max_value=480, initial=10,
        widget=forms.TextInput(attrs={"class": "nhsuk-input--width-3", "inputmode": "numeric"}),
        error_messages={"required": "Enter how many minutes", "invalid": "Enter a whole number, like 10"},
    )  # fmt: skip
    detail = Words(label="Anything else people should know?", max_length=2000, required=False)

    def __init__(self, *args, cancel_url, deed="propose", button="Suggest this", whose=(), own_words=True, **kwargs):
        super().__init__(*args, **kwargs)
        if whose:
            choices = [(str(m.pk), m.person.name) for m in whose]
            self.fields["whose"] = forms.ChoiceField(
                label="Whose suggestion is it?", choices=choices, widget=Radios,
                error_messages={"required": "Choose whose suggestion it is"},
            )  # fmt: skip
            self.order_fields(["whose"])
        if not own_words:
            del self.fields["title"], self.fields["detail"]
        self.helper = helper(deed, button, cancel_url=cancel_url)


class Remove(forms.Form):
    because = Line(
        label="Why is it taken off?", max_length=300, help_text="The person who suggested it will read this."
    )

    def __init__(self, *args, cancel_url, own, **kwargs):
        super().__init__(*args, **kwargs)
        if own:
            self.fields["because"].required = False
            self.fields["because"].help_text = "It stays in the list below the agenda, with what you say here."
        self.fields["because"].error_messages["required"] = "Enter why it is taken off"
        self.helper = helper("remove", "Take it off", cancel_url=cancel_url)
