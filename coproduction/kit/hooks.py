"""Addresses at which another program tells us something by JSON. Knows no table and no provider."""

from collections.abc import Callable
from http import HTTPStatus

from django.conf import settings
from django.http import Http404, HttpResponse, JsonResponse
from django.utils.crypto import constant_time_compare

from coproduction.kit import logs
from coproduction.kit.mailhooks import NotAnEvent

WITH_A_SECRET = ("/hooks/", "/figures/")  # where programs bring one with each request


def answered(request, *, secret: str, given: Callable, largest: int, take: Callable[[bytes], int]) -> HttpResponse:
    """All answer alike: 404 where there is no secret set, 401, 413 and 400 with a word why, else how many were taken.

    `given(request)` is what the program proves itself with. `take(body)` raises NotAnEvent for what it cannot read.
    """
    if not secret:
        raise Http404
    if not constant_time_compare(given(request), secret):
        logs.refused(request, HTTPStatus.UNAUTHORIZED.value)
        return _said(HTTPStatus.UNAUTHORIZED, "The secret is missing or wrong.")
    body = request.read(largest + 1)
    if len(body) > largest:
        return _said(HTTPStatus.REQUEST_ENTITY_TOO_LARGE, "That is more than we take.")
    try:
        return JsonResponse({"taken": int(take(body))})
    except NotAnEvent as error:
        return _said(HTTPStatus.BAD_REQUEST, str(error))


class OverHttpsMiddleware:
    """A program that brings a secret over plain HTTP is told so. Led on to HTTPS it would go on sending it in the clear, unseen."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        in_the_clear = settings.SECURE_SSL_REDIRECT and not request.is_secure()
        if in_the_clear and request.path.startswith(WITH_A_SECRET):
            return _said(HTTPStatus.FORBIDDEN, "Ask over HTTPS.")
        return self.get_response(request)


def bearer(request) -> str:
    kind, _space, given = request.headers.get("Authorization", "").partition(" ")
    return given.strip() if kind.lower() == "bearer" else ""


def _said(status, words) -> HttpResponse:
    return HttpResponse(words, status=status, content_type="text/plain; charset=utf-8")
