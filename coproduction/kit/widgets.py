"""Questions the way our forms ask them: a day as three boxes, a time in everyday words, choices with a hint each."""

import datetime as dt
import re

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from coproduction.kit import words

LIVING = range(1900, 2101)  # years people mean; any other is a slip of the finger
MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
CLOCK = re.compile(r"(\d{1,2})(?:[:.]?([0-5]\d))?\s*([ap])?\.?\s*m?\.?", re.IGNORECASE)
SPOKEN = {"noon": dt.time(12), "midday": dt.time(12), "midnight": dt.time(0)}


class DateParts(forms.Widget):
    """Day, month and year in a box each, kept as typed when they do not make a date."""

    drawn_as = "date"
    use_fieldset = True

    def value_from_datadict(self, data, files, name):
        typed = [str(data.get(f"{name}_{part}", "")).strip() for part in ("day", "month", "year")]
        return typed if any(typed) else None

    def value_omitted_from_data(self, data, files, name):
        return not any(f"{name}_{part}" in data for part in ("day", "month", "year"))

    def id_for_label(self, id_):
        return f"{id_}-day" if id_ else ""

    def parts(self, name, value, id_):
        if isinstance(value, dt.date):
            value = [value.day, value.month, value.year]
        day, month, year = value or ("", "", "")
        return [
            {"label": _("Day"), "name": f"{name}_day", "id": f"{id_}-day", "value": day, "width": 2},
            {"label": _("Month"), "name": f"{name}_month", "id": f"{id_}-month", "value": month, "width": 2},
            {"label": _("Year"), "name": f"{name}_year", "id": f"{id_}-year", "value": year, "width": 4},
        ]


class Day(forms.Field):
    """A date, asked as three boxes. Months may be words; a missing part is named in the error."""

    widget = DateParts
    default_error_messages = {
        "required": _("Enter the day, month and year"),
        "unreal": _("Enter a real date, for example 8 12 2026"),
        "far_year": _("Check the year. It should look like 2026"),
        "short_year": _("Enter the year as 4 numbers, for example 2026"),
        "part": _("The date also needs %(missing)s"),
    }

    def has_changed(self, initial, data):
        try:
            return self.to_python(data) != initial
        except ValidationError:
            return True

    def to_python(self, value):
        if not value or isinstance(value, dt.date):
            return value or None
        day, month, year = value
        missing = [
            str(said) for part, said in ((day, _("a day")), (month, _("a month")), (year, _("a year"))) if not part
        ]
        if missing:
            raise ValidationError(self.error_messages["part"], "part", {"missing": str(_(" and ")).join(missing)})
        if not (year.isascii() and year.isdecimal()) or len(year) != 4:
            raise ValidationError(self.error_messages["short_year"], "short_year")
        try:
            found = dt.date(int(year), month_number(month), int(day))
        except ValueError as error:
            raise ValidationError(self.error_messages["unreal"], "unreal") from error
        if found.year not in LIVING:
            raise ValidationError(self.error_messages["far_year"], "far_year")
        return found


def month_number(month):
    word = month[:3].lower()
    return MONTHS.index(word) + 1 if word in MONTHS else int(month)


class TimeInWords(forms.TextInput):
    """Shows a kept time the way we say it: 2pm, 2:30pm."""

    def format_value(self, value):
        if isinstance(value, dt.time):
            minutes = f":{value.minute:02}" if value.minute else ""
            return f"{value.hour % 12 or 12}{minutes}{'am' if value.hour < 12 else 'pm'}"
        return super().format_value(value)


class TimeOfDay(forms.Field):
    """A time as people say it: 2pm, 2:30 pm, 14:30, noon."""

    widget = TimeInWords(attrs={"class": "nhsuk-input--width-5"})
    default_error_messages = {
        "required": _("Enter a time, for example 2pm"),
        "unclear": _("Enter a time like 2pm or 2:30pm"),
        "which_half": _("Say am or pm, for example 2pm"),
    }

    def has_changed(self, initial, data):
        try:
            return self.to_python(data) != initial
        except ValidationError:
            return True

    def to_python(self, value):
        if not value or isinstance(value, dt.time):
            return value or None
        typed = value.strip().lower()
        if typed in SPOKEN:
            return SPOKEN[typed]
        found = CLOCK.fullmatch(typed)
        if not found:
            raise ValidationError(self.error_messages["unclear"], "unclear")
        hour, minute, half = int(found[1]), int(found[2] or 0), found[3]
        if hour > 23 or (half and not 1 <= hour <= 12):
            raise ValidationError(self.error_messages["unclear"], "unclear")
        if not half and ((not found[2] and hour < 13) or (typed[0] != "0" and 0 < hour < 8)):
            raise ValidationError(self.error_messages["which_half"], "which_half")
        if half:
            hour = hour % 12 + (12 if half == "p" else 0)
        return dt.time(hour, minute)


class HintedChoices:
    """Choices that explain themselves: `hints={value: "one plain sentence"}`, `pictures={value: charts.Step}`."""

    def __init__(self, *args, hints=None, pictures=None, **kwargs):
        super().__init__(*args, **kwargs)
        self.hints, self.pictures = hints or {}, pictures or {}

    def create_option(self, name, value, *args, **kwargs):
        option = super().create_option(name, value, *args, **kwargs)
        value = value if isinstance(value, str) else str(value)
        option["hint"], option["picture"] = self.hints.get(value, ""), self.pictures.get(value)
        return option


class Radios(HintedChoices, forms.RadioSelect):
    """One of a few, each with a hint if it has one."""


class Checkboxes(HintedChoices, forms.CheckboxSelectMultiple):
    """Any of a few, each with a hint if it has one."""


class Line(forms.CharField):
    """One line of words, without characters nobody can see and without line ends."""

    def to_python(self, value):
        return words.one_line(super().to_python(value) or "")


class Sentence(Line):
    """A sentence or two: kept as one line, and typed where all of it is seen, also on a narrow screen. It grows as it is typed."""

    widget = forms.Textarea

    def widget_attrs(self, widget):
        return super().widget_attrs(widget) | {"rows": 2}


class WebLink(forms.URLField):
    """A link to a page. *https* is added where nobody typed it."""

    default_error_messages = {"invalid": "Enter a link that starts with https://"}
    widget = forms.TextInput

    def __init__(self, **given):
        super().__init__(assume_scheme="https", **given)

    def widget_attrs(self, widget):
        return super().widget_attrs(widget) | {"inputmode": "url", "spellcheck": "false"}

    def clean(self, value):
        link = super().clean(value)
        if link and not link.lower().startswith(("https://", "http://")):
            raise ValidationError(self.error_messages["invalid"])
        return link


class Words(forms.CharField):
    """Words on as many lines as people like, without characters nobody can see. Too long is said kindly, nothing is cut."""

    widget = forms.Textarea

    def to_python(self, value):
        return words.clean(super().to_python(value) or "")
