"""What we ask about actions, about *it is done*, and about *does that answer it?*"""

from django import forms

from coproduction.kit.forms import helper
from coproduction.kit.widgets import Day, Radios
from feedback.deeds import operations
from feedback.deeds.models import Claim as Claimed
from feedback.deeds.models import Deed, Verdict

EXAMPLE = "For example 8 12 2026"


def _line(label, missing, size=200, **more):
    return forms.CharField(label=label, max_length=size, error_messages={"required": missing}, **more)


def _long(label, missing, rows=3, size=2000, **more):
    widget = forms.Textarea(attrs={"rows": rows})
    return forms.CharField(label=label, widget=widget, max_length=size, error_messages={"required": missing}, **more)


class TakeOn(forms.Form):
    kind = forms.ChoiceField(
        label="What is it?", choices=Deed.Kind.choices, initial=Deed.Kind.ACTION,
        error_messages={"required": "Choose an action or a milestone"},
        widget=Radios(
            hints={Deed.Kind.ACTION: "Something a person does.",
                   Deed.Kind.MILESTONE: "A point that people can see from outside: “the new letter is in every clinic”."}
        ),
    )  # fmt: skip
    what = _line("What will be done?", "Enter what will be done", size=400)
    owner = _line("Who does it?", "Enter who does it", size=120, help_text="A person or a team, by name.")
    due_on = Day(label="By when?", help_text=EXAMPLE)

    def __init__(self, *args, cancel_url="", **kwargs):
        super().__init__(*args, **kwargs)
        self.helper = helper("take-on", "Take on this action", cancel_url=cancel_url)


class MoveDate(forms.Form):
    to_on = Day(label="What is the new date?", help_text=EXAMPLE)
    reason = _line("Why does it move?", "Say why the date moves", size=400)

    def __init__(self, *args, cancel_url="", **kwargs):
        super().__init__(*args, **kwargs)
        self.helper = helper("move-date", "Move the date", cancel_url=cancel_url)


class Claim(forms.Form):
    extent = forms.ChoiceField(
        label="How much of it is done?", choices=Claimed.Extent.choices,
        error_messages={"required": "Say if all of it is done, or a part"},
        widget=Radios(hints={Claimed.Extent.HALF: "That is a real answer. Say what is left, who does it and by when."}),
    )  # fmt: skip
    what = _long("What changed?", "Enter what changed", size=3000, rows=4)
    where = _line("Where?", "Enter where it changed")
    since = Day(label="Since when?", help_text=EXAMPLE)
    evidence = _long(
        "How can people see it?", "Enter how people can see that it is done", help_text="In words, or a link to a page."
    )
    left = _long("What is left to do?", "", required=False, help_text="Only if a part of it is done.")
    left_owner = _line("Who does the rest?", "", size=120, required=False)
    left_due_on = Day(label="By when is the rest done?", required=False, help_text=EXAMPLE)

    def __init__(self, *args, cancel_url="", **kwargs):
        super().__init__(*args, **kwargs)
        self.helper = helper("claim", "Say what is done", cancel_url=cancel_url)

    def clean(self):
        """Out of kindness, with the other errors: the operation asks again for what is left."""
        found = super().clean()
        if found.get("extent") == Claimed.Extent.HALF:
            asked = {"left": operations.SayWhatIsMissing, "left_owner": operations.SayWho,
                     "left_due_on": operations.SayWhenTheRest}  # fmt: skip
            for name, refusal in asked.items():
                if not found.get(name) and name not in self.errors:
                    self.add_error(name, refusal().sentence)
        return found


class Check(forms.Form):
    holds = forms.ChoiceField(
        label="Is it really done?", choices=[("yes", "Yes, it is done"), ("no", "No, not yet")], widget=Radios,
        error_messages={"required": "Choose yes or no"},
    )  # fmt: skip
    check_note = _long(
        "What did you see?", "", size=1000, required=False, help_text="If it is not done yet, say what is missing."
    )

    def __init__(self, *args, cancel_url="", half=False, **kwargs):
        super().__init__(*args, **kwargs)
        if half:
            self.fields["holds"].label = "Is that part of it really done?"
            self.fields["holds"].choices = [("yes", "Yes, that part is done"), ("no", "No, not yet")]
        self.helper = helper("check", "Give your answer", cancel_url=cancel_url)


class SayIfAnswered(forms.Form):
    answer = forms.ChoiceField(
        label="Does that answer what we said?", choices=Verdict.Answer.choices,
        error_messages={"required": "Choose yes, partly or no"},
        widget=Radios(hints={Verdict.Answer.NO: "It opens again, and those who answer are told at once."}),
    )  # fmt: skip
    words = _long(
        "What is missing?", "", size=1000, required=False,
        help_text="If you say partly or no. Those who answer can read this, but not who wrote it.",
    )  # fmt: skip

    def __init__(self, *args, cancel_url="", **kwargs):
        super().__init__(*args, **kwargs)
        self.helper = helper("verdict", "Give your answer", cancel_url=cancel_url)
