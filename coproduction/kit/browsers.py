"""A browser, as somebody at it would say what it is, and the secret by which it is known again.

The secret is a cookie of its own, made by chance when somebody signs in. It says nothing and lets nobody in.
"""

import re
import secrets

from django.conf import settings
from django.utils.translation import gettext as _

BROWSERS = (("Edg", "Edge"), ("Firefox", "Firefox"), ("Chrome", "Chrome"), ("Safari", "Safari"))  # the first that fits
MACHINES = (
    ("iPhone", "an iPhone"), ("iPad", "an iPad"), ("Android", "an Android phone or tablet"), ("Windows", "Windows"),
    ("Mac OS", "a Mac"), ("Linux", "Linux"),
)  # fmt: skip
SECRET = re.compile(r"[\w-]{43}", re.ASCII)
KEPT_FOR = 400 * 24 * 3600  # seconds: browsers keep no cookie longer


def device(user_agent: str) -> str:
    """What a browser says about itself, as somebody would say it."""
    browser = next((name for mark, name in BROWSERS if mark in user_agent), _("A browser"))
    machine = next((name for mark, name in MACHINES if mark in user_agent), "")
    return _("%(browser)s on %(machine)s") % {"browser": browser, "machine": machine} if machine else str(browser)


def secret_of(request) -> str:
    """The secret this browser brings, or nothing."""
    brought = request.COOKIES.get(settings.BROWSER_COOKIE_NAME, "")
    return brought if SECRET.fullmatch(brought) else ""


def remembered(request, response) -> str:
    """The secret of this browser from now on: what it brought, or a new one that goes with the answer."""
    secret = secret_of(request) or secrets.token_urlsafe(32)
    response.set_cookie(
        settings.BROWSER_COOKIE_NAME, secret, max_age=KEPT_FOR, httponly=True, samesite="Lax",
        secure=settings.SESSION_COOKIE_SECURE,
    )  # fmt: skip
    return secret
