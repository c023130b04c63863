"""Questions about a meeting, and about whether somebody comes."""

from datetime import time, timedelta

from django import forms

from coproduction.kit import walltime
from coproduction.kit.forms import helper
from coproduction.kit.widgets import Day, Line, Radios, TimeOfDay, WebLink, Words
from groups.meetings import queries
from groups.meetings.models import HOW_HINTS, Meeting, Reply


def _line(label, most, **rest):
    return Line(label=label, max_length=most, **rest)


class Plan(forms.Form):
    """Used to plan a meeting and to change one. Gives aware times; what does not fit the kind of meeting is left empty."""

    title = _line("What is the meeting called?", 120, error_messages={"required": "Enter what the meeting is called"})
    about = Words(label="What is it about?", max_length=3000, required=False)
    day = Day(label="Which day?", help_text="For example 8 12 2026")
    starts = TimeOfDay(label="When does it start?", help_text="For example 2pm")
    ends = TimeOfDay(label="When does it end?", help_text="For example 3:30pm")
    how = forms.ChoiceField(
        label="How do people meet?", choices=Meeting.How.choices, widget=Radios(hints=HOW_HINTS),
        error_messages={"required": "Choose how people meet"},
    )  # fmt: skip
    place = _line("Where is it?", 300, required=False, help_text="Name and address. Leave empty if it is only online.")
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
    joining_note = _line(
        "Other ways to join", 300, required=False, help_text="For example a phone number and a code, or whom to ring."
    )
    arrangements = Words(
        label="What is arranged so that everyone can take part?", max_length=2000, required=False,
        help_text="For example an interpreter, captions, large print, breaks, travel paid on the day.",
    )  # fmt: skip
    as_seen = forms.CharField(required=False, max_length=40, widget=forms.HiddenInput)

    def __init__(self, *args, zone, cancel_url, meeting=None, **kwargs):
        if meeting:
            kwargs["initial"] = self.told_by(meeting)
        super().__init__(*args, **kwargs)
        self.zone = zone
        button = "Save and tell people" if meeting else "Plan this meeting"
        self.helper = helper("change" if meeting else "plan", button, cancel_url=cancel_url)

    @staticmethod
    def told_by(meeting):
        names = (
            "title",
            "about",
            "how",
            "place",
            "place_access",
            "capacity",
            "joining_link",
            "joining_note",
            "arrangements",
        )
        said = {name: getattr(meeting, name) for name in names}
        starts, ends = meeting.starts, meeting.ends
        return said | {"day": starts.date(), "starts": starts.time(), "ends": ends.time(), "as_seen": meeting.edition}

    def clean(self):
        told = super().clean()
        for field, sentence in queries.no_way_in(told.get("how"), told).items():
            if field not in self.errors:
                self.add_error(field, sentence)
        if all(told.get(name) is not None for name in ("day", "starts", "ends")):
            self._times(told)
        return told

    def _times(self, told):
        ends_on = told["day"] + timedelta(days=1) if told["ends"] == time(0) else told["day"]
        told["starts_at"] = walltime.at(told["day"], told["starts"], self.zone)
        told["ends_at"] = walltime.at(ends_on, told["ends"], self.zone)
        if told["ends_at"] <= told["starts_at"]:
            self.add_error("ends", "The meeting must end after it starts")

    def meeting(self) -> dict:
        """What the operation takes."""
        told = {k: v for k, v in self.cleaned_data.items() if k not in ("day", "starts", "ends", "as_seen")}
        return told | queries.does_not_fit(told["how"])


class Cancel(forms.Form):
    because = _line(
        "Why is it cancelled?", 300, help_text="Everyone who was invited will read this.",
        error_messages={"required": "Enter why the meeting is cancelled"},
    )  # fmt: skip

    def __init__(self, *args, cancel_url, **kwargs):
        super().__init__(*args, **kwargs)
        self.helper = helper("cancel", "Cancel the meeting", cancel_url=cancel_url, stay="Keep the meeting")
        self.helper.inputs[0].field_classes += " nhsuk-button--warning"


class GiveReply(forms.Form):
    """Yes, maybe or no; how, where there is a choice; and what the person needs this time."""

    answer = forms.ChoiceField(
        label="Are you coming?", choices=Reply.Answer.choices, widget=Radios,
        error_messages={"required": "Choose yes, maybe or no"},
    )  # fmt: skip
    way = forms.ChoiceField(
        label="If you come: how?", choices=Reply.Way.choices, widget=Radios,
        error_messages={"required": "Choose in person or online"},
    )  # fmt: skip
    needs = Words(
        label="What you need this time", max_length=4000, required=False,
        help_text="Only you, your supporter and the facilitators can read this.",
    )  # fmt: skip

    def __init__(self, *args, meeting, cancel_url, name="", keeps_needs=True, **kwargs):
        super().__init__(*args, **kwargs)
        if name:
            self.fields["answer"].label = f"Is {name} coming?"
            self.fields["answer"].choices = [("YES", "Yes"), ("MAYBE", "Maybe"), ("NO", "No")]
            self.fields["way"].label = "If they come: how?"
            self.fields["needs"].label = "What they need this time"
            self.fields["needs"].help_text = "Only they, their supporter and the facilitators can read this."
        if not keeps_needs:
            del self.fields["needs"]
        if meeting.how != Meeting.How.HYBRID:
            del self.fields["way"]
        elif self.is_bound:
            self.fields["way"].required = self.data.get("answer") == Reply.Answer.YES
        self.helper = helper("reply", "Send this reply" if name else "Send my reply", cancel_url=cancel_url)
