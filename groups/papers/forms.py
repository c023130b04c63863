"""Questions about a paper."""

from django import forms
from django.core.exceptions import ValidationError

from coproduction.kit.forms import Folded, helper
from coproduction.kit.widgets import Day, Line, Radios, Words
from groups.papers.models import PaperFile
from groups.papers.operations import MOST_BYTES, ChooseAFile, GiveTheLink, TooLarge

KINDS = (
    "A PDF, Word (docx) or OpenDocument (odt) file, up to 10 MB, without a password, a macro or another file in it. "
    "A file can carry the name of whoever made it."
)
CHOOSE = ChooseAFile().sentence
CHOICE = {"invalid_choice": "Choose one of those shown", "required": "Choose one"}


class _File(forms.FileField):
    """Never more is read than may be kept, whatever the browser said of the size."""

    def __init__(self, **kwargs):
        messages = {"required": CHOOSE, "invalid": CHOOSE, "missing": CHOOSE, "empty": CHOOSE}
        super().__init__(required=False, error_messages=messages, **kwargs)

    def clean(self, data, initial=None):
        file = super().clean(data, initial)
        content = file.read(MOST_BYTES + 1) if file else b""
        if len(content) > MOST_BYTES:
            raise ValidationError(TooLarge().sentence)
        return content


class _Item(forms.ModelChoiceField):
    def label_from_instance(self, item):
        return item.title


class _Owner(forms.ModelChoiceField):
    def label_from_instance(self, membership):
        return f"{membership.person.name}, {membership.get_role_display()}"


def _item(form, items):
    if items is not None:
        form.fields["item"] = _Item(
            items, label="What is it for?", required=False, empty_label="The meeting as a whole", error_messages=CHOICE
        )


class ChangePaper(forms.Form):
    """The next version of a paper, begun from the words of the newest."""

    summary = Words(
        label="What does it say, in short?", max_length=2000, widget=forms.Textarea(attrs={"rows": 5}),
        help_text="In plain words, as you would tell a friend. Many people read only this.",
        error_messages={"required": "Say in a few plain words what the paper says"},
    )  # fmt: skip
    text = Words(
        label="The paper", max_length=40000, required=False, widget=forms.Textarea(attrs={"rows": 14}),
        help_text="Write it here, or add it as a file, or both.",
    )  # fmt: skip
    file = _File(label="Add it as a file", help_text=KINDS)
    changed = Line(label="What is different now?", max_length=300, required=False)
    staff_had_on = Day(
        label="When did staff first have it?", required=False,
        help_text="For example 1 12 2026. Everyone sees how long before the group that was. Leave it empty if it is new to all.",
    )  # fmt: skip
    seen = forms.IntegerField(widget=forms.HiddenInput, min_value=0, max_value=1_000_000)

    def __init__(self, *args, first=False, cancel_url="", **kwargs):
        super().__init__(*args, **kwargs)
        if first:
            del self.fields["changed"]
        questions = [name for name in self.fields if name not in ("staff_had_on", "seen")]
        had = Folded("Did staff have it before the group?", "staff_had_on")
        words = "Put it here" if first else "Put the new version here"
        self.helper = helper("change-paper", words, *questions, had, cancel_url=cancel_url)


class AddPaper(ChangePaper):
    title = Line(
        label="What is the paper called?", max_length=200, error_messages={"required": "Enter what it is called"}
    )

    def __init__(self, *args, items=None, cancel_url="", **kwargs):
        super().__init__(*args, first=True, cancel_url=cancel_url, **kwargs)
        del self.fields["seen"]
        _item(self, items)
        had = Folded("Did staff have it before the group?", "staff_had_on")
        questions = ["title", *(["item"] if items is not None else []), "summary", "text", "file", had]
        self.helper = helper("add-paper", "Put it here", *questions, cancel_url=cancel_url)


class AskForPaper(forms.Form):
    title = Line(
        label="What is the paper called?", max_length=200, error_messages={"required": "Enter what it is called"}
    )

    def __init__(self, *args, whom, items=None, cancel_url="", **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["owner"] = _Owner(
            whom, label="Who writes it?", empty_label="Choose someone", help_text="We write to them, and remind them once.",
            error_messages={"required": "Choose someone", "invalid_choice": "Choose one of the people shown"},
        )  # fmt: skip
        _item(self, items)
        self.helper = helper("ask-for-paper", "Ask them for it", cancel_url=cancel_url)


class AddAlternative(forms.Form):
    form = forms.ChoiceField(
        label="Which form is it?", choices=[one for one in PaperFile.Form.choices if one[0] != "PAPER"],
        widget=Radios(hints={"SOUND": "MP3, M4A, OGG or WAV, up to 10 MB.", "BSL": "Give a link to the film."}),
        error_messages={"required": "Choose which form it is"},
    )  # fmt: skip
    file = _File(label="The file", help_text=f"{KINDS} Or a sound recording.")
    link = forms.URLField(
        label="Link to a film in sign language", max_length=500, required=False, assume_scheme="https",
        error_messages={"invalid": GiveTheLink().sentence}, widget=forms.TextInput(attrs={"inputmode": "url"}),
    )  # fmt: skip

    def __init__(self, *args, cancel_url="", **kwargs):
        super().__init__(*args, **kwargs)
        self.helper = helper("add-paper-form", "Add it", cancel_url=cancel_url)


class TakeOff(forms.Form):
    because = Line(
        label="Why is it taken off?", max_length=300, help_text="Everyone who could read the paper can read this.",
        error_messages={"required": "Say why it is taken off"},
    )  # fmt: skip

    def __init__(self, *args, cancel_url="", **kwargs):
        super().__init__(*args, **kwargs)
        self.helper = helper("take-off-paper", "Take it off", cancel_url=cancel_url, stay="Keep it")
