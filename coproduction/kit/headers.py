"""What every answer carries, whoever gives it: a page, a file, a redirect, an error, or a request nobody could read.

Outermost of all, because Django's own answers to a request it cannot take never pass its other middleware.
"""

from django.conf import settings

ALWAYS = {
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": settings.SECURE_REFERRER_POLICY,
    "Cross-Origin-Opener-Policy": settings.SECURE_CROSS_ORIGIN_OPENER_POLICY,
    "Cross-Origin-Resource-Policy": "same-origin",
}
NOT_KEPT = "private, no-store"


def strict_transport() -> str:
    """For a year, for all names below this one. Only ever said over HTTPS: elsewhere browsers must not heed it."""
    return f"max-age={settings.SECURE_HSTS_SECONDS}; includeSubDomains; preload"


class HeadersMiddleware:
    """Nobody keeps an answer unless its view said who may: a public page says so, all else is for one reader."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        response = self.get_response(request)
        for name, value in ALWAYS.items():
            response.headers.setdefault(name, value)
        response.headers.setdefault("Cache-Control", NOT_KEPT)
        if settings.SECURE_HSTS_SECONDS and request.is_secure():
            response.headers.setdefault("Strict-Transport-Security", strict_transport())
        return response
