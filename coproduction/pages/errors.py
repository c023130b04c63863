"""What people see when something cannot be shown. Plain, calm, and the same whatever the reason."""

import sys

from django.db import InterfaceError, InternalError, OperationalError, ProgrammingError
from django.http import HttpResponse
from django.shortcuts import render
from redis.exceptions import RedisError

from coproduction.kit.access import NotYours
from coproduction.kit.typed import words_of

# What the site leans on is away, full, or not as it should be: the database, a table, Redis, a disk, a connection.
AWAY = (OperationalError, InterfaceError, InternalError, ProgrammingError, RedisError, OSError)
SECONDS = "120"


def not_yours(request, exception=None) -> HttpResponse:
    reason, ask = "You cannot do this here.", "Ask your group's facilitator."
    if isinstance(exception, NotYours):
        reason, ask = exception.reason, exception.ask
    return render(request, "403.html", {"reason": reason, "ask": ask}, status=403)


def not_found(request, exception=None) -> HttpResponse:
    """The same bytes for what never was, what is gone, and what belongs to others."""
    return render(request, "404.html", status=404)


def broken(request) -> HttpResponse:
    """Asked while what went wrong is still in the air. Leans on nothing, and gives back what was typed."""
    status = 503 if isinstance(sys.exc_info()[1], AWAY) else 500
    answer = render(None, f"{status}.html", {"typed": words_of(request)}, status=status)
    if status == 503:
        answer["Retry-After"] = SECONDS
    return answer


def form_too_old(request, reason="") -> HttpResponse:
    """The form was open too long, or came from elsewhere. What was typed may still be one step back."""
    told = {
        "reason": "This page was open for a long time, so we could not take it.",
        "ask": "Go back, copy what you wrote, load the page again and send it.",
    }
    return render(request, "403.html", told, status=403)
