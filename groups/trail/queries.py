import re
from datetime import time

from coproduction.kit import when
from groups.charter.models import Group
from groups.history.models import Event
from groups.membership.models import THE_GROUP, Membership, Role


def group_in(organisation_id, group_id):
    return Group.objects.filter(organisation_id=organisation_id, pk=group_id).first()


def of_group(group_id):
    return Event.objects.of_group(group_id).newest_first()


def names_inside(group_id) -> dict[str, str]:
    """Everyone who ever was one of the group, by the names history uses, and what to call them instead.

    A line of history keeps the name somebody had on that day, so the names they had before are hidden as well.
    """
    rows = Membership.objects.of_group(group_id).filter(role__in=THE_GROUP)
    people = {pk: (name, Role(role).label) for pk, name, role in rows.values_list("person", "person__name", "role")}
    renamed = Event.objects.filter(what="profile_changed", by__in=people, detail__has_key="was")
    before = {name: f"a {people[pk][1]}" for pk, name in renamed.values_list("by", "detail__was")}
    return before | {name: f"a {role}" for name, role in people.values()}


def without_names(sentence: str, names: dict[str, str]) -> str:
    """The same sentence with roles in place of names, longest names first so that no part of one is left standing.

    What stands in quotation marks is the group's own: what a meeting or an item of its agenda is called.
    """
    if not names:
        return sentence
    sentence = re.sub("“.*”", "“…”", sentence, flags=re.DOTALL)
    found = "|".join(re.escape(name) for name in sorted(names, key=len, reverse=True))
    said = re.sub(rf"(?<!\w)(?:{found})(?!\w)", lambda match: names[match[0]], sentence)
    return said[:1].upper() + said[1:]


def line(event, group, names: dict[str, str]) -> tuple[str, str]:
    """What its reader reads, and when it was. One that stands at the very beginning of a day has no time: only the day is known."""
    local = group.local(event.at)
    at = when.day(local) if local.time() == time(0) else when.moment(local)
    return without_names(event.sentence, names), at
