"""What we ask whoever writes down someone's words, and the person whose words they are."""

from django import forms

from coproduction.kit.forms import helper
from coproduction.kit.widgets import Radios
from feedback.log.models import Said
from feedback.scribing.models import WrittenDown

State = WrittenDown.State
ALOUD, ALOUD_AND_PUT, ASK = "ALOUD", "ALOUD_AND_PUT", "ASK"
YES, YES_AND_PUT, NOT_RIGHT, NOT_WANTED = "YES", "YES_AND_PUT", "NOT_RIGHT", "NOT_WANTED"


class _Member(forms.ModelChoiceField):
    def label_from_instance(self, member):
        return member.person.name


def _long(label, rows, size, **more):
    return forms.CharField(label=label, widget=forms.Textarea(attrs={"rows": rows}), max_length=size, **more)


def _one_of(label, choices, missing="Choose one", hints=None, **more):
    return forms.ChoiceField(
        label=label, choices=choices, widget=Radios(hints=hints or {}), error_messages={"required": missing}, **more
    )


class WriteDown(forms.Form):
    """The person first, then their words as they said them."""

    words = _long(
        "What did they say?", 6, 4000, help_text="Their own words, as they said or wrote them. Do not tidy them up.",
        error_messages={"required": "Enter what they said"},
    )  # fmt: skip
    why_it_matters = _long("Why does it matter to them?", 3, 2000, required=False)
    reached_us = _one_of("How did it reach you?", WrittenDown.ReachedUs.choices, "Choose how it reached you")
    shown_as = _one_of(
        "How do they want it shown?",
        [(Said.ShownAs.NAME, "With their name"), (Said.ShownAs.GROUP, "From the group")],
        "Choose how it should be shown",
        {
            "NAME": "The group sees their name. Outside the group, nobody does.",
            "GROUP": "Once they say it is right, we do not keep whose words these are, or who wrote them down.",
        },
    )
    confirmed = _one_of(
        "Did they say that it is right?",
        [
            (ALOUD, "I read it back, and they said yes"),
            (ALOUD_AND_PUT, "I read it back. They said yes, and yes to asking the group now if it should be sent"),
            (ASK, "Ask them: we write to them with these words"),
        ],
        "Choose one",
        {"ASK": "Until they say yes, only you and they can see it."},
    )

    def __init__(self, *args, members, topics, cancel_url="", **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["member"] = _Member(
            members, label="Whose words are they?", empty_label="Choose a person",
            error_messages={"required": "Choose whose words they are", "invalid_choice": "Choose one of the people"},
        )  # fmt: skip
        self.fields["topic"] = forms.ModelChoiceField(
            topics, label="Topic", required=False, empty_label="No topic yet",
            error_messages={"invalid_choice": "Choose one of the topics"},
        )  # fmt: skip
        self.order_fields(["member", "words", "why_it_matters", "topic", "reached_us", "shown_as", "confirmed"])
        self.helper = helper("write-down", "Save", cancel_url=cancel_url)

    def clean(self):
        """What the operation wants to know: read back or not, and put to the group or not."""
        typed = super().clean()
        confirmed = typed.pop("confirmed", ASK)
        return typed | {"aloud": confirmed in (ALOUD, ALOUD_AND_PUT), "put": confirmed == ALOUD_AND_PUT}


class CheckWritten(forms.Form):
    answer = _one_of("Is it right?", [], "Choose one answer")
    what_is_wrong = _long(
        "What is not right?", 3, 2000, required=False, help_text="You can leave this empty if it is right."
    )

    def __init__(self, *args, own, cancel_url="", **kwargs):
        super().__init__(*args, **kwargs)
        if own:
            choices = [(YES, "Yes, this is what I said"), (NOT_RIGHT, "No, something is not right"),
                       (NOT_WANTED, "I do not want this said")]  # fmt: skip
        else:
            self.fields["answer"].label = "You read it back. What did they say?"
            choices = [(YES, "They said yes"), (YES_AND_PUT, "They said yes, and yes to asking the group now"),
                       (NOT_RIGHT, "They said something is not right"), (NOT_WANTED, "They do not want it said")]  # fmt: skip
        self.fields["answer"].choices = choices
        self.helper = helper("check-written", "Save the answer", cancel_url=cancel_url)

    def clean(self):
        typed = super().clean()
        said = typed.pop("answer", "")
        states = {NOT_RIGHT: State.WRONG, NOT_WANTED: State.DROPPED}
        return typed | {"state": states.get(said, State.CONFIRMED), "put": said == YES_AND_PUT}
