"""Questions while a meeting is on."""

from django import forms

from coproduction.kit.forms import helper
from coproduction.kit.widgets import Checkboxes


class WhoIsHere(forms.Form):
    here = forms.TypedMultipleChoiceField(
        label="Who is here?", coerce=int, required=False, widget=Checkboxes,
        help_text="Online and on the phone too. This is what turns are set against afterwards.",
        error_messages={"invalid_choice": "Choose only people on this list"},
    )  # fmt: skip

    def __init__(self, *args, people, cancel_url, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["here"].choices = [(m.pk, f"{m.person.name}, {m.get_role_display()}") for m in people]
        self.helper = helper("note_who_is_here", "Save who is here", title_field="here", cancel_url=cancel_url)


class End(forms.Form):
    """Asks once more before the meeting ends."""

    def __init__(self, *args, cancel_url, **kwargs):
        super().__init__(*args, **kwargs)
        self.helper = helper("end_meeting", "End the meeting", cancel_url=cancel_url, stay="Go on with the meeting")
