from django.urls import reverse

from groups.membership import queries
from groups.membership.models import SECOND_FACTOR, Role
from groups.notices import operations as notices
from groups.notices.models import Kind

STEM = "groups/membership/emails/"


def role_changed(membership, *, now):
    more = {"second_factor": membership.role in SECOND_FACTOR}
    _about_their_place(
        "role_changed", membership, now, path=_home(membership.group), button="Open the group", more=more
    )


def you_left(membership, *, now):
    _about_their_place("you_left", membership, now)


def appointment_ended(membership, *, now):
    _about_their_place("appointment_ended", membership, now)


def office_ended(office, *, by, now):
    notices.post(
        f"{STEM}office_ended", to=office.person, key=f"office_ended:office-{office.pk}", at=now, kind=Kind.ACCOUNT,
        context={"organisation": office.organisation.name, "mine": by.pk == office.person_id, "who": by.name},
    )  # fmt: skip


def now_supporting(support, *, now):
    group = support.member.group
    more = {"member": support.member.person.name}
    _about_their_place("now_supporting", support.supporter, now, path=_home(group), button="Open the group", more=more)


def no_longer_supporting(support, *, now):
    more = {"member": support.member.person.name, "still": bool(queries.supported_by(support.supporter))}
    _about_their_place("no_longer_supporting", support.supporter, now, more=more)


def you_stand_in(deputy, membership, *, now):
    more = {"who": membership.person.name, "role": membership.get_role_display()}
    _about_their_place("you_stand_in", deputy, now, path=_home(deputy.group), button="Open the group", more=more)


def nobody_facilitates(group, *, now):
    """To those who can appoint one: the network coordinators, else the organisation's admins."""
    coordinators = [one.person for one in queries.to_hear_appeals(group.pk)]
    people = coordinators or [one.person for one in queries.offices_of(group.organisation_id)]
    if coordinators:
        path = reverse("invite", kwargs={"slug": group.slug})
    else:
        path = reverse("organisation", kwargs={"organisation_id": group.organisation_id})
    letters = [
        {"to": person, "key": f"no-facilitator:group-{group.pk}:{now:%Y-%m-%dT%H%M%S}:{person.pk}"} for person in people
    ]
    notices.post_many(
        f"{STEM}nobody_facilitates", letters, at=now, group=group, kind=Kind.ACCOUNT,
        context={"group_name": group.name}, path=path, button="Invite a facilitator",
    )  # fmt: skip


def _about_their_place(letter, membership, now, *, path="", button="", more=None):
    """To one person about their own place. The moment is part of the key: the same can happen again another day."""
    group = membership.group
    notices.post(
        f"{STEM}{letter}", to=membership.person,
        key=f"{letter}:membership-{membership.pk}:{now:%Y-%m-%dT%H%M%S.%f}", at=now, group=group, kind=Kind.ACCOUNT,
        context={"group_name": group.name, "role": Role(membership.role).label} | (more or {}),
        path=path, button=button,
    )  # fmt: skip


def _home(group):
    return reverse("group_home", kwargs={"slug": group.slug})
