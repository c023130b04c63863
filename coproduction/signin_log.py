"""What the log tells of signing in: who did and with what, that a try failed, that there were too many. Never what was typed.

A try that failed names nobody, whether we know the address or not. Where it came from is a mark that is another one each day:
it tells that tries came from one place, and not which.
"""

import logging
from functools import wraps

from allauth.account.internal.flows.login import get_authentication_records
from allauth.core.internal import ratelimit
from django.utils.crypto import salted_hmac

from coproduction.kit import clock, logs

WRONG = {  # allauth's words for it; the last is a link for a new password that does not work
    "email_password_mismatch", "incorrect_password", "enter_current_password", "incorrect_code", "invalid_password_reset",
}  # fmt: skip
log = logging.getLogger(__name__)


def place(request) -> str:
    told = f"{clock.now():%Y-%m-%d} {ratelimit.get_ip(request)}"
    return salted_hmac("place", told, algorithm="sha256").hexdigest()[:12]


def signed_in(request, person) -> None:
    used = [one.get("type") or one["method"] for one in get_authentication_records(request, person)]
    log.info("Signed in: person %s by %s from %s", person.pk, " and ".join(used), place(request))


def not_signed_in(request, why: str) -> None:
    log.warning("Not signed in: %s at /%s from %s", why, logs.route(request), place(request))


def too_often(request) -> None:
    log.warning("Tried too often: /%s from %s", logs.route(request), place(request))


def told_when_wrong(error_for):
    """Every wrong password, code, passkey and link comes through here: allauth asks an adapter for the words to say so, and so
    do our own pages that ask for a code."""

    @wraps(error_for)
    def told(adapter, code, *args):
        if code in WRONG:
            not_signed_in(adapter.request, code)
        return error_for(adapter, code, *args)

    return told
