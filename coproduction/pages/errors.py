"""What people see when something cannot be shown. Plain, calm, and the same whatever the reason."""

from django.http import HttpResponse
from django.shortcuts import render

from coproduction.kit.access import NotYours


def not_yours(request, exception=None) -> HttpResponse:
    reason, ask = "You cannot do this here.", "Ask your group's facilitator."
    if isinstance(exception, NotYours):
        reason, ask = exception.reason, exception.ask
    return render(request, "403.html", {"reason": reason, "ask": ask}, status=403)


def not_found(request, exception=None) -> HttpResponse:
    """The same bytes for what never was, what is gone, and what belongs to others."""
    return render(request, "404.html", status=404)


def broken(request) -> HttpResponse:
    return render(None, "500.html", status=500)


def form_too_old(request, reason="") -> HttpResponse:
    """The form was open too long, or came from elsewhere. What was typed may still be one step back."""
    told = {
        "reason": "This page was open for a long time, so we could not take it.",
        "ask": "Go back, copy what you wrote, load the page again and send it.",
    }
    return render(request, "403.html", told, status=403)
