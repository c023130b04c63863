"""What a sponsor says of one step today."""

from django import forms

from coproduction.kit.forms import helper
from coproduction.kit.widgets import Line, Radios, WebLink, Words
from feedback.seven_steps.models import MEANS_FAR, Far, StepLook

CHOOSE = dict.fromkeys(("required", "invalid_choice"), "Choose how far you are with this step")
WHO = dict.fromkeys(("required", "invalid_choice"), "Choose a sponsor of one of our groups")


class LookAtStep(forms.Form):
    seen_look = forms.CharField(widget=forms.HiddenInput, required=False)
    state = forms.ChoiceField(
        label="How far are you?", choices=Far.choices, widget=Radios(hints={far.value: MEANS_FAR[far] for far in Far}),
        error_messages=CHOOSE,
    )  # fmt: skip
    sentence = Line(
        label="How is it today, in a sentence?", max_length=StepLook.SENTENCE,
        help_text="Everyone in and beside your groups can read it. Leave out who lives with what.",
        error_messages={"required": "Say in a sentence how it is today"},
    )  # fmt: skip
    shows = Words(
        label="What shows it?", max_length=StepLook.SHOWS, required=False, widget=forms.Textarea(attrs={"rows": 3}),
        help_text=(
            "Something people can look at: a decision, a page, a sum of money, an example. "
            "You can leave it empty only if nothing has begun."
        ),
    )  # fmt: skip
    link = WebLink(label="A link to it", required=False, max_length=500)
    owner = forms.ChoiceField(
        label="Who looks after this step?", error_messages=WHO,
        help_text="They get a reminder when it is time to look again, in half a year.",
    )  # fmt: skip

    def __init__(self, *args, owners, cancel_url="", **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["shows"].needed = True  # it may be left out only where nothing has begun: its hint says so
        self.owners = {str(one.pk): one for one in owners}
        self.fields["owner"].choices = [(key, f"{one.person.name}, sponsor") for key, one in self.owners.items()]
        self.helper = helper("look-at-step", "Say it", cancel_url=cancel_url)

    def given(self) -> dict:
        typed = self.cleaned_data
        seen = typed["seen_look"]
        return typed | {"owner": self.owners[typed["owner"]], "seen_look": int(seen) if seen.isdecimal() else -1}
