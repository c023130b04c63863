"""Questions about meetings that repeat."""

from datetime import time

from django import forms

from coproduction.kit.forms import helper
from coproduction.kit.widgets import Day, Line, Radios, TimeOfDay, WebLink, Words
from groups.meetings import queries as meetings
from groups.meetings.models import HOW_HINTS, Meeting, Reply
from groups.series.models import Series

OFTEN = {"MONTHLY": "For example always on the second Tuesday. A fifth Tuesday counts as the last one of the month."}


class _WhereAndWhen(forms.Form):
    """What planning and changing ask alike: when it starts and ends, and how to get in."""

    starts = TimeOfDay(label="When does it start?", help_text="For example 2pm")
    ends = TimeOfDay(label="When does it end?", help_text="For example 3:30pm")
    place = Line(label="Where is it?", max_length=300, required=False, help_text="Name and address.")
    place_access = Words(
        label="Getting in and around", max_length=2000, required=False,
        help_text="Steps, lifts, toilets, parking, bus stops, a quiet room.",
    )  # fmt: skip
    joining_link = WebLink(
        label="Link to join online", max_length=500, required=False, help_text="Only people who are invited see it."
    )
    joining_note = Line(
        label="Other ways to join", max_length=300, required=False,
        help_text="For example a phone number and a code, or whom to ring.",
    )  # fmt: skip

    def clean(self):
        told = super().clean()
        for field, sentence in meetings.no_way_in(self.met(told), told).items():
            if field not in self.errors:
                self.add_error(field, sentence)
        starts, ends = told.get("starts"), told.get("ends")
        if starts is not None and ends is not None and ends <= starts and ends != time(0):
            self.add_error("ends", "The meeting must end after it starts")
        return told


class Plan(_WhereAndWhen):
    """Asked twice: first to see the days, then to plan them. `seen` are the days that were shown."""

    title = Line(
        label="What are the meetings called?", max_length=120,
        error_messages={"required": "Enter what the meetings are called"},
    )  # fmt: skip
    about = Words(label="What are they about?", max_length=3000, required=False)
    rhythm = forms.ChoiceField(
        label="How often?", choices=Series.Rhythm.choices, widget=Radios(hints=OFTEN),
        error_messages={"required": "Choose how often"},
    )  # fmt: skip
    first_on = Day(label="On which day is the first meeting?", help_text="For example 8 12 2026")
    last_on = Day(label="What is the last day?", help_text="No meeting is planned after it. For example 8 6 2027")
    how = forms.ChoiceField(
        label="How do people meet?", choices=Meeting.How.choices, widget=Radios(hints=HOW_HINTS),
        error_messages={"required": "Choose how people meet"},
    )  # fmt: skip
    capacity = forms.IntegerField(
        label="How many places are there in the room?", required=False, min_value=1, max_value=10000,
        help_text="Leave empty if there is room for everyone.",
        widget=forms.TextInput(attrs={"class": "nhsuk-input--width-4", "inputmode": "numeric"}),
        error_messages={"invalid": "Enter a whole number, like 20"},
    )  # fmt: skip
    arrangements = Words(
        label="What is arranged so that everyone can take part?", max_length=2000, required=False,
        help_text="For example an interpreter, captions, large print, breaks, travel paid on the day.",
    )  # fmt: skip
    seen = forms.CharField(required=False, max_length=1000, widget=forms.HiddenInput)
    field_order = ("title", "about", "rhythm", "first_on", "last_on", "starts", "ends", "how")

    def __init__(self, *args, cancel_url, **kwargs):
        super().__init__(*args, **kwargs)
        self.helper = helper("plan_series", "Show me the days", cancel_url=cancel_url)

    def met(self, told):
        return told.get("how")

    def clean(self):
        told = super().clean()
        first, last = told.get("first_on"), told.get("last_on")
        if first and last and last <= first:
            self.add_error("last_on", "The last day must be after the first")
        return told

    def has_shown(self, days):
        """What was asked for is kept; the next press plans these days."""
        self.data = self.data.copy()
        self.data["seen"] = days.seen
        self.helper.inputs[0].value = f"Plan these {len(days.days)} meetings"

    def series(self) -> dict:
        """What the operation takes."""
        told = {name: value for name, value in self.cleaned_data.items() if name != "seen"}
        return told | meetings.does_not_fit(told["how"])


class ChangeFromHere(_WhereAndWhen):
    """Begins with what this meeting has; asks only what makes sense for how people meet."""

    as_seen = forms.CharField(required=False, max_length=40, widget=forms.HiddenInput)

    def __init__(self, *args, meeting, cancel_url, **kwargs):
        starts, ends = meeting.starts.time(), meeting.ends.time()
        names = ("place", "place_access", "joining_link", "joining_note")
        initial = {name: getattr(meeting, name) for name in names}
        super().__init__(
            *args, initial=initial | {"starts": starts, "ends": ends, "as_seen": meeting.edition}, **kwargs
        )
        self.meeting = meeting
        if not meeting.in_a_room:
            del self.fields["place"], self.fields["place_access"]
        if not meeting.online:
            del self.fields["joining_link"]
        self.helper = helper("change_series", "Change them and tell people", cancel_url=cancel_url)

    def met(self, told):
        return self.meeting.how


class ReplyToAll(forms.Form):
    """One answer for the meetings to come; how, where there is a choice; and what the person needs."""

    answer = forms.ChoiceField(
        label="Are you coming?", choices=Reply.Answer.choices, widget=Radios,
        error_messages={"required": "Choose yes, maybe or no"},
    )  # fmt: skip
    way = forms.ChoiceField(
        label="If you come: how?", choices=Reply.Way.choices, widget=Radios,
        error_messages={"required": "Choose in person or online"},
    )  # fmt: skip
    needs = Words(
        label="What you need each time", max_length=4000, required=False,
        help_text="Only you, your supporter and the facilitators can read this.",
    )  # fmt: skip
    again = forms.BooleanField(label="Also change what was said already for some of them", required=False)

    def __init__(self, *args, hybrid, cancel_url, name="", keeps_needs=True, **kwargs):
        super().__init__(*args, **kwargs)
        if name:
            self.fields["answer"].label = f"Is {name} coming?"
            self.fields["answer"].choices = [("YES", "Yes"), ("MAYBE", "Maybe"), ("NO", "No")]
            self.fields["way"].label = "If they come: how?"
            self.fields["needs"].label = "What they need each time"
            self.fields["needs"].help_text = "Only they, their supporter and the facilitators can read this."
        if not keeps_needs:
            del self.fields["needs"]
        if not hybrid:
            del self.fields["way"]
        elif self.is_bound:
            self.fields["way"].required = self.data.get("answer") == Reply.Answer.YES
        self.helper = helper("reply_to_series", "Send it for all", cancel_url=cancel_url)


class EndFromHere(forms.Form):
    because = Line(
        label="Why does the series end?", max_length=300, help_text="Everyone who was invited will read this.",
        error_messages={"required": "Enter why the series ends"},
    )  # fmt: skip

    def __init__(self, *args, cancel_url, **kwargs):
        super().__init__(*args, **kwargs)
        self.helper = helper("end_series", "End the series", cancel_url=cancel_url, stay="Keep the meetings")
        self.helper.inputs[0].field_classes += " nhsuk-button--warning"
