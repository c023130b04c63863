"""Is it still you? By a code in a letter, for somebody who has neither a second step nor a password at hand.

allauth asks for a passkey, a code of an app or a password again, of which most people here have none. Its own code in a letter goes
to addresses of its list, which stays empty here (settings).
"""

from datetime import datetime, timedelta

from allauth.account.adapter import get_adapter
from allauth.account.internal.flows.login import record_authentication
from allauth.account.views._reauthenticate import BaseReauthenticateView
from django.conf import settings
from django.contrib import messages
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from coproduction import signin, signin_forms
from coproduction.kit import clock, tries
from groups.people import emails

SENT, WRONG = "still_you", 3  # where the code is kept in the session, and how often it may be wrong


class ByLetter(BaseReauthenticateView):
    reauthentication_method = "code"
    form_class = signin_forms.Code
    template_name = "account/reauthenticate_by_letter.html"

    def post(self, request, *args, **kwargs):
        """A first press sends the letter. Without a code that still works, so does any other. A guess is counted first."""
        if request.POST.get("action") == "send" or not self._sent():
            return self._send()
        self.taken = signin.may_try("wrong code", request, request.user.email)
        if self.taken is None:
            return signin.please_wait(request)
        return super().post(request, *args, **kwargs)

    def get_form_kwargs(self):
        return super().get_form_kwargs() | {"code": self._sent().get("code", "")}

    def get_context_data(self, **kwargs):
        return super().get_context_data(**kwargs) | {"sent": bool(self._sent()), "email": self.request.user.email}

    def form_valid(self, form):
        tries.take_back(self.taken)
        self.request.session.pop(SENT)
        record_authentication(self.request, self.request.user, method="code", reauthenticated=True)
        return super().form_valid(form)

    def form_invalid(self, form):
        sent = self._sent()
        sent["wrong"] += 1
        self.request.session[SENT] = sent
        if self._sent():
            return super().form_invalid(form)
        messages.error(self.request, _("That was not right too many times. Ask for a new code."))
        return self._here()

    def _sent(self) -> dict:
        """The code that was sent, while it works."""
        sent = self.request.session.get(SENT) or {}
        works = sent and sent["wrong"] < WRONG and clock.now() < datetime.fromisoformat(sent["until"])
        return sent if works else {}

    def _send(self):
        person, now = self.request.user, clock.now()
        if signin.may_try("code", self.request, person.email) is None:
            return signin.please_wait(self.request)
        code = get_adapter().generate_login_code()
        until = now + timedelta(seconds=settings.ACCOUNT_LOGIN_BY_CODE_TIMEOUT)
        self.request.session[SENT] = {"code": code, "until": until.isoformat(), "wrong": 0}
        emails.still_you(person, code=code, now=now)
        return self._here()

    def _here(self):
        return redirect(self.passthrough_next_url(reverse("reauthenticate_by_letter")))
