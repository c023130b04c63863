"""Letters about signing in. They go at once; a code or a link in them is forgotten as soon as they went."""

import uuid
from datetime import datetime, timedelta

from django.urls import reverse
from django.utils.translation import gettext as _

from groups.notices import operations as notices
from groups.notices import queries as notices_queries
from groups.notices.models import Kind
from groups.people.models import Person

STEMS = "groups/people/emails"
notices_queries.always_by_email(f"{STEMS}/changed")


def code(to: Person, *, code: str, now: datetime) -> None:
    notices.post(f"{STEMS}/code", to=to, key=_once("code"), at=now, kind=Kind.SIGN_IN, context={"code": code})


def still_you(to: Person, *, code: str, now: datetime) -> None:
    """For somebody who is signed in and is about to do something that cannot be undone."""
    notices.post(f"{STEMS}/still_you", to=to, key=_once("still-you"), at=now, kind=Kind.SIGN_IN, context={"code": code})


def new_password(to: Person, *, path: str, now: datetime) -> None:
    notices.post(
        f"{STEMS}/new_password", to=to, key=_once("new-password"), at=now, kind=Kind.SIGN_IN,
        path=path, button=_("Choose a new password"),
    )  # fmt: skip


def unknown_address(address: str, *, now: datetime) -> None:
    """Whoever asks sees the same page as for an address we know; only the owner of the address learns that we do not."""
    notices.post(
        f"{STEMS}/unknown_address", to=address, key=_once("unknown"), at=now, kind=Kind.SIGN_IN,
        context={"address": address}, why=_("You get this because somebody typed your email address to sign in here."),
    )  # fmt: skip


def changed(to: Person, *, what: str, now: datetime) -> None:
    notices.post(
        f"{STEMS}/changed", to=to, key=_once("changed"), at=now, kind=Kind.ACCOUNT, urgent=True, context={"what": what},
        path=reverse("sign_in_safety"), button=_("See how you sign in"), useful_until=now + timedelta(days=7),
        why=_("You get this each time something changes in how you sign in, so that nobody else can do it unseen."),
    )  # fmt: skip


def new_address(address: str, *, code: str, now: datetime) -> None:
    """To an address that is nobody's yet: a code that proves who reads it."""
    notices.post(
        f"{STEMS}/new_address", to=address, key=_once("new-address"), at=now, kind=Kind.SIGN_IN, context={"code": code},
        why=_("You get this because somebody wants to use this email address here."),
    )  # fmt: skip


def address_changed(old: str, *, now: datetime) -> None:
    """To the address it was. It does not say what it is now: somebody else may read this one."""
    notices.post(
        f"{STEMS}/address_changed", to=old, key=_once("address-changed"), at=now, kind=Kind.ACCOUNT, urgent=True,
        useful_until=now + timedelta(days=7), why=_("You get this once, so that nobody can change it unseen."),
    )  # fmt: skip


def keeper_began(person: Person, keepers, *, now: datetime) -> None:
    _to_keepers("keeper_began", person, keepers, now)


def keeper_ended(person: Person, keepers, *, now: datetime) -> None:
    """To those who still keep the site, and to whoever did."""
    _to_keepers("keeper_ended", person, keepers, now)


def _to_keepers(letter, person, keepers, now):
    for one in keepers:
        notices.post(
            f"{STEMS}/{letter}", to=one, key=_once(letter), at=now, kind=Kind.ACCOUNT, urgent=True,
            context={"mine": one.pk == person.pk, "who": person.name},
            why=_("You get this because you keep the site, or did until now."),
        )  # fmt: skip


def _once(what: str) -> str:
    """Each asking is its own letter: somebody who asks for a second code needs a second letter."""
    return f"sign-in:{what}:{uuid.uuid4().hex}"
