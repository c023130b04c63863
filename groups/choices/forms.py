from datetime import time

from crispy_forms.layout import Fieldset
from django import forms
from django.utils.translation import gettext_lazy as _

from coproduction.kit.forms import helper
from coproduction.kit.widgets import Checkboxes, Day, Radios, TimeInWords, TimeOfDay
from groups.choices.models import STOPPABLE, Preference

HOURS = [(hour, TimeInWords().format_value(time(hour))) for hour in range(7, 22)]
KINDS = [(kind.value, kind.label) for kind in STOPPABLE]


class Choices(forms.Form):
    """How letters come, when, and which ones, group by group. `chosen` is what holds now."""

    channel = forms.ChoiceField(
        label=_("How should letters come?"),
        choices=Preference.Channel,
        widget=Radios(hints={"KEPT": _("You find them under “Your letters”. We do not email you about them.")}),
    )
    frequency = forms.ChoiceField(
        label=_("How often?"),
        choices=Preference.Frequency,
        widget=Radios(hints={"AT_ONCE": _("One by one."), "WEEKLY": _("What cannot wait still comes at once.")}),
    )
    batch_hour = forms.TypedChoiceField(label=_("When together, at what time?"), choices=HOURS, coerce=int)
    batch_day = forms.TypedChoiceField(
        label=_("When once a week, on which day?"), choices=Preference.Day, coerce=int
    )  # fmt: skip
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

    def __init__(self, *args, chosen, today, **kwargs):
        super().__init__(*args, initial=chosen.initial(), **kwargs)
        self.chosen, self.today = chosen, today
        for place in chosen.places:
            self.fields[place.field] = forms.MultipleChoiceField(
                label=place.name, choices=KINDS, widget=Checkboxes, required=False, initial=place.wanted
            )

    @property
    def helper(self):
        kinds = Fieldset(_("Which letters?"), *(place.field for place in self.chosen.places))
        return helper(
            "choose",
            _("Keep my choices"),
            Fieldset(_("How and when"), "channel", "frequency", "batch_hour", "batch_day"),
            Fieldset(_("Quiet times"), "quiet_from", "quiet_until"),
            Fieldset(_("Private and paused"), "discreet", "paused", "paused_until_on"),
            *([kinds] if self.chosen.places else []),
        )

    def clean(self):
        said = super().clean()
        start, end = said.get("quiet_from"), said.get("quiet_until")
        if (start is None) != (end is None) and not {"quiet_from", "quiet_until"} & set(self.errors):
            self.add_error("quiet_until" if end is None else "quiet_from", _("Say when it starts and when it ends"))
        elif start is not None and start == end:
            self.add_error("quiet_until", _("The quiet time must start and end at different times"))
        until = said.get("paused_until_on")
        if said.get("paused") and until and until <= self.today:
            self.add_error("paused_until_on", _("Choose a day after today"))
        if until and not said.get("paused"):
            self.add_error("paused", _("Tick this to pause until that day, or leave the day empty"))
        said["wanted"] = {place.group_id: set(said.pop(place.field, ())) for place in self.chosen.places}
        return said
