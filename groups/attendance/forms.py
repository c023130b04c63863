"""Who was there; a reason that was offered; a kind word."""

from django import forms

from coproduction.kit.forms import helper
from coproduction.kit.widgets import Checkboxes, Line, Words


class Note(forms.Form):
    came = forms.MultipleChoiceField(
        label="Who was there?", widget=Checkboxes, required=False,
        help_text="In the room, online or by phone. Guests too.",
        error_messages={"invalid_choice": "Choose people from the list"},
    )  # fmt: skip

    def __init__(self, *args, seats, cancel_url, **kwargs):
        ticked = [str(one.membership.pk) for one in seats if one.ticked]
        super().__init__(*args, initial={"came": ticked}, **kwargs)
        self.people = {str(one.membership.pk): one.membership for one in seats}
        self.fields["came"].choices = [(pk, one.person.name) for pk, one in self.people.items()]
        self.fields["came"].widget.hints = {str(one.membership.pk): one.hint for one in seats}
        self.helper = helper("note-attendance", "Save", cancel_url=cancel_url)

    def those_who_came(self):
        return [self.people[pk] for pk in self.cleaned_data["came"]]


class Reason(forms.Form):
    because = Line(
        label="What did they tell you?", max_length=200, required=False,
        help_text="Only if they offered it. Do not ask, and do not guess. Leave it empty to take it away.",
    )  # fmt: skip

    def __init__(self, *args, cancel_url, **kwargs):
        super().__init__(*args, **kwargs)
        self.helper = helper("note-reason", "Save", cancel_url=cancel_url)


class KindWord(forms.Form):
    words = Words(
        label="Your words to them", max_length=2000, widget=forms.Textarea(attrs={"rows": 8}),
        help_text="For example that you thought of them, and that they need not explain anything.",
        error_messages={"required": "Write a few words"},
    )  # fmt: skip

    def __init__(self, *args, cancel_url, **kwargs):
        super().__init__(*args, **kwargs)
        self.helper = helper("write-kind-word", "Send it to them", cancel_url=cancel_url)
