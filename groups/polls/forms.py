"""Questions about dates: which to ask about, which one can make, and what else the meeting needs."""

import hashlib
from datetime import timedelta

from django import forms

from coproduction.kit import walltime
from coproduction.kit.forms import Folded, helper
from coproduction.kit.widgets import Checkboxes, Day, Line, Radios, TimeOfDay, WebLink, Words
from groups.meetings import queries as meetings
from groups.meetings.models import HOW_HINTS, Meeting
from groups.polls.models import Answer, Proposed
from groups.polls.queries import FEWEST, MOST

FIRST, MORE = 3, 3  # rows for dates to begin with, and how many more at a press
SHORTEST, LONGEST = 10, 600


def _minutes(label, **rest):
    return forms.IntegerField(
        label=label, min_value=SHORTEST, max_value=LONGEST, **rest,
        widget=forms.TextInput(attrs={"class": "nhsuk-input--width-4", "inputmode": "numeric"}),
        error_messages={"invalid": "Enter a whole number, like 90", "required": "Enter how many minutes, like 90"},
    )  # fmt: skip


class AskForDates(forms.Form):
    """Asked twice: first to see the dates, then to ask people. `seen` stands for the dates that were shown.

    How long, how and where are asked once for all; a date that differs says so in its own folded part.
    """

    title = Line(
        label="What is the meeting called?", max_length=120,
        error_messages={"required": "Enter what the meeting is called"},
    )  # fmt: skip
    about = Words(label="What is it about?", max_length=3000, required=False)
    minutes = _minutes("How many minutes will it last?")
    how = forms.ChoiceField(
        label="How would people meet?", choices=Meeting.How.choices, widget=Radios(hints=HOW_HINTS),
        error_messages={"required": "Choose how people would meet"},
    )  # fmt: skip
    place = Line(
        label="Where would it be?", max_length=300, required=False,
        help_text="Leave empty if it is only online, or if you do not know yet.",
    )  # fmt: skip
    guests = forms.TypedMultipleChoiceField(
        label="Who from health and care is asked too?", coerce=int, required=False, widget=Checkboxes,
        help_text="The group is always asked.", error_messages={"invalid_choice": "Choose only people on this list"},
    )  # fmt: skip
    closes_on = Day(
        label="Until which day can people answer?", help_text="Until the end of that day. For example 4 12 2026"
    )
    rows = forms.IntegerField(min_value=FIRST, max_value=MOST, initial=FIRST, required=False, widget=forms.HiddenInput)
    seen = forms.CharField(required=False, max_length=64, widget=forms.HiddenInput)

    def __init__(self, data=None, *, zone, people, cancel_url):
        self.more = data is not None and "more" in data
        if self.more:
            data = data.copy()
            data["rows"] = str(min(_rows(data) + MORE, MOST))
        super().__init__(data)
        self.zone, self.people = zone, {m.pk: m for m in people}
        self.numbers = range(1, _rows(data or {}) + 1)
        folded = []
        for number in self.numbers:
            folded += self._add_date(number)
        if self.people:
            self.fields["guests"].choices = [
                (pk, f"{m.person.name}, {m.get_role_display()}") for pk, m in self.people.items()
            ]
        else:
            del self.fields["guests"]
        first = [name for name in ("title", "about", "minutes", "how", "place") if name in self.fields]
        last = [name for name in ("guests", "closes_on") if name in self.fields]
        more = ("more", "Give me room for more dates") if len(self.numbers) < MOST else None
        self.helper = helper(
            "ask_for_dates", "Show me the dates", *first, *folded, *last, cancel_url=cancel_url, second=more
        )

    def _add_date(self, number) -> list:
        self.fields[f"day_{number}"] = Day(
            label=f"Date {number}: which day?", required=False, help_text="For example 8 12 2026"
        )
        self.fields[f"starts_{number}"] = TimeOfDay(
            label=f"Date {number}: when would it start?", required=False, help_text="For example 2pm"
        )
        for name in (
            "day",
            "starts",
        ):  # any two rows will do, so none is required; but nobody should think they need not
            self.fields[f"{name}_{number}"].needed = number <= FEWEST
        self.fields[f"minutes_{number}"] = _minutes(f"Date {number}: how many minutes?", required=False)
        self.fields[f"how_{number}"] = forms.ChoiceField(
            label=f"Date {number}: how would people meet?", choices=Meeting.How.choices, required=False, widget=Radios
        )
        self.fields[f"place_{number}"] = Line(label=f"Date {number}: where?", max_length=300, required=False)
        other = Folded(
            f"Date {number} is different from the others", f"minutes_{number}", f"how_{number}", f"place_{number}"
        )
        return [f"day_{number}", f"starts_{number}", other]

    def clean(self):
        told = super().clean()
        self.dates = [one for one in map(self._date, self.numbers) if one]
        return told

    def _date(self, number) -> Proposed | None:
        told = self.cleaned_data
        day, starts = told.get(f"day_{number}"), told.get(f"starts_{number}")
        if day is None and starts is None:
            return None
        if day is None and f"day_{number}" not in self.errors:
            self.add_error(f"day_{number}", "Enter the day, month and year")
        if starts is None and f"starts_{number}" not in self.errors:
            self.add_error(f"starts_{number}", "Enter a time, for example 2pm")
        minutes = told.get(f"minutes_{number}") or told.get("minutes")
        how = told.get(f"how_{number}") or told.get("how")
        if None in (day, starts, minutes, how):
            return None
        starts_at = walltime.at(day, starts, self.zone)
        place = told.get(f"place_{number}") or told.get("place") or ""
        ends_at = starts_at + timedelta(minutes=minutes)
        return Proposed(number, starts_at, ends_at, how, "" if how == Meeting.How.ONLINE else place)

    @property
    def seal(self) -> str:
        """What stands for these dates: only what was shown is asked."""
        told = [self.cleaned_data["closes_on"], *(one.alike for one in self.dates)]
        return hashlib.sha256(repr(told).encode()).hexdigest()

    def has_shown(self):
        """What was asked for is kept; the next press asks people about these dates."""
        self.data = self.data.copy()
        self.data["seen"] = self.seal
        self.helper.inputs[0].value = f"Ask about these {len(self.dates)} dates"

    def poll(self) -> dict:
        """What the operation takes."""
        told = self.cleaned_data
        guests = [self.people[pk] for pk in told.get("guests", ())]
        asked = {name: told[name] for name in ("title", "about", "closes_on")}
        return asked | {"dates": self.dates, "guests": guests}


def _rows(data) -> int:
    typed = data.get("rows") or ""
    return max(FIRST, min(int(typed), MOST)) if typed.isdecimal() and len(typed) < 4 else FIRST


class SayWhich(forms.Form):
    """One question a date, each with its own legend, and what makes a date hard."""

    needs = Words(
        label="What would make a date hard for you?", max_length=4000, required=False,
        help_text="For example: afternoons are bad for me. Only you, your supporter and the facilitators can read this.",
    )  # fmt: skip

    def __init__(self, *args, tallies, action, name="", cancel_url="", card, **kwargs):
        start = {"needs": card.needs} | {f"date_{pk}": says for pk, says in card.said.items()}
        super().__init__(*args, initial=start, **kwargs)
        for one in tallies:
            option = one.option
            hint = option.where + (f". It is a bank holiday: {option.holiday}" if option.holiday else "")
            self.fields[f"date_{option.pk}"] = forms.ChoiceField(
                label=option.when, choices=Answer.Says.choices, widget=Radios, help_text=hint,
                error_messages=dict.fromkeys(("required", "invalid_choice"), "Choose yes, if need be or no"),
            )  # fmt: skip
        self.order_fields([name for name in self.fields if name != "needs"])
        if name:
            self.fields["needs"].label = f"What would make a date hard for {name}?"
            self.fields["needs"].help_text = "Only they, their supporter and the facilitators can read this."
        if not card.membership.person.may_keep_needs:
            del self.fields["needs"]
        button = "Send these answers" if name else "Send my answers"
        self.helper = helper("answer_poll", button, action=action, cancel_url=cancel_url)

    def said(self) -> dict:
        """What the operation takes."""
        told = self.cleaned_data
        answers = {int(name.removeprefix("date_")): says for name, says in told.items() if name != "needs"}
        return {"answers": answers, "needs": told.get("needs", "")}


class ChooseDate(forms.Form):
    """What the meeting needs besides its date. Asks only what fits how people meet."""

    title = Line(
        label="What is the meeting called?", max_length=120,
        error_messages={"required": "Enter what the meeting is called"},
    )  # fmt: skip
    about = Words(label="What is it about?", max_length=3000, required=False)
    place = Line(label="Where is it?", max_length=300, required=False, help_text="Name and address.")
    place_access = Words(
        label="Getting in and around", max_length=2000, required=False,
        help_text="Steps, lifts, toilets, parking, bus stops, a quiet room.",
    )  # fmt: skip
    capacity = forms.IntegerField(
        label="How many places are there in the room?", required=False, min_value=1, max_value=10000,
        help_text="Leave empty if there is room for everyone.",
        widget=forms.TextInput(attrs={"class": "nhsuk-input--width-4", "inputmode": "numeric"}),
        error_messages={"invalid": "Enter a whole number, like 20"},
    )  # fmt: skip
    joining_link = WebLink(
        label="Link to join online", max_length=500, required=False, help_text="Only people who are invited see it."
    )
    joining_note = Line(
        label="Other ways to join", max_length=300, required=False,
        help_text="For example a phone number and a code, or whom to ring.",
    )  # fmt: skip
    arrangements = Words(
        label="What is arranged so that everyone can take part?", max_length=2000, required=False,
        help_text="For example an interpreter, captions, large print, breaks, travel paid on the day.",
    )  # fmt: skip

    def __init__(self, *args, option, cancel_url, **kwargs):
        poll = option.poll
        start = {"title": poll.title, "about": poll.about, "place": option.place}
        super().__init__(*args, initial=start, **kwargs)
        self.how = option.how
        for name in meetings.does_not_fit(option.how):
            del self.fields[name]
        self.helper = helper("choose_date", "Choose this date and tell everyone", cancel_url=cancel_url)

    def clean(self):
        told = super().clean()
        for name, sentence in meetings.no_way_in(self.how, told).items():
            if name not in self.errors:
                self.add_error(name, sentence)
        return told


class StopAsking(forms.Form):
    because = Line(
        label="Why do you stop asking?", max_length=300, help_text="Everyone who was asked will read this.",
        error_messages={"required": "Enter why you stop asking"},
    )  # fmt: skip

    def __init__(self, *args, cancel_url, **kwargs):
        super().__init__(*args, **kwargs)
        self.helper = helper("stop_poll", "Stop asking", cancel_url=cancel_url, stay="Go on asking")
        self.helper.inputs[0].field_classes += " nhsuk-button--warning"
