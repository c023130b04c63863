"""The questions of signing in: allauth's forms with our words, a limit on every field, and no crash on a broken passkey."""

import struct

from allauth.account import forms as account
from allauth.mfa.adapter import get_adapter
from allauth.mfa.base import forms as second
from allauth.mfa.models import Authenticator
from allauth.mfa.totp import forms as app
from allauth.mfa.webauthn import forms as webauthn
from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import MaxLengthValidator
from django.utils.translation import gettext_lazy as _

from coproduction.kit import tries, words
from groups.signing_in import operations as signing_in

LONGEST = {"email": 254, "login": 254, "code": 40, "name": 60}  # everything else is a password
PASSWORD = 200
ASKED = {
    "email": _("Your email address"),
    "login": _("Your email address"),
    "password": _("Your password"),
    "oldpassword": _("Your password now"),
    "password1": _("New password"),
    "password2": _("New password again"),
    "code": _("The code"),
    "name": _("Name of this passkey"),
}
MISSING = {
    "email": _("Enter your email address"),
    "login": _("Enter your email address"),
    "code": _("Enter the code"),
    "name": _("Enter a name"),
    "password2": _("Enter the new password again"),
    "credential": _("Your device did not answer. Try again."),
}
BROKEN = (AttributeError, LookupError, TypeError, ValueError, struct.error)  # what a made-up passkey answer can raise


def _as_it_was_meant(read):
    """Some keyboards write letters of another width. Only an address is read so: a password is what was typed."""
    return lambda value: read(tries.same_width(value) if isinstance(value, str) and "\x00" not in value else value)


class InOurWords:
    """Labels, limits and errors people can read; hints outside the box instead of inside it."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        for name, field in self.fields.items():
            for said in ("placeholder", "maxlength"):  # a browser would cut the text off without a word
                field.widget.attrs.pop(said, None)
            field.label = ASKED.get(name, field.label)
            if name in ("email", "login"):
                field.to_python = _as_it_was_meant(field.to_python)
            field.error_messages["required"] = MISSING.get(name, _("Enter a password"))
            field.error_messages["null_characters_not_allowed"] = _("Some of this cannot be read. Type it again.")
            field.error_messages["invalid"] = _("Enter an email address like name@example.org")
            if isinstance(field, forms.CharField) and not isinstance(field, forms.JSONField):
                most = LONGEST.get(name, PASSWORD)
                too_long = _("That is too long. Use %(most)s characters or fewer.") % {"most": most}
                field.validators = [v for v in field.validators if not isinstance(v, MaxLengthValidator)]
                field.validators.append(MaxLengthValidator(most, too_long))
            if name in ("password", "oldpassword"):
                field.help_text = ""
            if name == "password1":
                field.help_text = _(
                    "At least 12 characters. Three words that have nothing to do with each other are good. Not a common password, "
                    "not your name, and not the name of your group."
                )


class AskForCode(InOurWords, account.RequestLoginCodeForm):
    pass


class Code(InOurWords, account.ConfirmLoginCodeForm):
    pass


class Password(InOurWords, account.LoginForm):
    def _setup_password_field(self):
        """allauth would drop the question, because nobody signs up with a password here. People may add one later."""


class PasswordAgain(InOurWords, account.ReauthenticateForm):
    pass


class ChangePassword(InOurWords, account.ChangePasswordForm):
    pass


class SetPassword(InOurWords, account.SetPasswordForm):
    pass


class ResetPassword(InOurWords, account.ResetPasswordForm):
    pass


class NewPassword(InOurWords, account.ResetPasswordKeyForm):
    pass


class SpareCodesHashed:
    """Those from before they were hashed are out and in use: the first that is used turns the others into hashes."""

    def clean_code(self):
        code = super().clean_code()
        if self.authenticator.type == Authenticator.Type.RECOVERY_CODES:
            signing_in.hash_spare_codes(person=self.user)
        return code


class SecondStep(SpareCodesHashed, InOurWords, second.AuthenticateForm):
    pass


class SecondStepAgain(SpareCodesHashed, InOurWords, second.ReauthenticateForm):
    pass


class SetUpApp(InOurWords, app.ActivateTOTPForm):
    pass


class Credential(forms.JSONField):
    """What the browser says a passkey said: an object, and not so deep that reading it fails."""

    widget = forms.HiddenInput

    def to_python(self, value):
        try:
            read = super().to_python(value)
        except RecursionError as error:
            raise ValidationError(self.error_messages["invalid"], "invalid") from error
        if read is not None and not isinstance(read, dict):
            raise ValidationError(self.error_messages["invalid"], "invalid")
        return read

    def bound_data(self, data, initial):
        return ""  # a device answers once: there is nothing to show again


class OfDevice(InOurWords):
    """A form that carries what a passkey said. Whatever a made-up answer breaks inside is one plain refusal."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["credential"] = Credential(
            error_messages={
                "required": MISSING["credential"],
                "invalid": get_adapter().error_messages["incorrect_code"],
            }
        )

    def _guarded(self, check):
        try:
            return check()
        except BROKEN as error:
            raise get_adapter().validation_error("incorrect_code") from error


class AddPasskey(OfDevice, webauthn.AddWebAuthnForm):
    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        alone = self.fields["passwordless"]
        alone.initial = True
        alone.label = _("Let this passkey sign me in by itself, without a code")
        alone.help_text = _("If your device cannot do this, leave it out. The passkey is then your second step.")

    def clean_name(self):
        self.cleaned_data["name"] = words.one_line(self.cleaned_data["name"])
        return super().clean_name()

    def clean(self):
        return self._guarded(super().clean)


class NamePasskey(InOurWords, webauthn.EditWebAuthnForm):
    def clean_name(self):
        name = words.one_line(self.cleaned_data["name"])
        if not name:
            raise ValidationError(MISSING["name"], "required")
        return name


class Passkey(OfDevice, webauthn.AuthenticateWebAuthnForm):
    def clean_credential(self):
        return self._guarded(super().clean_credential)


class PasskeyAlone(OfDevice, webauthn.LoginWebAuthnForm):
    def clean_credential(self):
        return self._guarded(super().clean_credential)


class PasskeyAgain(OfDevice, webauthn.ReauthenticateWebAuthnForm):
    def clean_credential(self):
        return self._guarded(super().clean_credential)
