"""Writing down a programme, and bringing it up to date."""

import re

from django import forms

from coproduction.kit.forms import helper
from coproduction.kit.widgets import Checkboxes, Day, Line, Radios, Words
from feedback.programmes.models import IN_WORDS, HowFar

EXAMPLE = "For example 8 12 2026"
POUNDS = "Enter whole pounds, like 5000"


def _words(label, missing, size, rows=3, **more):
    widget = forms.Textarea(attrs={"rows": rows})
    return Words(label=label, max_length=size, widget=widget, error_messages={"required": missing}, **more)


class _Kept(forms.Form):
    """What can change: who owns it, the money, the next day, and what it is about."""

    owner = forms.ChoiceField(
        label="Who owns it?", widget=Radios,
        error_messages=dict.fromkeys(("required", "invalid_choice"), "Choose who owns it"),
    )  # fmt: skip
    budget = Line(
        label="How much money is there for working together?", required=False, max_length=20,
        help_text="In pounds, for example 5000. Enter 0 if there is none. Leave it empty if nobody has said.",
    )  # fmt: skip
    next_on = Day(
        label="When does it meet the group next?", required=False, help_text=f"{EXAMPLE}. You can leave it empty."
    )
    topics = forms.MultipleChoiceField(label="Which topics is it about?", required=False, widget=Checkboxes)
    numbers = Line(
        label="Numbers of entries it is about", required=False, max_length=100,
        help_text="As they stand in We said, We did, for example 12, 15.",
    )  # fmt: skip
    deed = button = ""

    def __init__(self, *args, owners, topics, cancel_url="", **kwargs):
        super().__init__(*args, **kwargs)
        self.owners, self.known = list(owners), list(topics)
        self.fields["owner"].choices = [
            (str(one.pk), f"{one.person.name}, {one.get_role_display()}") for one in self.owners
        ]
        self.fields["topics"].choices = [(str(one.pk), one.name) for one in self.known]
        if not self.known:
            del self.fields["topics"]
        self.helper = helper(self.deed, self.button, cancel_url=cancel_url)

    def clean_budget(self):
        typed = re.sub(r"[£,\s]", "", self.cleaned_data["budget"])
        if typed and not (typed.isascii() and typed.isdecimal() and len(typed) < 10):
            raise forms.ValidationError(POUNDS)
        return int(typed) if typed else None

    def clean_numbers(self):
        typed = re.split(r"[,;\s]+", self.cleaned_data["numbers"])
        if any(not (one.isascii() and one.isdecimal() and len(one) < 10) for one in typed if one):
            raise forms.ValidationError("Enter numbers with commas, like 12, 15")
        return [int(one) for one in typed if one]

    def clean(self):
        found = super().clean()
        owner = next((one for one in self.owners if str(one.pk) == found.get("owner")), None)
        chosen = found.get("topics", [])
        return found | {"owner": owner, "topics": [one for one in self.known if str(one.pk) in chosen]}


class Add(_Kept):
    deed, button = "add-programme", "Write it down"
    name = Line(
        label="What is it called?", max_length=120, error_messages={"required": "Enter the name of the programme"}
    )
    about = _words("What is it about?", "Enter what it is about, in plain words", 600, help_text="In plain words.")
    stage_at_first = forms.ChoiceField(
        label="How far was it when it first came to the group?", choices=HowFar.choices,
        widget=Radios(hints={one.value: words for one, words in IN_WORDS.items()}),
        error_messages={"required": "Choose how far it was"},
    )  # fmt: skip
    first_on = Day(
        label="When did it first come to the group?", help_text=f"{EXAMPLE}. This and how far it was never change."
    )

    field_order = ("name", "about", "stage_at_first", "first_on", "owner", "budget", "next_on", "topics", "numbers")


class BringUpToDate(_Kept):
    deed, button = "bring-up-to-date", "Keep this"
    words = _words("What happened, or why does it change?", "Say what happened, or why it changes", 1000)

    field_order = ("words", "next_on", "budget", "owner", "topics", "numbers")


class End(forms.Form):
    words = _words("What came of it?", "Say what came of it", 1000, help_text="It stays on the page.")

    def __init__(self, *args, cancel_url="", **kwargs):
        super().__init__(*args, **kwargs)
        self.helper = helper("end-programme", "End this programme", cancel_url=cancel_url)
