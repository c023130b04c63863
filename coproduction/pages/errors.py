"""What people see when something cannot be shown. Plain, calm, and the same whatever the reason."""

import sys

from django.db import InterfaceError, InternalError, OperationalError, ProgrammingError
from django.http import HttpResponse
from django.shortcuts import render
from redis.exceptions import RedisError

from coproduction.kit import logs
from coproduction.kit.access import NotYours
from coproduction.kit.typed import given_back, page_before, words_of

# What the site leans on is away, full, or not as it should be: the database, a table, Redis, a disk, a connection.
AWAY = (OperationalError, InterfaceError, InternalError, ProgrammingError, RedisError, OSError)
SECONDS = "120"


def door_asked(request):
    """The door somebody stands at; None where there is none."""
    found = getattr(request, "resolver_match", None)
    return getattr(found.func, "door", None) if found else None


def not_yours(request, exception=None) -> HttpResponse:
    hung = door_asked(request)
    logs.refused(request, 403, person=request.user.pk if hung and hung.names_who_is_refused else None)
    reason, ask = "You cannot do this here.", "Ask your group's facilitator."
    if isinstance(exception, NotYours):
        reason, ask = exception.reason, exception.ask
    return render(request, "403.html", {"reason": reason, "ask": ask, **given_back(request)}, status=403)


def not_found(request, exception=None) -> HttpResponse:
    """The same bytes for what never was, what is gone, and what belongs to others."""
    hung = door_asked(request)
    if hung and hung.is_of_a_group:
        logs.refused(request, 404)
    return render(request, "404.html", given_back(request), status=404)


def broken(request) -> HttpResponse:
    """Asked while what went wrong is still in the air. Leans on nothing, and gives back what was typed."""
    status = 503 if isinstance(sys.exc_info()[1], AWAY) else 500
    answer = render(None, f"{status}.html", {"typed": words_of(request)}, status=status)
    if status == 503:
        answer["Retry-After"] = SECONDS
    return answer


def form_too_old(request, reason="") -> HttpResponse:
    """The form was open too long, or came from elsewhere. If it came from here, what was typed comes back."""
    told = {"back": page_before(request), **given_back(request)}
    return render(request, "form_too_old.html", told, status=403)


def signed_out(request) -> HttpResponse:
    """Somebody wrote for a long time, or signed out in another window: what they sent now comes back to them."""
    told = {"back": page_before(request), **given_back(request)}
    return render(request, "signed_out.html", told, status=403)
