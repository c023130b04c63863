"""The floor below the doors: whoever is not signed in is sent to sign in, before anything is looked up."""

import time

from django.conf import settings
from django.contrib.auth import SESSION_KEY, logout
from django.contrib.auth.middleware import LoginRequiredMiddleware
from django.contrib.auth.signals import user_logged_in
from django.dispatch import receiver

from coproduction.kit.access import METHODS_KEPT, planted
from coproduction.kit.taps import SCRIPT
from coproduction.kit.typed import given_back
from coproduction.pages import errors

SIGNED_IN_AT = "signed_in_at"  # seconds, by the clock of the machine: what allauth reads and writes too


@receiver(user_logged_in)
def began(request, **kwargs):
    """Showing later that it is still you is no new beginning: it does not send this."""
    request.session[SIGNED_IN_AT] = time.time()


def is_over(session) -> bool:
    """Whether somebody signed in too long ago, however often they came since. A session from before this rule begins now."""
    if SESSION_KEY not in session or any(planted(one) for one in session.get(METHODS_KEPT, ())):
        return False
    return time.time() - session.setdefault(SIGNED_IN_AT, time.time()) > settings.SIGN_IN_LASTS


class SignInFirstMiddleware(LoginRequiredMiddleware):
    """A redirect forgets what was sent with it. So words that come from one of our own pages are given back, with the way to
    sign in; a script that sends taps keeps its own."""

    def process_view(self, request, view_func, view_args, view_kwargs):
        if is_over(request.session):
            logout(request)
        return super().process_view(request, view_func, view_args, view_kwargs)

    def handle_no_permission(self, request, view_func):
        if SCRIPT not in request.headers and given_back(request)["typed"]:
            return errors.signed_out(request)
        return super().handle_no_permission(request, view_func)
