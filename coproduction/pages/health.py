"""Whether the site is up, for the machines that watch it. Says nothing about anybody, and needs no sign-in."""

from django.core.cache import cache
from django.db import connection
from django.http import HttpResponse, JsonResponse

from coproduction.kit.access import open_page
from groups.permissions import GroupAbility


@open_page(GroupAbility.SEE_HEALTH)
def health_live(request):
    """The process answers."""
    return HttpResponse("live", content_type="text/plain")


def database_answers():
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
        return cursor.fetchone() == (1,)


def cache_answers():
    cache.set("health", "ready", 60)
    return cache.get("health") == "ready"


def answers(part):
    try:
        return part()
    except Exception:  # whatever is wrong with it, the answer is the same: do not send people here
        return False


@open_page(GroupAbility.SEE_HEALTH)
def health_ready(request):
    """What a page needs is there: the database and the shared cache (in production the same Redis that wakes workers)."""
    parts = {"database": answers(database_answers), "cache": answers(cache_answers)}
    return JsonResponse(parts, status=200 if all(parts.values()) else 503)
