"""Setting up a second step, and its spare codes: they are shown in the answer that makes them, and kept as hashes."""

from allauth.account.internal.flows.login import record_authentication
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes import views as codes
from allauth.mfa.totp import views as app
from allauth.mfa.webauthn import views as webauthn
from django.db import transaction
from django.shortcuts import render

from groups.signing_in import operations as signing_in


class ShowsSpareCodes:
    """allauth would lead to a page that shows them from their seed. They stand in this answer, and nowhere until the next."""

    def form_valid(self, form):
        with transaction.atomic():  # so that no seed is ever kept
            response = super().form_valid(form)
            made = signing_in.hash_spare_codes(person=self.request.user)
        if not made:
            return response
        return render(self.request, "mfa/recovery_codes/made.html", {"spare_codes": made})


class SetUpApp(ShowsSpareCodes, app.ActivateTOTPView):
    def form_valid(self, form):
        """The code that set it up has been used: taken once more here, it works nowhere else."""
        response = super().form_valid(form)
        set_up = self.request.user.authenticator_set.get(type=Authenticator.Type.TOTP)
        set_up.wrap().validate_code(form.cleaned_data["code"])
        record_authentication(self.request, self.request.user, "mfa", type="totp", reauthenticated=True)
        return response


class AddPasskey(ShowsSpareCodes, webauthn.AddWebAuthnView):
    def form_valid(self, form):
        response = super().form_valid(form)
        record_authentication(self.request, self.request.user, "mfa", type="webauthn", reauthenticated=True)
        return response


class MakeSpareCodes(ShowsSpareCodes, codes.GenerateRecoveryCodesView):
    pass
