"""What we ask when several things people said become one."""

from django import forms

from coproduction.kit.forms import helper
from coproduction.kit.widgets import Words


class Keys(forms.Field):
    """What was picked on the page before, carried along unseen."""

    widget = forms.MultipleHiddenInput

    def to_python(self, value):
        return [str(one) for one in value or []]


class JoinedWords(forms.Form):
    """The joint words start empty: they are the group's, written with the pieces beside them."""

    piece = Keys(required=False)
    words = Words(
        label="What do we say together?", max_length=4000, widget=forms.Textarea(attrs={"rows": 6}),
        help_text="Use their words. Short sentences that people said are stronger than a summary.",
        error_messages={"required": "Enter what you say together"},
    )  # fmt: skip
    why_it_matters = Words(
        label="Why does it matter?", widget=forms.Textarea, max_length=2000, required=False,
        help_text="What would change for people?",
    )  # fmt: skip

    def __init__(self, *args, topics, cancel_url="", **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["topic"] = forms.ModelChoiceField(
            topics, label="Topic", required=False, empty_label="No topic yet",
            error_messages={"invalid_choice": "Choose one of the topics"},
        )  # fmt: skip
        self.helper = helper("gather", "Save the draft", cancel_url=cancel_url)


class AddPieces(forms.Form):
    piece = Keys(required=False)

    def __init__(self, *args, cancel_url="", **kwargs):
        super().__init__(*args, **kwargs)
        self.helper = helper("add-pieces", "Join these to the draft", cancel_url=cancel_url)


class TakeOut(forms.Form):
    """Asks nothing: the page says what will happen, the button does it."""

    def __init__(self, *args, cancel_url="", **kwargs):
        super().__init__(*args, **kwargs)
        self.helper = helper("take-piece-out", "Take these words out", cancel_url=cancel_url, stay="Leave them in")


class Strength(forms.Form):
    words = Words(
        label="How strongly do people feel about this?", max_length=1000, required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text="In words. We count who agrees, so leave numbers out. Empty takes it away.",
    )  # fmt: skip

    def __init__(self, *args, cancel_url="", **kwargs):
        super().__init__(*args, **kwargs)
        self.helper = helper("say-strength", "Save", cancel_url=cancel_url)


class View(forms.Form):
    words = Words(
        label="What do you see differently?", max_length=1000, required=False, widget=forms.Textarea(attrs={"rows": 4}),
        help_text="Your group sees your name with it. It goes to the system with the entry, without your name. "
        "You can change it until the entry is sent. Empty takes it away.",
    )  # fmt: skip

    def __init__(self, *args, cancel_url="", **kwargs):
        super().__init__(*args, **kwargs)
        self.helper = helper("see-differently", "Save what you see differently", cancel_url=cancel_url)


class KeepAsTalk(forms.Form):
    because = Words(
        label="Why does it stay talk?", max_length=1000, widget=forms.Textarea(attrs={"rows": 3}),
        help_text="Everyone in the group can read this.", error_messages={"required": "Say why it stays talk"},
    )  # fmt: skip

    def __init__(self, *args, cancel_url="", **kwargs):
        super().__init__(*args, **kwargs)
        self.helper = helper("keep-as-talk", "Keep it as talk", cancel_url=cancel_url)
