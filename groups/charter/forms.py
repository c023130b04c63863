from zoneinfo import available_timezones

from django import forms

from coproduction.kit.forms import helper
from coproduction.kit.widgets import Checkboxes, Day, Line, Radios, Words
from groups.charter import queries
from groups.charter.models import Group, Organisation

SMALL = {"class": "nhsuk-input--width-3", "inputmode": "numeric"}
ZONES = sorted(zone for zone in available_timezones() if zone.startswith("Europe/"))


def one_of(said):
    """The same words whether nothing was chosen or something that was not offered."""
    return dict.fromkeys(("required", "invalid_choice"), said)


def days(label, most, **rest):
    return forms.IntegerField(
        label=label, min_value=1, max_value=most, widget=forms.TextInput(attrs=SMALL),
        error_messages={
            "required": f"Enter a number of days, from 1 to {most}",
            "invalid": f"Enter a whole number of days, from 1 to {most}",
            "min_value": f"Enter a number from 1 to {most}",
            "max_value": f"Enter a number from 1 to {most}",
        }, **rest,
    )  # fmt: skip


class Settings(forms.Form):
    """Everything a group decides about itself, but its purpose."""

    name = Line(label="Name of the group", max_length=120, error_messages={"required": "Enter the name of the group"})
    locality = Line(label="Place", max_length=120, required=False, help_text="The town or area the group is about.")
    level = forms.ChoiceField(
        label="Level", choices=Group.Level.choices, widget=Radios, error_messages=one_of("Choose a level")
    )
    partners = forms.ModelMultipleChoiceField(
        Organisation.objects.none(), label="Other organisations that work with us", required=False, widget=Checkboxes,
        error_messages=dict.fromkeys(("invalid_choice", "invalid_pk_value"), "Choose from the organisations shown"),
    )  # fmt: skip
    spelling = forms.ChoiceField(
        label="How do you spell it?", choices=Group.Spelling.choices, widget=Radios,
        help_text="We use it on your pages.", error_messages=one_of("Choose a spelling"),
    )  # fmt: skip
    contact_email = forms.EmailField(
        label="Email for people outside", max_length=254, required=False,
        help_text="Shown on the public page. Not someone’s own address, if you can.",
        error_messages={"invalid": "Enter an email address, like name@example.org"},
    )  # fmt: skip
    contact_phone = Line(label="Phone for people outside", max_length=30, required=False)
    how_to_join = Words(
        label="How to join", max_length=2000, required=False, help_text="Shown on the public page.",
        widget=forms.Textarea(attrs={"rows": 4}),
    )  # fmt: skip
    ways_of_working = Words(
        label="Our ways of working", max_length=6000, required=False,
        help_text=(
            "What you agreed about how you treat each other and how you meet, a line for each. For more than a small "
            "correction ask the group first: “About the group”, “Do our ways of working work for us?”"
        ),
        widget=forms.Textarea(attrs={"rows": 8}),
    )  # fmt: skip
    forming_until_on = Day(
        label="Do you take time to become a group first?", required=False,
        help_text=(
            "Until this day nobody from health and care can put a paper, a topic or anything for an agenda before the group, "
            "unless you asked for it. Leave it empty if you do not need it."
        ),
    )  # fmt: skip
    hear_days = days("We are heard within this many working days", 60)
    answer_days = days("We get an answer within this many working days", 120)
    agree_days = days("A draft is open to agree for this many days", 60)
    paper_days = days("Papers are here this many days before a meeting", 60)
    in_danger = Words(
        label="Who can people turn to when someone is not safe?", max_length=1000, required=False,
        help_text="Shown wherever people write, under 999 and the Samaritans. For example your safeguarding team, with its phone.",
        widget=forms.Textarea(attrs={"rows": 3}),
    )  # fmt: skip
    independent_name = Line(
        label="Who is your independent person?", max_length=120, required=False,
        help_text=(
            "Someone outside the group and outside the organisation. They look again when the group cannot accept an "
            "answer, and they are told if speaking up seems to cost someone."
        ),
    )  # fmt: skip
    independent_email = forms.EmailField(
        label="Email of the independent person", max_length=254, required=False,
        error_messages={"invalid": "Enter an email address, like name@example.org"},
    )  # fmt: skip
    nation = forms.ChoiceField(
        label="Whose bank holidays count?", choices=Group.Nation.choices, widget=Radios,
        help_text="They are not working days.", error_messages=one_of("Choose whose bank holidays count"),
    )  # fmt: skip
    time_zone = forms.ChoiceField(
        label="Time zone", choices=[(zone, zone.split("/", 1)[1].replace("_", " ")) for zone in ZONES],
        error_messages={"required": "Choose a time zone", "invalid_choice": "Choose a time zone from the list"},
    )  # fmt: skip
    is_public = forms.BooleanField(
        label="Show this group on a public page", required=False,
        help_text="Its purpose, how to join, and what the group chose to publish. Never who is in it.",
    )  # fmt: skip

    def __init__(self, *args, group, cancel_url, **kwargs):
        initial = {name: getattr(group, name) for name in queries.SETTINGS if name != "partners"}
        super().__init__(*args, initial=initial | {"partners": group.partners.all()}, **kwargs)
        self.fields["partners"].queryset = queries.possible_partners(group)
        if not self.fields["partners"].queryset.exists():
            del self.fields["partners"]
        self._keep_what_was_chosen_before(group)
        self.helper = helper("change-settings", "Keep these settings", cancel_url=cancel_url)

    def _keep_what_was_chosen_before(self, group):
        """A zone set elsewhere (a brought-in group) stays a choice here."""
        if group.time_zone not in ZONES:
            self.fields["time_zone"].choices = [(group.time_zone, group.time_zone), *self.fields["time_zone"].choices]


class WritePurpose(forms.Form):
    why_we_are_here = Words(
        label="Why are people with lived experience here?", max_length=3000,
        error_messages={"required": "Write why people are here"},
    )  # fmt: skip
    what_difference = Words(
        label="What difference will our input make?", max_length=3000,
        error_messages={"required": "Write what difference it will make"},
    )  # fmt: skip

    def __init__(self, *args, cancel_url, **kwargs):
        super().__init__(*args, **kwargs)
        self.helper = helper("write-purpose", "Ask everyone to agree", cancel_url=cancel_url)
