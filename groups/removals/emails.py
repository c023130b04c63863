from django.urls import reverse

from coproduction.kit import when
from groups.membership import queries as membership_queries
from groups.notices import operations as notices
from groups.notices.models import Kind
from groups.removals import queries

STEM = "groups/removals/emails/"


def asked_about_you(removal, *, now):
    """Notice, before anything changes: what was asked, why, by when to say one's side, and who decides."""
    more = {"who_decides": _names(queries.who_may_second(removal)), "from_when": _from_when(removal)}
    path = reverse("asked_to_leave", kwargs={"slug": removal.group.slug})
    _to_the_person("asked_about_you", removal, now, path=path, button="Say your side", **more)


def you_were_removed(removal, *, now):
    _to_the_person("you_were_removed", removal, now)


def dropped(removal, *, now):
    _to_the_person("dropped", removal, now)


def to_second(removal, *, now):
    """To everyone who may agree to it: a second person must decide."""
    told = {"asked_by": removal.asked_by.person.name, "from_when": _from_when(removal)}
    _to_who_may_second("to_second", "second", removal, now, told)


def side_said(removal, *, now):
    """To the same, each time: read it before you decide."""
    _to_who_may_second("side_said", f"side-{now.isoformat()}", removal, now, {})


def _to_who_may_second(letter, key, removal, now, told):
    group = removal.group
    notices.post_many(
        f"{STEM}{letter}",
        [
            {"to": one.person, "key": f"removal-{removal.pk}:{key}:person-{one.person_id}"}
            for one in queries.who_may_second(removal)
        ],
        at=now, group=group, kind=Kind.WAITING, context=told,
        path=reverse("removal", kwargs={"slug": group.slug, "removal_id": removal.pk}), button="Read it and decide",
    )  # fmt: skip


def _from_when(removal):
    """From when a second person can agree; nothing where it is for somebody's safety and can be at once."""
    return "" if removal.for_safety else when.moment(removal.group.local(removal.from_at))


def _to_the_person(letter, removal, now, *, path="", button="", **more):
    group = removal.membership.group
    context = {"group_name": group.name, "reason": removal.reason, "appeal": _appeal(removal)} | more
    notices.post(
        f"{STEM}{letter}", to=removal.membership.person, key=f"removal-{removal.pk}:{letter}", at=now, group=group,
        kind=Kind.ACCOUNT, context=context, **({"path": path, "button": button} if path else {}),
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
