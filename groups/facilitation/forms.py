"""Questions on the live pages of a meeting."""

from django import forms

from coproduction.kit.forms import helper
from coproduction.kit.widgets import Line, Radios, Words
from groups.facilitation.models import Card, Hand
from groups.pacing.models import Turn

HANDS = [(f"HAND-{way}", f"Wants to speak: {way.label}") for way in Hand.Way if way != Hand.Way.OWN]
SAID = [(f"SAID-{way}", f"Said it {way.label}") for way in (Turn.Way.CHAT, Turn.Way.PHONE, Turn.Way.CARD)]
CARDS = [(f"CARD-{kind}", f"Card: {kind.label.lower()}") for kind in Card.Kind]


class SayInWriting(forms.Form):
    words = Words(
        label="Say it in writing", max_length=2000, widget=forms.Textarea(attrs={"rows": 3}),
        help_text="The facilitators see it with your name, and it counts as a turn.",
        error_messages={"required": "Write what you want to say"},
    )  # fmt: skip
    tap = Line(widget=forms.HiddenInput, required=False)
    whose = forms.CharField(widget=forms.HiddenInput, required=False, max_length=20)

    def __init__(self, *args, action, name="", **kwargs):
        super().__init__(*args, **kwargs)
        if name:
            self.fields["words"].label = f"Write what {name} says"
            self.fields["words"].help_text = f"It counts as a turn of {name}. The facilitators see that you helped."
        self.helper = helper("say_in_writing", "Send it", action=action)
        self.helper.attrs["data-tap"] = "words"


class NoteFor(forms.Form):
    """What a facilitator notes for somebody who has no phone in hand."""

    whose = forms.TypedChoiceField(
        label="For whom?", coerce=int, widget=forms.Select, error_messages={"required": "Choose a person"}
    )
    what = forms.ChoiceField(
        label="What do you note?", choices=[*HANDS, *SAID, *CARDS], widget=Radios,
        error_messages={"required": "Choose what you note"},
    )  # fmt: skip
    words = Words(
        label="What did they say?", max_length=2000, required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )  # fmt: skip
    tap = Line(widget=forms.HiddenInput, required=False)

    def __init__(self, *args, people, action, **kwargs):
        super().__init__(*args, **kwargs)
        chosen = [(m.pk, f"{m.person.name}, {m.get_role_display()}") for m in people]
        self.fields["whose"].choices = [("", "Choose a person"), *chosen]
        self.helper = helper("note_for", "Note it", action=action)
        self.helper.attrs["data-tap"] = "words"
