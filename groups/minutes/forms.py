"""Questions about the notes of a meeting."""

from crispy_forms.layout import LayoutObject
from crispy_forms.utils import TEMPLATE_PACK
from django import forms
from django.template.loader import render_to_string

from coproduction.kit.forms import helper
from coproduction.kit.widgets import Line, Words
from groups.minutes.operations import NewLine
from groups.minutes.queries import ELSE, NOTHING, SUMMARY, Kind, line_key, said_key

EMPTY_ROWS = 3
LONGEST_LINE = 10000
LINES = (
    (Kind.DECISION, "What was decided", "Decision", "One decision in each box. Empty a box to take its line out."),
    (
        Kind.WE_SAID, "We said", "Words for the log",
        "Words the group may want to send, one thing in each box. Nothing is sent from here.",
    ),
)  # fmt: skip


class Heading(LayoutObject):
    def __init__(self, words, hint):
        self.words, self.hint, self.fields = words, hint, []

    def render(self, form, context, template_pack=TEMPLATE_PACK, **kwargs):
        return render_to_string("groups/minutes/form_heading.html", {"words": self.words, "hint": self.hint})


class Both(LayoutObject):
    """The questions of one part. Where somebody else changed it too, what they saved stands above them."""

    def __init__(self, key, *fields):
        self.key, self.fields = key, list(fields)

    def render(self, form, context, template_pack=TEMPLATE_PACK, **kwargs):
        fields = self.get_rendered_fields(form, context, template_pack, **kwargs)
        told = {"key": self.key, "fields": fields, "both": self.key in form.both}
        if told["both"]:
            words, item = form.both[self.key]
            told |= {"theirs": words, "under": form.titles.get(item, "")}
        return render_to_string("groups/minutes/form_part.html", told)


def _words(label, most, rows, hint=""):
    return Words(
        label=label, max_length=most, required=False, help_text=hint, widget=forms.Textarea(attrs={"rows": rows})
    )


class Write(forms.Form):
    """The notes part by part, and which version the writer began from. Made of what is there: its questions differ.

    `both` are parts that somebody else changed too, with what stands there now.
    """

    version = forms.IntegerField(widget=forms.HiddenInput, min_value=0, max_value=1_000_000)

    def __init__(self, *args, items, sheet, also=(), both=None, cancel_url, **kwargs):
        """`also` are lines (number, kind) that were taken out while somebody was still writing them."""
        super().__init__(*args, **kwargs)
        self.both, self.titles = both or {}, {one.pk: one.title for one in items}
        hint = "What somebody who was not there should know first, in plain words."
        self.fields[SUMMARY] = _words("In short", 2000, 4, hint)
        self.lines = {line.id: kind for kind, found in _lines(sheet) for line in found} | dict(also)
        drawn = [Both(SUMMARY, SUMMARY), Heading("What was said", "Write what was said, not who was right.")]
        for item_id, title in (*self.titles.items(), (0, ELSE)):
            key = said_key(item_id)
            self.fields[key] = _words(title, 40000, 5)
            drawn.append(Both(key, key))
        for kind, words, one, hint in LINES:
            drawn.append(Heading(words, hint))
            drawn += [self._row(line_key(pk), f"{one} {n}") for n, pk in enumerate(self._of(kind), start=1)]
            drawn += [self._row(f"new-{kind}-{n}", f"{one}, new {n}") for n in range(1, EMPTY_ROWS + 1)]
        self.helper = helper(
            "minutes", "Save the notes", "version", *drawn, cancel_url=cancel_url, second=("more", "Save and go on")
        )
        self.helper.render_hidden_fields = False

    def _of(self, kind):
        return [pk for pk, its in self.lines.items() if its == kind]

    def _row(self, key, label):
        """One line, and the item of the agenda it belongs under, if there is one."""
        self.fields[key] = Line(
            label=label,
            max_length=LONGEST_LINE,
            required=False,
            widget=forms.Textarea(attrs={"rows": 2}),
        )
        if not self.titles:
            return Both(key, key)
        choices = [("", "No item of the agenda"), *self.titles.items()]
        self.fields[f"{key}-under"] = forms.TypedChoiceField(
            label="It belongs to", choices=choices, coerce=int, empty_value=None, required=False, widget=forms.Select
        )
        return Both(key, key, f"{key}-under")

    def _given(self, key):
        words = self.cleaned_data[key]
        return (words, self.cleaned_data.get(f"{key}-under")) if words else NOTHING

    def changes(self) -> dict:
        """What `operations.write` is given."""
        new = [(kind, self._given(f"new-{kind}-{n}")) for kind in Kind.values for n in range(1, EMPTY_ROWS + 1)]
        return {
            "version": self.cleaned_data["version"],
            "summary": self.cleaned_data[SUMMARY],
            "said": {item: self.cleaned_data[said_key(item)] for item in (*self.titles, 0)},
            "lines": {pk: self._given(line_key(pk)) for pk in self.lines},
            "new": [NewLine(kind, *given) for kind, given in new if given[0]],
        }


def _lines(sheet):
    return ((Kind.DECISION, sheet.decisions), (Kind.WE_SAID, sheet.we_said))


def beginning(sheet, version) -> dict:
    """What stands in the boxes of somebody who begins to write."""
    start = {"version": version, SUMMARY: sheet.summary} | {one.key: one.words for one in sheet.said}
    for _, lines in _lines(sheet):
        for one in lines:
            start |= {one.key: one.words, f"{one.key}-under": one.item_id}
    return start


class AddNote(forms.Form):
    """One note while the meeting is on."""

    words = Words(
        label="Note", max_length=4000, widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": "Write what you want to note"},
    )  # fmt: skip
    under = forms.TypedChoiceField(
        label="It belongs to", coerce=int, empty_value=None, required=False, widget=forms.Select
    )

    def __init__(self, *args, items, cancel_url, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["under"].choices = [("", ELSE), *((one.pk, one.title) for one in items)]
        self.helper = helper("add_note", "Add it to the notes", cancel_url=cancel_url)
