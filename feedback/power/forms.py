"""What we ask about power: who decides, what is open to change, how much say people have."""

from django import forms

from coproduction.kit.forms import helper
from coproduction.kit.widgets import Radios
from feedback.power.models import MapItem
from feedback.topics.models import MEANING, Influence

State = MapItem.State


def _line(label, missing, hint="", **more):
    return forms.CharField(
        label=label, max_length=200, help_text=hint, error_messages={"required": missing}, **more
    )  # fmt: skip


def _long(label, missing="", hint="", **more):
    return forms.CharField(
        label=label, max_length=1000, help_text=hint, widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": missing}, **more,
    )  # fmt: skip


def _why_it_changes():
    return _long("Why does it change?", hint="Needed once people are discussing the topic.", required=False)


class FinalSay(forms.Form):
    decides = _line(
        "Who decides?", "Enter who decides", "The role or the name of the board, for example: the outpatients board."
    )
    decides_when = _line("When do they decide?", "Enter when they decide", "For example: at their meeting in March.")
    binds = _long("What binds them?", "Enter what binds them", "Law, money, policy, or what was decided before.")
    challenge = _long(
        "How can people challenge it?", "Enter how people can challenge it", "Whom to turn to, and what happens then."
    )
    why = _why_it_changes()

    def __init__(self, *args, cancel_url="", filled=False, **kwargs):
        super().__init__(*args, **kwargs)
        if not filled:
            del self.fields["why"]
        self.helper = helper("final-say", "Save the card", cancel_url=cancel_url)


class OnTheMap(forms.Form):
    what = _line("What is it?", "Enter what it is", "For example: when letters are sent.")
    state = forms.ChoiceField(
        label="Can it change?", choices=State.choices, error_messages={"required": "Choose if it can change"},
        widget=Radios(
            hints={
                State.OPEN: "What people say can change it.",
                State.PARTLY: "A part of it can change. Say which part cannot, and why.",
                State.FIXED: "It cannot change. Say why. If it was open before, the whole group is told today.",
            }
        ),
    )  # fmt: skip
    why = _long("Why?", hint="Always needed for what is fixed, or only partly open.", required=False)

    def __init__(self, *args, deed, button, cancel_url="", **kwargs):
        super().__init__(*args, **kwargs)
        self.helper = helper(deed, button, cancel_url=cancel_url)


class HowMuchSay(forms.Form):
    influence = forms.ChoiceField(
        label="How much say do people have on this topic?", choices=Influence.choices,
        error_messages={"required": "Choose how much say people have"},
        widget=Radios(hints={level.value: means for level, means in MEANING.items()}),
    )  # fmt: skip
    why = _why_it_changes()

    def __init__(self, *args, cancel_url="", filled=False, **kwargs):
        super().__init__(*args, **kwargs)
        if not filled:
            del self.fields["why"]
        self.helper = helper("declare-influence", "Save", cancel_url=cancel_url)
