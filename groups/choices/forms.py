from datetime import time

from crispy_forms.layout import Fieldset
from django import forms
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _

from coproduction.kit.forms import check_span, helper
from coproduction.kit.widgets import Checkboxes, Day, Radios, TimeInWords, TimeOfDay
from groups.choices import queries
from groups.choices.models import STOPPABLE, Language, Preference

Channel, Frequency, Look = Preference.Channel, Preference.Frequency, Preference.Look
HOURS = [(hour, TimeInWords().format_value(time(hour))) for hour in range(7, 22)]
KINDS = [(kind.value, kind.label) for kind in STOPPABLE]
AS_THE_OTHERS = ("", _("As for my other letters"))
OFTEN = {
    Frequency.AT_ONCE: _("One by one."),
    Frequency.WEEKLY: _("On the day you choose below."),
    Frequency.FORTNIGHTLY: _("On the day you choose below."),
    Frequency.MONTHLY: _("On the first such day of the month."),
}
LOOKS = {
    Look.LARGE: _("Our emails, and your letters here and when you print them."),
    Look.SPACED: _("With wide spacing. The words stay the same and there are no pictures, so it is not Easy Read."),
    Look.EASY: _(
        "Large, and each short sentence stands beside a picture. A letter that has no Easy Read version comes with one sentence "
        "on each line. By post there are the short sentences, but no pictures. It counts for letters from now on."
    ),
}
MISSING = {
    "phone": _("We have no phone number for you yet. Add it to your details first"),
    "postal_address": _("We have no postal address for you yet. Add it to your details first"),
}
FIRST = {
    "phone": _('First add your phone number to <a href="{}">your details</a>.'),
    "postal_address": _('First add your postal address to <a href="{}">your details</a>.'),
}


def ways(person) -> dict:
    """A hint for each way: what it means, or where to give us what we need for it."""
    hints = {Channel.KEPT: _("You find them under “Your letters”. We do not write to you about them.")}
    missing = {channel: queries.missing_for(channel, person) for channel in queries.NEEDS}
    return hints | {way: format_html(FIRST[need], reverse("profile")) for way, need in missing.items() if need}


def told_in(person) -> str:
    """What another language does, and who sees it: the same as see what somebody needs, with the same yes."""
    what = _(
        "Letters are in English. If you choose another language, each letter begins with a few words in that language. They say "
        "whom you can ask to tell you what it says. We do not let a machine translate: it can get things wrong."
    )
    if person.may_keep_needs:
        return format_html(
            "{} {}", what, _("Your facilitators and your supporter see this, so that they can find somebody.")
        )
    who = _('Only you see this. Your facilitators see it if you say yes to that under <a href="{}">What you need</a>.')
    return format_html("{} {}", what, format_html(who, reverse("needs")))


def possible(channel: str, person) -> str:
    if missing := queries.missing_for(channel, person):
        raise forms.ValidationError(MISSING[missing])
    return channel


class Choices(forms.Form):
    """How letters come, when, and which ones, group by group. `chosen` is what holds now."""

    channel = forms.ChoiceField(label=_("How should letters come?"))
    look = forms.ChoiceField(
        label=_("How should they look?"), choices=Look, widget=Radios(hints=LOOKS),
    )  # fmt: skip
    language = forms.ChoiceField(label=_("In which language do you want to be told what they say?"), choices=Language)
    frequency = forms.ChoiceField(label=_("How often?"), choices=Frequency)
    needed_at_once = forms.BooleanField(
        label=_("When something waits for me, or a meeting is new or changes, tell me at once"),
        help_text=_("The other letters still come together, if you chose that."),
        required=False,
    )
    batch_hour = forms.TypedChoiceField(label=_("When together, at what time?"), choices=HOURS, coerce=int)
    batch_day = forms.TypedChoiceField(
        label=_("When once a week, every two weeks or once a month, on which day?"), choices=Preference.Day, coerce=int
    )
    quiet_from = TimeOfDay(label=_("Quiet from"), help_text=_("For example 8pm. Leave empty for none."), required=False)
    quiet_until = TimeOfDay(label=_("Quiet until"), help_text=_("For example 8am"), required=False)
    discreet = forms.BooleanField(
        label=_("Leave out what letters are about"),
        help_text=_("The email only says that there is something new. You sign in to read it."),
        required=False,
    )
    paused = forms.BooleanField(
        label=_("Pause all letters for a while"),
        help_text=_("For your health, or for any reason. When you come back, you do not get everything at once."),
        required=False,
    )
    paused_until_on = Day(
        label=_("Until which day?"), help_text=_("Leave empty to pause until you change this."), required=False
    )

    def __init__(self, *args, chosen, person, today, **kwargs):
        super().__init__(*args, initial=chosen.initial(), **kwargs)
        self.chosen, self.person, self.today = chosen, person, today
        self.fields["language"].help_text = told_in(person)
        self._radios("channel", queries.channels_offered(), ways(person))
        self._radios("frequency", Frequency.choices, OFTEN | {Frequency.HABIT: chosen.habits})
        for place in chosen.places:
            self.fields[place.field] = forms.MultipleChoiceField(
                label=place.name, choices=KINDS, widget=Checkboxes, required=False, initial=place.wanted
            )

    def _radios(self, name, choices, hints):
        self.fields[name].widget = Radios(hints=hints)
        self.fields[name].choices = choices

    @property
    def helper(self):
        kinds = Fieldset(_("Which letters?"), *(place.field for place in self.chosen.places))
        return helper(
            "choose",
            _("Keep my choices"),
            Fieldset(_("All your letters"), "channel", "look", "language"),
            Fieldset(_("When"), "frequency", "needed_at_once", "batch_hour", "batch_day"),
            Fieldset(_("Quiet times"), "quiet_from", "quiet_until"),
            Fieldset(_("Private and paused"), "discreet", "paused", "paused_until_on"),
            *([kinds] if self.chosen.places else []),
        )

    def clean_channel(self):
        return possible(self.cleaned_data["channel"], self.person)

    def clean(self):
        said = super().clean()
        check_span(self, "quiet_from", "quiet_until", same=_("The quiet time must start and end at different times"))
        until = said.get("paused_until_on")
        if said.get("paused") and until and until <= self.today:
            self.add_error("paused_until_on", _("Choose a day after today"))
        if until and not said.get("paused"):
            self.add_error("paused", _("Tick this to pause until that day, or leave the day empty"))
        said["wanted"] = {place.group_id: set(said.pop(place.field, ())) for place in self.chosen.places}
        return said


class ForOneGroup(forms.Form):
    """What is different for the letters of one group."""

    channel = forms.ChoiceField(label=_("How should letters of this group come?"), required=False)
    frequency = forms.ChoiceField(
        label=_("How often?"), required=False, widget=Radios(hints=OFTEN),
        choices=[AS_THE_OTHERS, *((one.value, one.label) for one in Frequency if one != Frequency.HABIT)],
    )  # fmt: skip
    batch_day = forms.TypedChoiceField(
        label=_("When once a week, every two weeks or once a month, on which day?"), choices=Preference.Day, coerce=int
    )

    def __init__(self, *args, place, person, cancel_url, **kwargs):
        super().__init__(*args, initial=place.initial(), **kwargs)
        self.person = person
        self.fields["channel"].widget = Radios(hints=ways(person))
        self.fields["channel"].choices = [AS_THE_OTHERS, *queries.channels_offered()]
        self.helper = helper("choose-for-group", _("Keep this for the group"), cancel_url=cancel_url)

    def clean_channel(self):
        return possible(self.cleaned_data["channel"], self.person)
