"""One small deed of a person, sent by a form or by a script: a page is led back, a script is answered in a word.

A tap carries a number made where it was tapped, so that the same tap sent twice counts once, and how long ago it was
tapped, when there was no signal. Both come from outside: what is not right about them is left out, never refused.
"""

import re
from datetime import timedelta

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect

from coproduction.kit.refusals import Refusal

SCRIPT = "X-Tap"
NUMBER = re.compile(r"[A-Za-z0-9:_-]{1,80}")
LONGEST = 600  # seconds a tap may come late and still count from when it was tapped


def by_script(request) -> bool:
    return SCRIPT in request.headers


def number(request) -> str:
    given = request.POST.get("tap", "")
    return given if NUMBER.fullmatch(given) else ""


def ago(request) -> timedelta:
    given = request.POST.get("ago", "")
    return timedelta(seconds=min(int(given), LONGEST) if re.fullmatch(r"[0-9]{1,9}", given) else 0)


def row(request, name) -> int:
    """The number of a row that was sent along, or one that no row has."""
    given = request.POST.get(name, "")
    return int(given) if re.fullmatch(r"[0-9]{1,18}", given) else 0


def taken(request, act, *, back: str, said: str = ""):
    """Does it. A refusal is a message on the page, or the answer a script shows."""
    try:
        act()
    except Refusal as refusal:
        if by_script(request):
            return HttpResponse(refusal.sentence, status=409, content_type="text/plain; charset=utf-8")
        messages.error(request, refusal.sentence)
    else:
        if by_script(request):
            return HttpResponse(status=204)
        if said:
            messages.success(request, said)
    return redirect(back)
