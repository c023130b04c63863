from datetime import time

from crispy_forms.layout import Fieldset
from django import forms

from coproduction.kit.forms import Folded, check_span, helper
from coproduction.kit.widgets import Checkboxes, Day, Line, Radios, TimeInWords, TimeOfDay, Words
from groups.choices import queries as choices
from groups.choices.models import STOPPABLE, WITH_A_DAY, Language, Preference
from groups.people.models import PHONE
from groups.wishes import queries
from groups.wishes.queries import ALL, HERE, Wish

LEAVE = ("", "Leave it as it is")
HOURS = [(hour, TimeInWords().format_value(time(hour))) for hour in range(7, 22)]
KINDS = [(kind.value, kind.label) for kind in STOPPABLE]
ROLE = {"HABIT": "As is usual for their role", "KEPT": "Only here, when they sign in"}
HINTS = {"MONTHLY": "On the first such day of the month."}


def noted(need):
    """What we must know for a way that is offered, and do not know yet."""
    if need == "phone":
        words = "We have none yet. We need it for text messages."
        return Line(label="Their phone number", help_text=words, max_length=30, required=False,
                    widget=forms.TextInput(attrs={"class": "nhsuk-input--width-20", "type": "tel"}))  # fmt: skip
    return Words(label="Their postal address", help_text="We have none yet. We need it for letters by post.",
                 max_length=400, required=False, widget=forms.Textarea(attrs={"rows": 4}))  # fmt: skip


def asked(label, options, hints=None, **more):
    choices = [LEAVE, *((value, ROLE.get(value, words)) for value, words in options)]
    return forms.ChoiceField(label=label, choices=choices, widget=Radios(hints=hints), required=False, **more)


def of_digest(kept: queries.Digests) -> dict:
    return {
        "digest": asked("How often should their digest come?", kept.frequencies),
        "digest_day": forms.TypedChoiceField(
            label="When once a week or every two weeks, on which day?", required=False, coerce=int, empty_value=None,
            choices=[("", "Choose a day"), *Preference.Day.choices],
        ),
        "digest_hour": forms.TypedChoiceField(
            label="At what time should it come?", choices=[LEAVE, *kept.hours], required=False, coerce=int, empty_value=None
        ),
    }  # fmt: skip


class ByPhone(forms.Form):
    """What a member asked for. Nothing is filled in, because a facilitator does not see what they chose before."""

    scope = forms.ChoiceField(
        label="Which letters do they speak of?", widget=Radios, initial=HERE,
        choices=[(HERE, "Only letters of our group"), (ALL, "All their letters, from every group")],
    )  # fmt: skip
    frequency = asked("How often?", Preference.Frequency.choices, HINTS)
    batch_day = forms.TypedChoiceField(
        label="When once a week, every two weeks or once a month, on which day?", required=False, coerce=int,
        choices=[("", "Choose a day"), *Preference.Day.choices], empty_value=None,
    )  # fmt: skip
    batch_hour = forms.TypedChoiceField(
        label="When together, at what time?", choices=[LEAVE, *HOURS], required=False, coerce=int, empty_value=None
    )
    look = asked("How should letters look?", Preference.Look.choices)
    language = forms.ChoiceField(
        label="In which language do they want to be told what letters say?", choices=[LEAVE, *Language.choices], required=False,
        help_text="Letters stay in English. In another language, each letter says at its top that they can ask the person who runs "
        "the group, so they may ask you. It must cost them nothing.",
    )  # fmt: skip
    quiet_from = TimeOfDay(
        label="Quiet from", help_text="For example 8pm. Leave empty to leave it as it is.", required=False
    )
    quiet_until = TimeOfDay(label="Quiet until", help_text="For example 8am", required=False)
    no_quiet = forms.BooleanField(label="No quiet times any more", required=False)
    discreet = asked(
        "Should emails leave out what they are about?", [("YES", "Yes, leave it out"), ("NO", "No, say it")]
    )
    paused = asked("Should letters pause?", [("YES", "Pause all letters"), ("NO", "No pause any more")])
    paused_until_on = Day(
        label="Pause until which day?", help_text="Leave empty to pause until they say.", required=False
    )
    stop = forms.MultipleChoiceField(
        label="Stop these letters of our group", choices=KINDS, widget=Checkboxes, required=False
    )
    again = forms.MultipleChoiceField(
        label="Send these letters of our group again", choices=KINDS, widget=Checkboxes, required=False
    )

    def __init__(self, *args, person, today, cancel_url, **kwargs):
        super().__init__(*args, **kwargs)
        self.today = today
        offered = choices.channels_offered()
        self.fields["channel"] = asked("How should letters come?", offered)
        needed = {need for channel, _ in offered if (need := choices.missing_for(channel, person))}
        for need in sorted(needed):
            self.fields[need] = noted(need)
        self.digests = queries.digests()
        self.fields |= of_digest(self.digests)
        self.helper = helper(
            "set-letters-for", "Keep what they asked for",
            Fieldset("How often, and which way", "scope", "channel", *sorted(needed), "frequency", "batch_day"),
            Fieldset("All their letters", "look", "language", "paused", "paused_until_on"),
            Folded("Their digest: one letter that sums up all their groups", "digest", "digest_day", "digest_hour"),
            Folded("Time of day, quiet times, and what emails say", "batch_hour", "quiet_from", "quiet_until", "no_quiet",
                   "discreet"),
            Folded("Stop some letters of our group, or send them again", "stop", "again"),
            cancel_url=cancel_url,
        )  # fmt: skip

    def clean(self):
        said = super().clean()
        self._day(said)
        self._quiet(said)
        if said.get("phone") and not PHONE.fullmatch(said["phone"]):
            self.add_error("phone", "Enter a phone number, like 01632 960 001")
        until = said.get("paused_until_on")
        if until and until <= self.today:
            self.add_error("paused_until_on", "Choose a day after today")
        if until and said.get("paused") != "YES":
            self.add_error("paused", "Choose to pause until that day, or leave the day empty")
        if both := set(said.get("stop", ())) & set(said.get("again", ())):
            words = dict(KINDS)[min(both)]
            self.add_error("again", f"Either stop or send again, not both: {words}")
        return said

    def _day(self, said):
        if said.get("frequency") in WITH_A_DAY:
            if said.get("batch_day") is None and "batch_day" not in self.errors:
                self.add_error("batch_day", "Choose the day on which letters come together")
        else:
            said["batch_day"] = None
        if said.get("digest") in self.digests.with_a_day:
            if said.get("digest_day") is None and "digest_day" not in self.errors:
                self.add_error("digest_day", "Choose the day on which their digest comes")
        else:
            said["digest_day"] = None

    def _quiet(self, said):
        check_span(self, "quiet_from", "quiet_until", same="The quiet time must start and end at different times")
        if said.get("quiet_from") and said.get("no_quiet"):
            self.add_error("no_quiet", "Either say when it is quiet, or that there are no quiet times")

    def wish(self) -> Wish:
        said = dict(self.cleaned_data)
        start, end = said.pop("quiet_from"), said.pop("quiet_until")
        yes = {"YES": True, "NO": False, "": None}
        return Wish(**said | {
            "quiet": (start, end) if start else None, "discreet": yes[said["discreet"]], "paused": yes[said["paused"]],
        })  # fmt: skip
