"""Doors. Every page has exactly one, every door says who may pass, and a page without a door is refused at run time.

An `Ability` is a row of `permissions.csv`: its number, a phrase in plain English, and one mark per role. A door stamps the
view with what it asks for, so that the table of rules, the tests and the *who may do what* page are all read from the doors.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from functools import wraps
from urllib.parse import urlencode

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse, HttpResponseNotAllowed
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme

from coproduction.kit.typed import given_back, page_before

ROLES = (
    "VISITOR", "APPLICANT", "MEMBER", "SUPPORTER", "CO_FACILITATOR", "FACILITATOR", "POINT_OF_CONTACT", "SPONSOR",
    "NETWORK_COORDINATOR", "ORGANISATION_ADMIN", "SITE_ADMIN",
)  # fmt: skip
MARKS = {
    "Y": "yes",
    "o": "only your own, or the person you support",
    "p": "only what the group shared",
    "a": "only as rounded numbers",
    "i": "only meetings you are invited to",
    "r": "you can ask; someone else decides",
    "2": "with a second person",
    "b": "only in an emergency, and the group is told",
    "-": "no",
}
OPENING = frozenset("Yopai2")


@dataclass(frozen=True)
class Ability:
    """One thing somebody may do. `marks` are the eleven marks of `permissions.csv`, in the order of ROLES."""

    row: int
    phrase: str
    marks: str
    plain: str = ""  # the row as people would say it, where the table says it in words of the trade
    stays: bool = False  # may still be done where everything else has become a record to read

    @property
    def words(self) -> str:
        return self.plain or self.phrase

    def mark(self, role: str) -> str:
        return self.marks.split()[ROLES.index(role)]

    def opens_for(self, role: str) -> bool:
        """Whether the door opens. *May ask* (r) and *break-glass* (b) do not open it; they have doors of their own."""
        return self.mark(role).split("/")[0] in OPENING

    def roles(self) -> list[str]:
        return [role for role in ROLES if self.opens_for(role)]


def abilities(table: type) -> list[Ability]:
    return sorted((a for a in vars(table).values() if isinstance(a, Ability)), key=lambda a: a.row)


@dataclass(frozen=True)
class Door:
    """What a view asks for: `scope` is open, signed in, group, office or token; `deny` the answer to those it refuses."""

    scope: str
    ability: Ability | None = None
    methods: tuple[str, ...] = ("GET",)
    deny: int = 403

    @property
    def is_of_a_group(self) -> bool:
        """Whether it leads to a group, or to several, or to an office over them. Whoever stands there is signed in."""
        return self.scope in {"group", "groups", "office"}

    @property
    def names_who_is_refused(self) -> bool:
        """Whether the log may say who was refused here: not where those may go in who say something without their name, or
        write with a code, because whoever knocks there may want to do so."""
        return self.is_of_a_group and not any(self.ability.opens_for(role) for role in ("MEMBER", "SUPPORTER"))

    def wrong_method(self, request):
        """The answer to a method that opens nothing. OPTIONS only says which do: it needs no token, so it does no deed."""
        allowed = (*self.methods, "HEAD", "OPTIONS") if "GET" in self.methods else (*self.methods, "OPTIONS")
        if request.method == "OPTIONS":
            return HttpResponse(headers={"Allow": ", ".join(allowed)})
        return None if request.method in allowed else HttpResponseNotAllowed(allowed)


class NotYours(PermissionDenied):
    """You may see this, but not do it. Carries the plain reason and whom to ask."""

    def __init__(self, reason: str, ask: str = "Ask your group's facilitator."):
        self.reason, self.ask = reason, ask
        super().__init__(reason)


def stamp(view: Callable, door: Door) -> Callable:
    view.door = door
    view.login_required = door.scope not in {"open", "token"}
    return view


def _door(scope: str, ability: Ability | None, methods: tuple[str, ...], first=lambda request: None):
    door = Door(scope, ability, methods)

    def hang(view):
        @wraps(view)
        def passed(request, *args, **kwargs):
            return door.wrong_method(request) or first(request) or view(request, *args, **kwargs)

        return stamp(passed, door)

    return hang


def open_page(ability: Ability | None = None, *, methods: tuple[str, ...] = ("GET",)):
    """For anyone, signed in or not. Nothing of a group may be behind it but what the group published."""
    return _door("open", ability, methods)


def token_page(ability: Ability | None = None, *, methods: tuple[str, ...] = ("GET", "POST")):
    """For whoever holds the secret in the address (an invitation, *stop these letters*). The view must check it."""
    return _door("token", ability, methods)


def signed_in_page(ability: Ability | None = None, *, methods: tuple[str, ...] = ("GET",), before_second_step=False):
    """For any person, about themselves, and so about their groups: behind the second step for whoever must have one, as the
    groups are. `before_second_step` leaves a page open to them: what one needs to get there, and what one may do without it."""
    return _door("signed in", ability, methods, *(() if before_second_step else (second_step_first,)))


SECOND_FACTOR_METHOD = "mfa"  # what allauth writes for a passkey, an authenticator app or a recovery code
METHODS_KEPT, METHODS_OF = "account_authentication_methods", "account_authentication_methods_user"  # allauth's own keys


def second_factor_used(request) -> bool:
    """Whether this person opened this session, or has since confirmed it, with a passkey, an app or a recovery code."""
    kept = request.session
    if kept.get(METHODS_OF) != str(request.user.pk):
        return False
    return any(one.get("method") == SECOND_FACTOR_METHOD for one in kept.get(METHODS_KEPT, ()))


def second_step_first(request):
    """To the second step, for somebody who must have one and has not used it. For everybody else nothing."""
    if second_factor_used(request) or not request.user.must_use_second_step():
        return None
    return to_second_step(request)


def to_second_step(request):
    """To the page that asks for the second step, which then leads back to where the person was going. Words that came with it
    are given back first: a redirect forgets them."""
    told = given_back(request)
    if told["typed"]:
        return render(request, "second_step_first.html", told | {"back": page_before(request)}, status=403)
    going = f"?{urlencode({'next': request.get_full_path()})}" if request.method == "GET" else ""
    return redirect(reverse("second_step") + going)


PLANTED = "demo"


def planted(record: dict) -> bool:
    """Whether this sign-in was given by the demo or the test world, and not made. It exists nowhere else."""
    return record.get("type") == PLANTED and (settings.DEMO or settings.TEST_MODE)


def count_second_factor_as_used(session, person, *, at: datetime) -> None:
    """For the demo and the test world, where nobody has a passkey. The caller saves the session."""
    session[METHODS_OF] = str(person.pk)
    session[METHODS_KEPT] = [{"method": SECOND_FACTOR_METHOD, "type": PLANTED, "at": at.timestamp()}]


def is_on_this_site(address: str) -> bool:
    """Whether this is a path of ours: the only kind of address we lead somebody on to."""
    on_a_path = address.startswith("/") and address.isprintable()  # browsers leave out what cannot be printed
    return on_a_path and url_has_allowed_host_and_scheme(address, allowed_hosts=None)


LARGEST = 2**63 - 1  # no row has a greater number; databases do not even take the question


class DoorsMiddleware:
    """Refuses a view that nobody hung a door on: deny unless a rule allows. And an address with a number no row can have."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        return self.get_response(request)

    def process_view(self, request, view, args, kwargs):
        beyond = any(isinstance(value, int) and value > LARGEST for value in kwargs.values())
        if beyond or getattr(view, "door", None) is None:
            return render(request, "404.html", status=404)
        return None
