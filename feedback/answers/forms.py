"""What we ask of people from the system when they hear and when they answer."""

from django import forms

from coproduction.kit.forms import Folded, helper
from coproduction.kit.widgets import Day, Radios
from feedback.answers import operations
from feedback.answers.models import Decision

Kind = Decision.Kind
OPTIONS = 5  # lines the form offers


def _long(label, missing, rows=4, size=2000, **more):
    errors = {"required": missing}
    widget = forms.Textarea(attrs={"rows": rows})
    return forms.CharField(label=label, widget=widget, max_length=size, error_messages=errors, **more)


def _line(label, **more):
    return forms.CharField(label=label, max_length=operations.LONGEST_OPTION, required=False, **more)


class Hear(forms.Form):
    words = _long(
        "What do you want to say back?", "Enter what you want to say back",
        help_text="Plain words. What have you done with it so far?",
    )  # fmt: skip
    final_say = forms.CharField(
        label="Who has the final say?", max_length=200, help_text="A person or a board, by name.",
        error_messages={"required": "Enter who has the final say"},
    )  # fmt: skip
    answer_by = Day(label="When will they answer?", help_text="For example 8 12 2026")

    def __init__(self, *args, cancel_url="", **kwargs):
        super().__init__(*args, **kwargs)
        self.helper = helper("hear", "Say that you have heard it", cancel_url=cancel_url)


class Decide(forms.Form):
    """The answer and its record. What only some answers need is folded away, and unfolds when there is something in it."""

    kind = forms.ChoiceField(
        label="What is the answer?", choices=Kind.choices, error_messages={"required": "Choose one answer"},
        widget=Radios(
            hints={
                Kind.WE_WILL: "All of what was asked for will be done.",
                Kind.PARTLY: "Some of it will be done. Say which part will not, and why.",
                Kind.NOT_NOW: "Not yet. Say what would have to change first.",
                Kind.CANNOT: "It cannot be done. Say why.",
            }
        ),
    )  # fmt: skip
    what_matters = _long(
        "What matters to people?", "Enter what matters to people", rows=3,
        help_text="In your words: what did the group want to change for people?",
    )  # fmt: skip
    what_binds = _long(
        "What did you have to follow?", "Enter what you had to follow. If nothing, say so", rows=3,
        help_text="Law, money, contracts, policy. If nothing stands in the way, say so.",
    )  # fmt: skip
    outweighs = forms.ChoiceField(
        label="Did something of this go before what people said?", choices=[("no", "No"), ("yes", "Yes")],
        initial="no", required=False,
        widget=Radios(hints={"yes": "Then the reason below is published, as “The system’s priority went first, because …”."}),
    )  # fmt: skip
    reason = _long("Why?", "Say why", size=3000, required=False, help_text="Needed for every answer but “We will”.")
    cause = forms.ChoiceField(
        label="What stands in the way?", required=False, widget=Radios,
        choices=[("", "Nothing stands in the way"), *Decision.Cause.choices],
    )  # fmt: skip
    decided_by = forms.CharField(
        label="Who decided?", max_length=200, help_text="A person or a board, by name.",
        error_messages={"required": "Enter who decided"},
    )  # fmt: skip
    question = forms.CharField(
        label="What was to be decided?", max_length=300, required=False,
        help_text="The question in one line, if it is not plain from what was said.",
    )  # fmt: skip
    how_to_challenge = _long(
        "How can the group challenge this?", "", rows=3, size=1000, required=False,
        help_text="Leave it empty for the usual way: the reason again, then the sponsor, then an independent person.",
    )  # fmt: skip

    deed, button = "answer", "Give the answer"
    options = OPTIONS
    first = ("kind", "what_matters", "what_binds", "outweighs", "reason", "cause", "decided_by")

    def __init__(self, *args, cancel_url="", **kwargs):
        super().__init__(*args, **kwargs)
        pairs = [(f"option_{number}", f"why_{number}") for number in range(1, self.options + 1)]
        for number, (option, why) in enumerate(pairs, start=1):
            self.fields[option] = _line(f"Option {number}", help_text="Something that could have been done.")
            self.fields[why] = _line(f"Why option {number} was chosen, or why not")
        more = ["question", *(name for pair in pairs for name in pair), "how_to_challenge"]
        self.helper = helper(self.deed, self.button, *self.before(), *self.first, cancel_url=cancel_url)
        named = "The question, the options and" if pairs else "The question, and"
        self.helper.layout.append(Folded(f"{named} how to challenge (if you want to say more)", *more))

    def before(self):
        """What stands above the answer, by name."""
        return ()

    def clean(self):
        """Out of kindness, with the other errors: the operation asks for the reason and the cause again."""
        found = super().clean()
        found["outweighs"] = found.get("outweighs") == "yes"
        if found.get("kind") not in (None, Kind.WE_WILL):
            for name, refusal in (("reason", operations.ReasonRequired), ("cause", operations.CauseRequired)):
                if not found.get(name) and name not in self.errors:
                    self.add_error(name, refusal().sentence)
        numbers = range(1, self.options + 1)
        found["options"] = [(found.pop(f"option_{n}", ""), found.pop(f"why_{n}", "")) for n in numbers]
        return found


class DecideAgain(Decide):
    deed, button = "decide-again", "Give the new answer"

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["kind"].choices = [choice for choice in Kind.choices if choice[0] != Kind.WE_WILL]
        self.fields["cause"].choices = Decision.Cause.choices


class CorrectAnswer(forms.Form):
    words = _long("What is the correction?", "Enter the correction", help_text="What you wrote before stays as it is.")

    def __init__(self, *args, cancel_url="", **kwargs):
        super().__init__(*args, **kwargs)
        self.helper = helper("correct-answer", "Add the correction", cancel_url=cancel_url)
