"""What we ask when somebody says something, and when the group agrees it."""

from secrets import token_hex

from django import forms

from coproduction.kit.forms import helper
from coproduction.kit.widgets import Day, Line, Radios
from feedback.drafts.models import Agreement
from feedback.log.models import Said
from feedback.receipts.queries import HINTS

ShownAs, CameFrom = Said.ShownAs, Said.CameFrom
WRITTEN_HERE = (CameFrom.POST, CameFrom.MEETING, CameFrom.EMAIL, CameFrom.PHONE, CameFrom.PAPER)


def _words(label, **more):
    rows = forms.Textarea(attrs={"rows": 6})
    return forms.CharField(label=label, widget=rows, max_length=4000, **more)


def _why():
    return forms.CharField(
        label="Why does it matter?", widget=forms.Textarea, max_length=2000, required=False,
        help_text="What would change for people?",
    )  # fmt: skip


class _Words(forms.Form):
    """Words, why they matter, and the topic. The topics offered are the open ones of the group."""

    words = _words("What do you want to say?", error_messages={"required": "Enter what you want to say"})
    why_it_matters = _why()

    def ask_topic(self, topics):
        self.fields["topic"] = forms.ModelChoiceField(
            topics, label="Topic", required=False, empty_label="No topic yet",
            error_messages={"invalid_choice": "Choose one of the topics"},
        )  # fmt: skip


class SaySomething(_Words):
    """One question first; then how it is shown (`levels`: value, words, hint). Facilitators also say where it came from.

    The form's own random key tells apart one form sent twice from two that say the same.
    """

    def __init__(self, *args, topics, levels, facilitates=False, meetings=None, cancel_url="", **kwargs):
        super().__init__(*args, **kwargs)
        self.ask_topic(topics)
        self.fields["words"].widget.attrs |= HINTS
        self.fields["shown_as"] = forms.ChoiceField(
            label="How should it be shown?", choices=[level[:2] for level in levels], initial=ShownAs.GROUP,
            widget=Radios(hints={value: hint for value, _, hint in levels}),
            error_messages={"required": "Choose how it should be shown"},
        )  # fmt: skip
        self.fields["form_key"] = Line(widget=forms.HiddenInput, required=False, initial=lambda: token_hex(16))
        order = ["words", "why_it_matters", "topic"]
        if facilitates:
            self.fields["came_from"] = forms.ChoiceField(
                label="Where did it come from?", initial=CameFrom.POST,
                choices=[(value.value, value.label) for value in WRITTEN_HERE],
            )  # fmt: skip
            self.fields["meeting"] = forms.ModelChoiceField(
                meetings, label="Which meeting?", required=False, empty_label="No meeting",
                help_text="Only if it was said at a meeting.",
            )  # fmt: skip
            order += ["came_from", "meeting"]
        self.order_fields([*order, "shown_as", "form_key"])
        self.helper = helper(
            "post", "Say it", title_field="words", second=("put", "Say it and put it to the group"),
            cancel_url=cancel_url,
        )  # fmt: skip


class Revise(_Words):
    def __init__(self, *args, topics, cancel_url="", **kwargs):
        super().__init__(*args, **kwargs)
        self.ask_topic(topics)
        self.helper = helper("revise", "Save the draft", cancel_url=cancel_url)


class Correct(forms.Form):
    """A correction is a new entry: it starts with the words as they were sent."""

    words = _words("What should it say?", error_messages={"required": "Enter what it should say"})
    why_it_matters = _why()

    def __init__(self, *args, cancel_url="", **kwargs):
        super().__init__(*args, **kwargs)
        self.helper = helper("correct", "Save the correction as a draft", cancel_url=cancel_url)


class PutToGroup(forms.Form):
    agree_by = Day(label="Until when can people say if they agree?", help_text="For example 8 12 2026")

    def __init__(self, *args, cancel_url="", action="", **kwargs):
        super().__init__(*args, **kwargs)
        self.helper = helper("put-to-group", "Put it to the group", cancel_url=cancel_url, action=action)


class Agree(forms.Form):
    answer = forms.ChoiceField(
        label="Do you agree to send this?", choices=Agreement.Answer.choices, widget=Radios,
        error_messages={"required": "Choose one answer"},
    )  # fmt: skip
    reason = forms.CharField(
        label="What would you change, or why not yet?", widget=forms.Textarea(attrs={"rows": 3}), max_length=1000,
        required=False, help_text="You can leave this empty if you agree.",
    )  # fmt: skip

    def __init__(self, *args, cancel_url="", **kwargs):
        super().__init__(*args, **kwargs)
        self.helper = helper("agree", "Give your answer", cancel_url=cancel_url)


class _Reason(forms.Form):
    reason = forms.CharField(
        label="Why?", widget=forms.Textarea(attrs={"rows": 3}), max_length=1000,
        help_text="Everyone in the group can read this.", error_messages={"required": "Say why"},
    )  # fmt: skip


class Withdraw(_Reason):
    def __init__(self, *args, cancel_url="", **kwargs):
        super().__init__(*args, **kwargs)
        self.helper = helper("withdraw", "Take it back", cancel_url=cancel_url)


class TakeBack(_Reason):
    def __init__(self, *args, cancel_url="", **kwargs):
        super().__init__(*args, **kwargs)
        self.helper = helper("take-back", "Make it a draft again", cancel_url=cancel_url)


class Send(forms.Form):
    """Asks nothing: the page says what will happen, the button does it."""

    def __init__(self, *args, cancel_url="", **kwargs):
        super().__init__(*args, **kwargs)
        self.helper = helper("send", "Send it", cancel_url=cancel_url)
