"""Whether the site is up, for the machines that watch it. Says nothing about anybody, and needs no sign-in."""

import logging

from django.conf import settings
from django.core.cache import caches
from django.db import connection
from django.http import Http404, HttpResponse, JsonResponse
from django.utils.crypto import constant_time_compare

from coproduction.kit import clock, logs
from coproduction.kit.access import open_page, token_page
from groups.permissions import GroupAbility
from groups.watch import queries as watch

log = logging.getLogger(__name__)


@open_page(GroupAbility.SEE_HEALTH)
def health_live(request):
    """The process answers."""
    return HttpResponse("live", content_type="text/plain; charset=utf-8")


def database_answers():
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
        return cursor.fetchone() == (1,)


def cache_answers():
    caches["passing"].set("health", "ready", 60)
    return caches["passing"].get("health") == "ready"


def answers(part):
    try:
        return part()
    except Exception as error:  # whatever is wrong with it, the answer is the same: do not send people here
        log.warning("Not ready: %s", logs.kind(error))
        return False


@open_page(GroupAbility.SEE_HEALTH)
def health_ready(request):
    """What a page needs is there: the database and the shared cache (in production the same Redis that wakes workers).

    And letters go: the oldest that is due is no more than 10 minutes late, not every try of the last 10 minutes or more has
    failed, and the clock was heard in the last 2 minutes. With text and post on, each of them is judged in the same way by itself.
    """
    now = clock.now()
    parts = {"database": answers(database_answers), "cache": answers(cache_answers)}
    parts |= {"letters": answers(lambda: watch.letters_go(now)), "beat": answers(lambda: watch.clock_beats(now))}
    for way, name in watch.NAMES.items() if settings.NOTIFY_KEY else ():
        parts[name] = answers(lambda way=way: watch.carried_go(now, way))
    return JsonResponse(parts, status=200 if all(parts.values()) else 503)


@token_page(GroupAbility.READ_FIGURES, methods=("GET",))
def figures(request):
    """Figures about sending for a program that collects them (Prometheus). Its token, or nothing."""
    if not settings.FIGURES_TOKEN:
        raise Http404
    kind, _, given = request.headers.get("Authorization", "").partition(" ")
    if kind.lower() != "bearer" or not constant_time_compare(given.strip(), settings.FIGURES_TOKEN):
        logs.refused(request, 401)
        return HttpResponse(status=401, headers={"WWW-Authenticate": "Bearer"})
    return HttpResponse(watch.figures(clock.now()), content_type="text/plain; version=0.0.4; charset=utf-8")
