from django import forms

from coproduction.kit.forms import helper
from coproduction.kit.widgets import Radios, Sentence, Words
from feedback.journey.models import Move, Place


class _Paper(forms.ModelChoiceField):
    def label_from_instance(self, one):
        return one.title


class _Meeting(forms.ModelChoiceField):
    def label_from_instance(self, one):
        return f"{one.title} ({one.starts:%-d %B %Y})"


class _Entry(forms.ModelChoiceField):
    def label_from_instance(self, one):
        return f"{one.number}: {one}"


def _pick(field, rows, **given):
    """One of what the reader was shown; the rows are cut, so the field looks among their numbers."""
    whole = rows.model.objects.filter(pk__in=[one.pk for one in rows])
    wrong = {"invalid_choice": "Choose one from the list"}
    made = field(whole, required=False, empty_label="None", error_messages=wrong, **given)
    made.queryset = whole.order_by("-pk")
    return made


class ProposeStep(forms.Form):
    state = forms.ChoiceField(
        label="Where are we with this step?", choices=Place.choices,
        widget=Radios(hints={
            "DONE": "For now. The ring goes round, so we will come back to it.",
            "AGAIN": "Something has changed, and we begin this step anew. Going back is fine.",
        }),
        error_messages=dict.fromkeys(("required", "invalid_choice"), "Choose where we are with this step"),
    )  # fmt: skip
    words = Words(
        label="How can we tell?", max_length=Move.WORDS, widget=forms.Textarea(attrs={"rows": 4}),
        help_text="What you have seen or heard. Once members have confirmed it, people from health and care can read it too.",
        error_messages={"required": "Say how we can tell. A sentence is enough"},
    )  # fmt: skip
    waits_on = forms.ChoiceField(
        label="Do we wait for somebody?", choices=[("", "No"), *Move.WaitsOn.choices], widget=Radios, required=False,
        error_messages={"invalid_choice": "Choose whom we wait for"},
    )  # fmt: skip
    waits_for = Sentence(
        label="What do we wait for?", max_length=300, required=False,
        help_text="Only if we wait. It comes first on their page.",
    )  # fmt: skip

    def __init__(self, *args, meetings, papers, said, cancel_url="", **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["meeting"] = _pick(_Meeting, meetings, label="A meeting that shows it")
        self.fields["paper"] = _pick(_Paper, papers, label="A paper that shows it")
        self.fields["said"] = _pick(_Entry, said, label="Something we said that shows it")
        self.order_fields(["state", "words", "meeting", "paper", "said", "waits_on", "waits_for"])
        self.helper = helper("propose", "Ask members to confirm", cancel_url=cancel_url)


class TellPart(forms.Form):
    words = Words(
        label="What did you do?", max_length=Move.WORDS, widget=forms.Textarea(attrs={"rows": 4}),
        help_text="The group reads it. Then the group says where it is with this step.",
        error_messages={"required": "Say in a sentence what you did"},
    )  # fmt: skip

    def __init__(self, *args, cancel_url="", **kwargs):
        super().__init__(*args, **kwargs)
        self.helper = helper("tell-part", "Tell the group", cancel_url=cancel_url)
