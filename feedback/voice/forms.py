"""What we ask about a post that is there: other words, whether it is really to go, whether somebody could be recognised."""

from django import forms

from coproduction.kit.forms import helper
from coproduction.kit.widgets import Line, Words


class ChangePost(forms.Form):
    words = Words(
        label="What should it say?", max_length=4000, widget=forms.Textarea(attrs={"rows": 6}),
        error_messages={"required": "Enter what it should say"},
    )  # fmt: skip
    content_note = Line(label="What may readers want to know first?", max_length=120, required=False)

    def __init__(self, *args, cancel_url="", **kwargs):
        super().__init__(*args, **kwargs)
        self.helper = helper("change-post", "Save", cancel_url=cancel_url)


class TakeBackPost(forms.Form):
    """Asks nothing: the page says what goes and what stays, the button does it."""

    def __init__(self, *args, cancel_url="", **kwargs):
        super().__init__(*args, **kwargs)
        self.helper = helper("take-back-post", "Take it back", cancel_url=cancel_url, stay="Keep it")


class SharePost(forms.Form):
    looked = forms.BooleanField(
        label="I have looked. Nobody could be recognised from this.",
        error_messages={"required": "Say that you have looked: nobody can be recognised from this"},
    )  # fmt: skip

    def __init__(self, *args, cancel_url="", **kwargs):
        super().__init__(*args, **kwargs)
        self.helper = helper("share-post", "Share it", cancel_url=cancel_url)
