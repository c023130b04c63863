"""The floor below the doors: whoever is not signed in is sent to sign in, before anything is looked up."""

from django.contrib.auth.middleware import LoginRequiredMiddleware

from coproduction.kit.taps import SCRIPT
from coproduction.kit.typed import given_back
from coproduction.pages import errors


class SignInFirstMiddleware(LoginRequiredMiddleware):
    """A redirect forgets what was sent with it. So words that come from one of our own pages are given back, with the way to
    sign in; a script that sends taps keeps its own."""

    def handle_no_permission(self, request, view_func):
        if SCRIPT not in request.headers and given_back(request)["typed"]:
            return errors.signed_out(request)
        return super().handle_no_permission(request, view_func)
