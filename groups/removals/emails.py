from django.urls import reverse

from groups.membership import queries as membership_queries
from groups.notices import operations as notices
from groups.notices.models import Kind
from groups.removals import queries

STEM = "groups/removals/emails/"


def asked_about_you(removal, *, now):
    """Notice, before anything changes: what was asked, why, and whom to tell one's side of it."""
    _to_the_person("asked_about_you", removal, now, who_decides=_names(queries.who_may_second(removal)))


def you_were_removed(removal, *, now):
    _to_the_person("you_were_removed", removal, now)


def dropped(removal, *, now):
    _to_the_person("dropped", removal, now)


def to_second(removal, *, now):
    """To everyone who may agree to it: a second person must decide."""
    group = removal.membership.group
    notices.post_many(
        f"{STEM}to_second",
        [
            {"to": one.person, "key": f"removal-{removal.pk}:second:person-{one.person_id}"}
            for one in queries.who_may_second(removal)
        ],
        at=now, group=group, kind=Kind.WAITING, context={"asked_by": removal.asked_by.person.name},
        path=reverse("removal", kwargs={"slug": group.slug, "removal_id": removal.pk}), button="Read it and decide",
    )  # fmt: skip


def _to_the_person(letter, removal, now, **more):
    group = removal.membership.group
    context = {"group_name": group.name, "reason": removal.reason, "appeal": _appeal(removal)} | more
    notices.post(
        f"{STEM}{letter}", to=removal.membership.person, key=f"removal-{removal.pk}:{letter}", at=now, group=group,
        kind=Kind.ACCOUNT, context=context,
    )  # fmt: skip


def _names(memberships):
    return " or ".join(one.person.name for one in memberships)


def _appeal(removal):
    """Whom to write to when one thinks it is wrong: a coordinator who had no part in it, else the organisation."""
    group, had_a_part = removal.membership.group, (removal.asked_by_id, removal.seconded_by_id)
    hearing = membership_queries.to_hear_appeals(group.pk).exclude(pk__in=[pk for pk in had_a_part if pk])
    ways = [f"{one.person.name}, network coordinator, {one.person.email}" for one in hearing]
    offices = membership_queries.offices_of(group.organisation_id)
    return ways or [f"{one.person.name}, {group.organisation.name}, {one.person.email}" for one in offices]
