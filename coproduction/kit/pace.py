"""How fast one person may go on: what they send, look for and take away. Nobody does by hand what a script does in a minute.

Counted by person, with all their devices; where nobody need be signed in, by place. In the cache that is never the database
(`passing`), so that no page asks a statement more. While that is away each process counts by itself: nothing goes uncounted, and
nobody who can use the site today is kept from it. Doors for whoever is not signed in, and those with a link, count for
themselves (`tries`). Words and answers without a name are not counted here at all: a count of them, beside a person, would tell.
"""

import math
import secrets
import time
from contextlib import suppress
from functools import partial

from allauth.core.internal.ratelimit import get_ip
from django.conf import settings
from django.core.cache import caches
from django.shortcuts import render
from django.utils.crypto import salted_hmac
from redis.exceptions import RedisError

from coproduction.kit import logs
from coproduction.kit.typed import page_before, words_of

MINUTE, HOUR = 60, 3600
LIMITS = {  # how often, in how many seconds
    "write": ((60, MINUTE), (600, HOUR)),  # whatever is sent, unless the view says otherwise
    "tap": ((300, MINUTE), (3_000, HOUR)),  # in a meeting that is on; what waited for a signal comes all at once
    "search": ((60, MINUTE),),
    "file": ((120, 10 * MINUTE),),  # one that lies there and is given out as it is
    "open data": ((60, 10 * MINUTE),),  # for everyone, so by place: many may stand behind one
    "heavy": ((20, 10 * MINUTE),),  # one that is made anew each time; and one at a time
    "nameless": (),
}
LEASE = 180  # seconds after which whoever makes a heavy one counts as dead
PATIENCE = 5  # seconds that the second of two waits for the first: a link pressed twice is answered by the second
A_WHILE = 30  # seconds to wait for a heavy one that takes longer than that
AWAY_FOR = 10  # seconds in which a cache that did not answer is not asked again
SIGNED_IN = {"signed in", "group", "groups", "office"}


def _as(kind: str):
    def say(view):
        view.pace = kind
        return view

    return say


tap, search, file, open_data, heavy, nameless = map(_as, ("tap", "search", "file", "open data", "heavy", "nameless"))


def asked_for(request, view) -> str:
    """As what this request counts: "" for a page that is only read. Of a door that takes a form, the form counts."""
    sent, door = request.method == "POST", view.door
    if sent != ("POST" in door.methods):
        return ""
    kind = getattr(view, "pace", "write" if sent and door.scope in SIGNED_IN else "")
    return "" if kind == "search" and not request.GET.get("q", "").strip() else kind


def who_asks(request, door) -> str:
    """The place is read past as many proxies as the settings say. Who stands at an open door is not looked up."""
    return f"person {request.user.pk}" if door.scope in SIGNED_IN else f"place {get_ip(request)}"


# --- counting ---


def too_often(kind: str, who: str) -> int:
    """Counts one more. How many seconds to wait if that is too many, else 0. What is refused does not count for longer times."""
    now = time.time()
    for most, seconds in LIMITS[kind]:
        number, gone = divmod(now, seconds)
        if _asked(partial(_one_more, _key(f"{kind} {who} {seconds} {number}"), seconds)) > most:
            return math.ceil(seconds - gone)
    return 0


def _one_more(key, seconds, cache) -> int:
    if cache.add(key, 1, seconds):
        return 1
    try:
        return cache.incr(key)
    except ValueError:  # it was emptied between the two
        return 1


def _key(what) -> str:
    return f"pace:{salted_hmac('pace', what, algorithm='sha256').hexdigest()}"


def _asked(deed):
    """Of the cache that all processes share; of this one's own while that does not answer."""
    own = caches["own"]
    if not own.get("passing-is-away"):
        try:
            return deed(caches["passing"])
        except (RedisError, OSError):
            own.set("passing-is-away", True, AWAY_FOR)
    return deed(own)


# --- one heavy one at a time ---


def lease(who: str):
    """What gives it back; None while another one of theirs is being made. It ends by itself if nobody is left to give it back."""
    key, mine = _key(f"lease {who}"), secrets.token_hex(8)
    give_back, end = partial(_give_back, key, mine), time.monotonic() + PATIENCE
    if _taken(key, mine, LEASE):
        return give_back
    if not _taken(_key(f"second {who}"), mine, PATIENCE):  # a third does not wait, or one person could fill every place
        return None
    while time.monotonic() < end:
        time.sleep(0.05)
        if _taken(key, mine, LEASE):
            return give_back
    return None


def _taken(key, mine, seconds) -> bool:
    return _asked(lambda cache: cache.add(key, mine, seconds))


def _give_back(key, mine) -> None:
    with suppress(Exception):  # the answer went; that a lease cannot be given back is no error of it
        _asked(lambda cache: cache.get(key) == mine and cache.delete(key))


def _until_closed(response, give_back) -> None:
    """A server closes each answer it was given, also one whose reader went away in the middle of it."""
    close = response.close

    def closed():
        try:
            close()
        finally:
            give_back()

    response.close = closed


# --- at the door ---


class PaceMiddleware:
    """Stands behind the doors' own, so that every view here has a door. Asks before the door does: the answer tells nothing."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        response = self.get_response(request)
        if give_back := getattr(request, "gives_back", None):
            _until_closed(response, give_back)
        return response

    def process_view(self, request, view, args, kwargs):
        kind = asked_for(request, view) if settings.PACE else ""
        if not kind:
            return None
        who = who_asks(request, view.door)
        if wait := too_often(kind, who):
            return please_wait(request, view.door, wait)
        if kind == "heavy":
            request.gives_back = lease(who)
            if request.gives_back is None:
                return please_wait(request, view.door, A_WHILE, one_at_a_time=True)
        return None


def please_wait(request, door, seconds: int, *, one_at_a_time=False):
    """The same for everyone, asked of nothing. The words that came with it are given back, as they are when something is away."""
    logs.refused(request, 429, person=request.user.pk if door.names_who_is_refused else None)
    told = {"minutes": math.ceil(seconds / MINUTE), "one_at_a_time": one_at_a_time, "typed": words_of(request)}
    told |= {"not_kept": True, "back": page_before(request)}
    answer = render(None, "wait_a_little.html", told, status=429)
    answer["Retry-After"] = str(seconds)
    return answer
