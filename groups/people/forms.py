from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from coproduction.kit.forms import helper
from coproduction.kit.widgets import Radios
from groups.people.models import PHONE, Person


def said(label, help_text="", *, most, lines=0, **rest):
    """A question answered in words, with errors a person can read. `lines`: how tall the box is; 0 for one line."""
    widget = forms.Textarea(attrs={"rows": lines}) if lines else forms.TextInput(attrs=rest.pop("attrs", {}))
    return forms.CharField(
        label=label, help_text=help_text, max_length=most, widget=widget,
        error_messages={
            "max_length": _("That is too long. Use %(limit_value)d characters or fewer."),
            "null_characters_not_allowed": _("Some of this cannot be read. Type it again."),
        } | rest.pop("error_messages", {}),
        **rest,
    )  # fmt: skip


class Profile(forms.Form):
    """Who I am here, and how to reach me."""

    name = said(
        _("Your name, as you want it shown"),
        _("A first name is enough."),
        most=80,
        error_messages={"required": _("Enter the name you want people to see")},
    )
    about = said(_("A few words about you"), _("For example what matters to you. No need to say more."), most=400,
                 lines=3, required=False)  # fmt: skip
    show_about = forms.BooleanField(label=_("Show these words to the people of my groups"), required=False)
    phone = said(_("Phone number"), most=30, required=False, attrs={"class": "nhsuk-input--width-20", "type": "tel",
                                                                    "autocomplete": "tel"})  # fmt: skip
    show_contact = forms.BooleanField(
        label=_("Show my email and phone to the people of my groups"),
        help_text=_("Your facilitators always see them."),
        required=False,
    )
    postal_address = said(_("Postal address"), _("Only if you want us to write to you by post."), most=400, lines=4,
                          required=False)  # fmt: skip
    reach = forms.ChoiceField(
        label=_("What is the best way to reach you?"), choices=Person.Reach, widget=Radios,
        error_messages={"required": _("Choose the best way to reach you"),
                        "invalid_choice": _("Choose the best way to reach you")},
    )  # fmt: skip
    reach_note = said(_("Anything we should know when we contact you?"), _("For example: not before 11am."), most=200,
                      required=False)  # fmt: skip
    helper = helper("change-profile", _("Keep this"))

    def clean_phone(self):
        number = self.cleaned_data["phone"]
        if number and not PHONE.fullmatch(number):
            raise ValidationError(_("Enter a phone number, like 01632 960 001"))
        return number


class NewEmail(forms.Form):
    email = forms.EmailField(
        label=_("Your new email address"), max_length=254,
        widget=forms.EmailInput(attrs={"autocomplete": "email", "spellcheck": "false"}),
        error_messages={
            "required": _("Enter your new email address"),
            "invalid": _("Enter an email address, like name@example.org"),
        },
    )  # fmt: skip
    helper = helper("change-email", _("Send me a code"), cancel_url="/you/sign-in/")


class ProveEmail(forms.Form):
    code = said(
        _("Type the code from the email"), most=12,
        attrs={"class": "nhsuk-input--width-10", "inputmode": "numeric", "autocomplete": "one-time-code"},
        error_messages={"required": _("Type the code from the email")},
    )  # fmt: skip
    helper = helper("prove-email", _("Change my email address"), cancel_url="/you/sign-in/")


class Needs(forms.Form):
    """Asked once, used everywhere."""

    access_needs = said(
        _("What do you need to take part?"),
        _(
            "For example: a step-free way in, an interpreter, captions, breaks, someone beside me, help with travel, "
            "short meetings online because screens tire me."
        ),
        most=2000,
        lines=6,
        required=False,
    )
    communication_needs = said(
        _("How do you need information?"),
        _("For example: large print, Easy Read, on paper by post, read out by phone, plain words, papers early."),
        most=2000,
        lines=5,
        required=False,
    )
    helper = helper("say-needs", _("Keep this"))
