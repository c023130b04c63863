"""What we ask about a need: of the facilitators before, of the person afterwards."""

from django import forms

from coproduction.kit.forms import helper
from coproduction.kit.widgets import Line, Radios
from groups.arrangements.models import WasItThere


class SeeTo(forms.Form):
    sees_to_it = forms.ChoiceField(
        label="Who sees to it?", widget=Radios, required=False,
        error_messages={"invalid_choice": "Choose one of the facilitators"},
    )  # fmt: skip
    arranged = forms.ChoiceField(
        label="Is it arranged?", choices=[("YES", "Yes"), ("NO", "Not yet")], widget=Radios,
        error_messages={"required": "Choose yes or not yet"},
    )  # fmt: skip
    how = Line(
        label="How is it arranged?", max_length=300, required=False,
        help_text="You can leave this empty. The person can read it. For example: booked, comes at half past one.",
    )  # fmt: skip
    as_seen = forms.CharField(max_length=64, required=False, widget=forms.HiddenInput)

    def __init__(self, *args, facilitators, cancel_url, **kwargs):
        super().__init__(*args, **kwargs)
        self.facilitators = {str(one.pk): one for one in facilitators}
        names = [(pk, one.person.name) for pk, one in self.facilitators.items()]
        self.fields["sees_to_it"].choices = [*names, ("", "Nobody yet")]
        self.helper = helper("see-to", "Save", cancel_url=cancel_url)

    def said(self) -> dict:
        """What the operation takes."""
        told = self.cleaned_data
        chosen = self.facilitators.get(told["sees_to_it"])
        return told | {"sees_to_it": chosen, "arranged": told["arranged"] == "YES"}


class SayIfThere(forms.Form):
    answer = forms.ChoiceField(
        label="Was what you needed there?", choices=WasItThere.Answer.choices, widget=Radios,
        error_messages={"required": "Choose an answer"},
    )  # fmt: skip
    words = Line(
        label="Do you want to say more?", max_length=400, required=False,
        help_text="You can leave this empty. Only you and the facilitators can read it, for 30 days.",
    )  # fmt: skip

    def __init__(self, *args, cancel_url, name="", **kwargs):
        super().__init__(*args, **kwargs)
        if name:
            self.fields["answer"].label = f"Was what {name} needed there?"
            self.fields["answer"].choices = [*WasItThere.Answer.choices[:-1], ("AWAY", "They were not at the meeting")]
            self.fields[
                "words"
            ].help_text = "You can leave this empty. Only they, you and the facilitators can read it."
        button = "Send this answer" if name else "Send my answer"
        self.helper = helper("say-if-there", button, cancel_url=cancel_url)
