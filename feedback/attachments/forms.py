"""A photo or a recording, and what it holds in words."""

from django import forms
from django.core.exceptions import ValidationError

from coproduction.kit.forms import helper
from coproduction.kit.widgets import Words
from feedback.attachments.operations import MOST_BYTES, ChooseAFile, TooLarge

CHOOSE = ChooseAFile().sentence


class Attach(forms.Form):
    file = forms.FileField(
        label="Choose a photo or a sound recording",
        help_text="A photo (JPEG, PNG or WebP) or a sound recording (MP3, M4A, OGG or WAV), up to 10 MB. "
        "We take out where and when it was made.",
        allow_empty_file=True, error_messages={"required": CHOOSE, "invalid": CHOOSE, "missing": CHOOSE},
    )  # fmt: skip
    description = Words(
        label="What does it show, or what is said in it?", max_length=2000, widget=forms.Textarea(attrs={"rows": 4}),
        help_text="In plain words, for people who cannot see or hear it.",
        error_messages={"required": "Say in words what it shows, or what is said in it"},
    )  # fmt: skip

    def __init__(self, *args, cancel_url="", **kwargs):
        super().__init__(*args, **kwargs)
        self.helper = helper("attach", "Add it", cancel_url=cancel_url)

    def clean_file(self):
        """Never more is read than may be kept, whatever the browser said of the size."""
        content = self.cleaned_data["file"].read(MOST_BYTES + 1)
        if len(content) > MOST_BYTES:
            raise ValidationError(TooLarge().sentence)
        return content


class Remove(forms.Form):
    """Asks nothing: the page says what will happen, the button does it."""

    def __init__(self, *args, cancel_url="", **kwargs):
        super().__init__(*args, **kwargs)
        self.helper = helper("remove-file", "Take it away", cancel_url=cancel_url, stay="Keep it")
