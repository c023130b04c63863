"""Signing in: how allauth behaves here, and a door on each of its pages.

Nobody signs up by themselves: people join by invitation. The way in is a code sent by e-mail; a password or a passkey may be
added. Whoever asks gets the same answer whether we know the address or not. allauth's letters go through our outbox.
"""

import time
from functools import wraps
from urllib.parse import urlsplit

from allauth.account import views as account
from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.internal.flows.login import get_authentication_records
from allauth.core.exceptions import ReauthenticationRequired
from allauth.core.internal import ratelimit
from allauth.mfa.adapter import DefaultMFAAdapter
from django.conf import settings
from django.contrib import messages
from django.forms import BaseForm
from django.shortcuts import render
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _

from coproduction import signin_demo, signin_log
from coproduction.kit import browsers, clock, seeds, spare_codes, tries
from coproduction.kit.access import Door, is_on_this_site, planted, stamp
from groups.people import emails
from groups.people.models import Person
from groups.permissions import GroupAbility
from groups.reach import queries as reach
from groups.signing_in import operations as signing_in
from groups.signing_in import queries as browsers_of

TRIED_TOO_OFTEN = {"too_many_login_attempts", "rate_limited"}
WAIT = 300  # seconds: after this every limit but the hourly ones has passed
CHANGES = {  # allauth's news about how somebody signs in, as one sentence each
    "account/email/password_changed": _("Your password was changed."),
    "account/email/password_set": _("A password was chosen for your account."),
    "account/email/password_reset": _("Your password was changed, with a link we sent to this address."),
    "mfa/email/totp_activated": _("An app that makes codes was set up."),
    "mfa/email/totp_deactivated": _("The app that makes codes was switched off."),
    "mfa/email/webauthn_added": _("A passkey was added."),
    "mfa/email/webauthn_removed": _("A passkey was taken away."),
    "mfa/email/recovery_codes_generated": _("New spare codes were made. The old ones no longer work."),
}

AGAIN = {  # ways to show that it is still you, the first one first
    "mfa_reauthenticate:webauthn": {"description": _("Use your passkey")},
    "reauthenticate": {"description": _("Use your password")},
    "mfa_reauthenticate": {"description": _("Use a code from your app, or a spare code")},
}


# --- the doors ---


def door(view, *, open_to_all=False, methods=("GET", "POST")):
    """Hangs a door on one of allauth's pages. Trying too often is a 429 on every one of them, for everybody alike."""
    ability = GroupAbility.SIGN_IN if open_to_all else GroupAbility.KEEP_SIGN_IN_SAFE
    hung = Door("open" if open_to_all else "signed in", ability, methods)

    @wraps(view)
    def passed(request, *args, **kwargs):
        refused = hung.wrong_method(request)
        if refused:
            return refused
        response = view(request, *args, **kwargs)
        if not tried_too_often(response):
            return response
        signin_log.too_often(request)
        return please_wait(request)

    return stamp(passed, hung)


def tried_too_often(response) -> bool:
    """allauth says it as a 429 in some places and as an error on the form in others."""
    if response.status_code == 429:
        return True
    shown = (getattr(response, "context_data", None) or {}).values()
    forms = [one for one in shown if isinstance(one, BaseForm) and one.is_bound]
    return any(
        error.code in TRIED_TOO_OFTEN for form in forms for errors in form.errors.as_data().values() for error in errors
    )


def please_wait(request):
    response = render(request, "429.html", status=429)
    response["Retry-After"] = str(WAIT)
    return response


def may_try(what, request, address):
    """Counts a try. Where somebody is, is read past as many proxies as the settings say, and no header else is believed."""
    known = browsers_of.known_as(address, browsers.secret_of(request))
    return tries.counted(what, address=address, place=ratelimit.get_ip(request), known=known)


# --- how allauth behaves ---


class Adapter(DefaultAccountAdapter):
    error_messages = DefaultAccountAdapter.error_messages | {
        "email_password_mismatch": _("The email address or the password is not right. Check both."),
        "incorrect_code": _("That code is not right. Check it and type it again."),
        "incorrect_password": _("That password is not right."),
        "enter_current_password": _("That is not your password now."),
        "too_many_login_attempts": _("That was not right too many times. Ask for a new code."),
        "account_inactive": _("This account is closed."),
    }
    validation_error = signin_log.told_when_wrong(DefaultAccountAdapter.validation_error)

    def too_often(self):
        """For pages of ours that ask for a code and stand below signing in."""
        signin_log.too_often(self.request)

    def is_open_for_signup(self, request):
        return False

    def login(self, request, user):
        """Whoever gets in although our emails do not reach them hears of it here, where they can do something about it."""
        super().login(request, user)
        if reach.not_reached([user]):
            words, link = _("Email is not reaching you."), _("See why, and try again")
            messages.warning(request, format_html('{} <a href="{}">{}</a>', words, reverse("your_letters"), link))

    def post_login(self, request, user, **kwargs):
        """The browser is known from now on. If it is a new one for this person, they hear of it."""
        response, now = super().post_login(request, user, **kwargs), clock.now()
        device = browsers.device(request.headers.get("User-Agent", ""))
        signing_in.came(person=user, secret=browsers.remembered(request, response), device=device, now=now)
        signin_log.signed_in(request, user)
        return response

    def respond_user_inactive(self, request, user):
        signin_log.not_signed_in(request, "account_inactive")
        return super().respond_user_inactive(request, user)

    def pre_authenticate(self, request, **credentials):
        """Every guess is counted before it is looked at, in the database."""
        self.taken = may_try("password", request, credentials.get("email", ""))
        if self.taken is None:
            raise self.validation_error("too_many_login_attempts")

    def authenticate(self, request, **credentials):
        person = super().authenticate(request, **credentials)
        if person:
            tries.take_back(self.taken)
        return person

    def is_safe_url(self, url):
        return bool(url) and is_on_this_site(url)

    def is_ajax(self, request):
        """Only the passkey button speaks to us by script; every other page is a page."""
        return request.path == reverse("mfa_login_webauthn") and super().is_ajax(request)

    def is_reauthentication_required(self, *, app, **kwargs):
        """Who has just signed in is not asked again. Somebody without password and second step is asked for a code by email:
        allauth would not ask them at all."""
        person = self.request.user
        records = get_authentication_records(self.request, person)
        if records and (
            planted(records[-1]) or time.time() - records[-1]["at"] < settings.ACCOUNT_REAUTHENTICATION_TIMEOUT
        ):
            return False
        if not super().get_reauthentication_methods(person):
            raise ReauthenticationRequired
        return super().is_reauthentication_required(app=app, **kwargs)

    def get_reauthentication_methods(self, user):
        """A passkey first. Whoever has a second step shows it: a password alone would not let them in. A code by email where
        there is none: it would let them in too."""
        found = {one["id"]: one for one in super().get_reauthentication_methods(user)}
        if found.keys() - {"reauthenticate"}:
            found.pop("reauthenticate", None)
        else:
            words = _("Use a code we send to your email")
            found["letter"] = {"id": "letter", "description": words, "url": reverse("reauthenticate_by_letter")}
        return [found[one] | AGAIN.get(one, {}) for one in (*AGAIN, "letter") if one in found]

    def get_password_change_redirect_url(self, request):
        return reverse("sign_in_safety")

    def send_mail(self, template_prefix, email, context):
        """allauth asks for one of its letters: ours goes instead, through the outbox."""
        to = Person.objects.filter(email=email).first()
        if template_prefix == "account/email/login_code":
            emails.code(to, code=context["code"], now=clock.now())
        elif template_prefix == "account/email/password_reset_key":
            emails.new_password(to, path=urlsplit(context["password_reset_url"]).path, now=clock.now())
        else:
            emails.changed(to, what=str(CHANGES[template_prefix]), now=clock.now())


class SecondFactorAdapter(DefaultMFAAdapter):
    error_messages = DefaultMFAAdapter.error_messages | {
        "incorrect_code": _("That did not match. Try again."),
        "cannot_generate_recovery_codes": _("Set up a passkey or an app first. Then you can have spare codes."),
    }
    validation_error = signin_log.told_when_wrong(DefaultMFAAdapter.validation_error)

    def generate_authenticator_name(self, user, type):
        return str(_("My passkey"))

    def encrypt(self, text):
        return seeds.seal(text)

    def decrypt(self, encrypted_text):
        return spare_codes.opened(encrypted_text) or seeds.unseal(encrypted_text)


# --- pages of allauth that do a little more here ---


def nobody():
    """Looks for somebody who is not there: an answer about an address we do not know takes as much work as any other."""
    return Person.objects.filter(pk=0).first()


def tell_unknown(address):
    nobody()
    emails.unknown_address(address, now=clock.now())


class AskForCode(account.RequestLoginCodeView):
    def form_valid(self, form):
        if may_try("code", self.request, form.cleaned_data["email"]) is None:
            return please_wait(self.request)
        response = super().form_valid(form)
        if form._user is None:
            tell_unknown(form.cleaned_data["email"])
        return response


class CheckCode(account.ConfirmLoginCodeView):
    """A code that is asked for again is counted as the first was. Whoever has no account gets as many letters as others."""

    def post(self, request, *args, **kwargs):
        """Every guess is counted before it is looked at: allauth counts in the session, which many can read at once."""
        if self._action != "resend":
            self.taken = may_try("wrong code", request, self._process.state["email"])
            if self.taken is None:
                return please_wait(request)
        return super().post(request, *args, **kwargs)

    def form_valid(self, form):
        if self._action != "resend":
            tries.take_back(self.taken)
            return super().form_valid(form)
        address = self._process.state["email"]
        if may_try("code", self.request, address) is None:
            return please_wait(self.request)
        response = super().form_valid(form)
        if self._process.user is None:
            tell_unknown(address)
        return response

    def get_form_kwargs(self):
        if self._process.user is None:
            nobody()
        return super().get_form_kwargs()


class ForgottenPassword(account.PasswordResetView):
    def form_valid(self, form):
        if may_try("new password", self.request, form.cleaned_data["email"]) is None:
            return please_wait(self.request)
        response = super().form_valid(form)
        if response.status_code == 302 and not form.users:
            tell_unknown(form.cleaned_data["email"])
        return response


class SignIn(account.LoginView):
    def get_context_data(self, **kwargs):
        tried = {"people_to_try": signin_demo.people_to_try()} if settings.DEMO else {}
        return super().get_context_data(**kwargs) | tried
