from django.urls import reverse

from coproduction.kit import audiences
from groups.membership.models import Membership, Support
from groups.notices import operations as notices
from groups.notices.models import Kind
from groups.permissions import GroupAbility

STEM = "groups/charter/emails/"


def purpose_to_agree(purpose, *, now):
    """To everyone who can agree, the writer too: writing it is not agreeing to it."""
    context = {
        "writer": purpose.written_by.person.name,
        "version": purpose.version,
        "why_we_are_here": purpose.why_we_are_here,
        "what_difference": purpose.what_difference,
        "ways_of_working": purpose.ways_of_working,
    }
    _to_all(
        "purpose_to_agree", purpose.group, f"purpose-{purpose.pk}:agree", now, context, Kind.WAITING, "Read and agree"
    )


def purpose_in_force(purpose, *, now):
    context = {"version": purpose.version}
    _to_all("purpose_in_force", purpose.group, f"purpose-{purpose.pk}:in-force", now, context, Kind.NEWS, "Read it")


def promises_changed(group, changes, *, by, now):
    """A promise is made to the whole group, so a change to it is news for all."""
    context = {
        "group_name": group.name,
        "who": by.person.name,
        "changes": [f"{line[0].upper()}{line[1:]}" for line in changes],
    }
    key = f"promises:group-{group.pk}:{now:%Y-%m-%dT%H%M%S.%f}"
    _to_all("promises_changed", group, key, now, context, Kind.NEWS, "See all promises")


def _here(then, *, group_id, may_agree):
    people = Membership.objects.as_they_were(then).of_group(group_id).select_related("person")
    return people.holding(GroupAbility.AGREE_PURPOSE) if may_agree else people


HERE = audiences.declare("everyone in the group of a purpose", rows=_here, tables=(Membership, Support))


def _to_all(letter, group, key, now, context, kind, button):
    given = {"group_id": group.pk, "may_agree": kind == Kind.WAITING}
    notices.post_to_all(
        f"{STEM}{letter}", HERE, given, key=key, at=now, group=group, kind=kind, context=context,
        path=reverse("about", kwargs={"slug": group.slug}), button=button,
    )  # fmt: skip
