"""Letters about reading in an emergency. None can be stopped; that to the group goes at once, to everyone in it."""

from django.urls import reverse

from groups.membership import queries as membership
from groups.notices import operations as notices
from groups.notices import queries as notices_queries
from groups.notices.models import Kind

STEM = "feedback/emergencies/emails/"
WHY = "You get this because you look after the organisation or the site."


def to_second(emergency, people, *, now):
    _to_each("to_second", emergency, people, now, button="Read it and decide", **_office(emergency))


def you_may_read(emergency, *, now):
    _to_each("you_may_read", emergency, [emergency.asked_by], now, button="Read the talk", **_office(emergency))


def dropped(emergency, *, now):
    _to_each("dropped", emergency, [emergency.asked_by], now, why=WHY)


def began(emergency, group, *, now):
    """To everyone in the group: who reads, who agreed, why, and that they can end it."""
    path = reverse("emergency", kwargs={"slug": emergency.group.slug, "emergency_id": emergency.pk})
    people = [one.person for one in group]
    context = {"agreed_by": emergency.seconded_by.name}
    _to_each(
        "began", emergency, people, now, group=emergency.group, path=path, button="See who reads it", context=context
    )


@notices_queries.recheck(f"{STEM}began")
def still_in_the_group(letters, now):
    """Nobody who has left meanwhile reads what the group is told."""
    return membership.still_here(letters)


def _office(emergency):
    where = {"organisation_id": emergency.group.organisation_id, "emergency_id": emergency.pk}
    return {"path": reverse("office_emergency", kwargs=where), "why": WHY}


def _to_each(letter, emergency, people, now, *, context=None, **rest):
    told = {"asked_by": emergency.asked_by.name, "reason": emergency.reason, "group_name": emergency.group.name}
    notices.post_many(
        f"{STEM}{letter}",
        [{"to": person, "key": f"emergency-{emergency.pk}:{letter}:person-{person.pk}"} for person in people],
        at=now, kind=Kind.ACCOUNT, urgent=True, context=told | (context or {}), **rest,
    )  # fmt: skip
