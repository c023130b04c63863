import hashlib

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils.html import escape

from coproduction.kit import scanner, sheets
from coproduction.kit.forms import helper
from coproduction.kit.widgets import Radios
from coproduction.kit.words import clean
from feedback.imports.models import Part, Start
from feedback.imports.queries import LIMITS, LOOKED_AT, NOTES_LIMIT, cell_of

NO_HEADINGS = "0"
WHICH = "Choose what this column holds"


def shortened(words: str, most: int = 60) -> str:
    words = " ".join(words.split())
    return words if len(words) <= most else f"{words[: most - 1].rstrip()}…"


class Upload(forms.Form):
    """The file, read as soon as it is here: `sheets` and `digest` say what was in it."""

    file = forms.FileField(
        label="Choose your spreadsheet",
        help_text="An Excel workbook (.xlsx) or a CSV file, up to 5 MB and 5,000 rows. "
        "It may be untidy: you can put things right on the next pages.",
        allow_empty_file=True,
        error_messages={"required": "Choose a file", "invalid": "Choose a file", "missing": "Choose a file"},
    )
    helper = helper("upload", "Send this file in")

    def clean_file(self):
        file = self.cleaned_data["file"]
        if file.size > sheets.MAX_BYTES:
            raise ValidationError(
                "This file is larger than 5 MB. Split it into smaller files and bring them in one by one."
            )
        content = file.read()
        try:
            scanner.scan(settings.FILE_SCANNER, file.temporary_file_path())
            self.sheets = sheets.read(content)
        except (scanner.Harmful, scanner.NotScanned, sheets.NotASheet) as refusal:
            raise ValidationError(refusal.sentence) from refusal
        self.digest = hashlib.sha256(content).hexdigest()
        return file


class Columns(forms.Form):
    """What each column of one sheet holds. `rows` are the first of the sheet, to choose headings and see examples."""

    def __init__(self, *args, sheet, rows, several, cancel_url, **kwargs):
        super().__init__(*args, **kwargs)
        self.sheet = sheet
        if several:
            self.fields["is_used"] = forms.ChoiceField(
                label="Do you want to bring in this sheet?",
                choices=[("yes", "Yes"), ("no", "No, leave the whole sheet out")],
                widget=Radios, initial="yes" if sheet.is_used else "no",
                error_messages={"required": "Say whether to bring in this sheet"},
            )  # fmt: skip
        self.fields["heading_row"] = forms.ChoiceField(
            label="Which row holds the headings?",
            choices=[(str(row.number), f"Row {row.number}: {shortened(' | '.join(row.cells), 80)}") for row in rows[:LOOKED_AT]]
            + [(NO_HEADINGS, "There are no headings")],
            initial=str(sheet.heading_row or NO_HEADINGS),
        )  # fmt: skip
        below = [row for row in rows if row.number > (sheet.heading_row or 0)]
        for at, (heading, part) in enumerate(zip(sheet.headings, sheet.matches, strict=True)):
            examples = [shortened(cell_of(row, at)) for row in below if cell_of(row, at)][:2]
            self.fields[f"column_{at}"] = forms.ChoiceField(
                label=f"Column “{heading}”", choices=Part.choices, initial=part,
                help_text=escape(f"For example: {' · '.join(examples)}" if examples else "Empty in the first rows."),
                error_messages={"required": WHICH, "invalid_choice": WHICH},
            )  # fmt: skip
        self.fields["starts_as"] = forms.ChoiceField(
            label="Where do most of these rows start?",
            help_text="You can choose something else for single rows on the next page.",
            choices=Start.choices, widget=Radios, initial=sheet.starts_as,
            error_messages={"required": "Say where most of these rows start"},
        )  # fmt: skip
        self.helper = helper("match", "Go on to the rows", cancel_url=cancel_url)

    def chosen(self) -> dict:
        """What `operations.match` asks for."""
        return {
            "is_used": self.cleaned_data.get("is_used", "yes") == "yes",
            "heading_row": int(self.cleaned_data["heading_row"]) or None,
            "matches": [self.cleaned_data[f"column_{at}"] for at in range(len(self.sheet.headings))],
            "starts_as": self.cleaned_data["starts_as"],
        }


def line(part, most, **kwargs):
    return forms.CharField(label=part.label, max_length=most, required=False, **kwargs)


class Mend(forms.Form):
    """One row, to put right. An empty question is left empty in the log too."""

    WORDS = line(Part.WORDS, LIMITS[Part.WORDS], widget=forms.Textarea(attrs={"rows": 4}))
    OUTCOME = line(Part.OUTCOME, LIMITS[Part.OUTCOME], widget=forms.Textarea(attrs={"rows": 4}))
    starts_as = forms.ChoiceField(label="Where does it start?", required=False)
    TOPIC = line(Part.TOPIC, 80)
    HAPPENED = line(
        Part.HAPPENED, LIMITS[Part.HAPPENED], help_text="In your own words, for example 3 July 2020, or summer 2019",
        widget=forms.TextInput(attrs={"class": "nhsuk-input--width-20"}),
    )  # fmt: skip
    PLACE = line(Part.PLACE, 400)
    WITH_WHOM = line(Part.WITH_WHOM, 400)
    KIND = line(Part.KIND, 400)
    SOURCE = line(Part.SOURCE, 400)
    NOTE = forms.CharField(
        label="Notes", max_length=NOTES_LIMIT, required=False, widget=forms.Textarea(attrs={"rows": 3})
    )  # fmt: skip

    def __init__(self, *args, row, understood, topics, cancel_url, **kwargs):
        initial = {
            "WORDS": understood.words, "OUTCOME": understood.outcome, "TOPIC": understood.topic,
            "HAPPENED": understood.happened, "PLACE": understood.place, "WITH_WHOM": understood.with_whom,
            "KIND": understood.kind, "SOURCE": understood.source, "NOTE": understood.notes, "starts_as": row.starts_as,
        }  # fmt: skip
        super().__init__(*args, initial=initial, **kwargs)
        self.fields["starts_as"].choices = starts_for(row, understood.state)
        if topics:
            self.fields["TOPIC"].help_text = escape(f"Topics of your group: {', '.join(topics)}")
        words = "Save this row and bring it back in" if row.standing == row.Standing.LEFT_OUT else "Save this row"
        self.helper = helper("mend", words, cancel_url=cancel_url)

    def clean(self):
        typed = super().clean()
        return {name: clean(words) for name, words in typed.items()}

    def values(self) -> dict[str, str]:
        return {part: words for part, words in self.cleaned_data.items() if part != "starts_as"}


def starts_for(row, state: str) -> list[tuple[str, str]]:
    """The choices of one row: as its own words say, or as most rows of the sheet, or one of ours."""
    as_it_is = (
        f"As the row says: “{shortened(state)}”" if state else f"As most rows: {Start(row.sheet.starts_as).label}"
    )
    return [("", as_it_is), *Start.choices]


class LeaveOut(forms.Form):
    reason = forms.CharField(
        label="Why do you leave this row out?", max_length=300,
        help_text="A few words, so that others can see it was not forgotten.",
        error_messages={"required": "Say why you leave this row out"},
    )  # fmt: skip

    def __init__(self, *args, action, **kwargs):
        super().__init__(*args, **kwargs)
        self.helper = helper("leave-out", "Leave this row out", action=action)
        self.helper.inputs[-1].field_classes += " nhsuk-button--secondary"


class BringIn(forms.Form):
    """The last question before the rows become entries: what of those that still have a problem?"""

    def __init__(self, *args, problems, rows, cancel_url, **kwargs):
        super().__init__(*args, **kwargs)
        if problems:
            self.fields["leave_out_problems"] = forms.BooleanField(
                label=f"Leave out the rows that still need putting right ({problems})",
                help_text="We keep a note of each, with what was wrong.",
                error_messages={"required": "Mend the rows that need putting right, or tick that you leave them out"},
            )
        self.helper = helper("bring-in", f"Bring in {rows}", cancel_url=cancel_url)
