from django.urls import reverse

from coproduction.kit import when
from groups.notices import operations as notices
from groups.notices.models import Kind

STEM = "groups/erasures/emails/"
WHY = "You get this because of your account here."


def asked(erasure, *, now):
    """When it will be, and how to change one's mind."""
    _to_them("asked", erasure, now)


def long_gone(erasure, *, now):
    _to_them("long_gone", erasure, now)


def done(person, address, *, now):
    """The last one, to an address that we do not have any more when it has gone."""
    notices.post(
        f"{STEM}done", to=address, key=f"erased:{person.pk}", at=now, kind=Kind.ACCOUNT, urgent=True, why=WHY,
    )  # fmt: skip


def _to_them(letter, erasure, now):
    notices.post(
        f"{STEM}{letter}", to=erasure.person, key=f"erasure-{erasure.pk}:{letter}", at=now, kind=Kind.ACCOUNT, urgent=True,
        context={"on": when.day(erasure.due_at)}, path=reverse("erase_me"), button="I want to stay", why=WHY,
    )  # fmt: skip
