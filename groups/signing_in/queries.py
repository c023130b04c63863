"""Whether this browser was here before, with this person; and what was made with another key than that of now."""

import hashlib
from datetime import datetime, timedelta

from django.db.models import Exists, Q

from coproduction.kit import following, tries
from groups.notices.models import Pulse
from groups.people.models import Person
from groups.signing_in.models import KnownBrowser


def seal_of(person_id: int, secret: str) -> str:
    """What we keep of a browser: another one for each person, so that nothing says that two sat at one computer."""
    return hashlib.sha256(f"{person_id} {secret}".encode()).hexdigest()


def known_as(address: str, secret: str) -> str:
    """The seal of this browser, if whoever has this address signed in with it before. As many statements if nobody has it."""
    if not secret:
        return ""
    people = Person.objects.filter(email=tries.same_width(address).lower())
    person_id = people.values_list("pk", flat=True).first() or 0
    seal = seal_of(person_id, secret)
    return seal if KnownBrowser.objects.filter(person_id=person_id, seal=seal).exists() else ""


# --- another key ---

# How long code and keys of before may still run beside the new: what is made anew they could not read.
BOTH_RUN = timedelta(days=1)


def name_of(made: following.Made) -> str:
    return f"key followed by {made.name}"


def sign_of(made: following.Made) -> Pulse | None:
    """How far these were followed: `did` has the keys, the last row that was looked at, and whether that was all."""
    return Pulse.objects.filter(name=name_of(made)).first()


def to_follow(now: datetime) -> list:
    """For each kind of what is made with a key: its rows, unless all of them follow the keys of now, or these are too new."""
    settled = Pulse.objects.filter(Q(did__done=True) | Q(at__gt=now - BOTH_RUN), did__keys=following.keys_of_now())
    return [one.rows().filter(~Exists(settled.filter(name=name_of(one)))) for one in following.everything_made()]
