"""What we ask about a message that came by e-mail."""

from django import forms

from coproduction.kit.forms import helper
from coproduction.kit.widgets import Radios

TAKE, DISCARD = "TAKE", "DISCARD"


class SettleReply(forms.Form):
    """Asks for one of two words; where it cannot be taken any more, only whether to throw it away."""

    answer = forms.ChoiceField(
        label="What shall we do with it?", widget=Radios, error_messages={"required": "Choose one"}
    )

    def __init__(self, *args, may_be_taken, cancel_url="", **kwargs):
        super().__init__(*args, **kwargs)
        take = [(TAKE, "I wrote it: put it in my group’s talk with my name")] if may_be_taken else []
        self.fields["answer"].choices = [*take, (DISCARD, "Do not use it: wipe it")]
        self.helper = helper("settle-reply", "Save", cancel_url=cancel_url)
