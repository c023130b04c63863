"""Every no of the table, who is asked by it at which door, and how it is switched to yes for a moment."""

from contextlib import contextmanager
from functools import cache

from coproduction.kit.access import ROLES, Ability, abilities
from coproduction.kit.addresses import every_address
from feedback.permissions import FeedbackAbility
from groups.permissions import GroupAbility
from tests.house.walking import INSIDE_A_GROUP

OFFICES = {"ORGANISATION_ADMIN", "SITE_ADMIN"}
ASKED_BY = {"group": INSIDE_A_GROUP, "groups": INSIDE_A_GROUP, "office": OFFICES}
PLAYERS = {
    "MEMBER": "jo", "SUPPORTER": "sol", "CO_FACILITATOR": "col", "FACILITATOR": "farah", "POINT_OF_CONTACT": "priya",
    "SPONSOR": "okoro", "NETWORK_COORDINATOR": "nia",
}  # fmt: skip


@cache
def rules() -> tuple[Ability, ...]:
    return (*abilities(GroupAbility), *abilities(FeedbackAbility))


@cache
def pages():
    return [one for one in every_address() if one.door]


def addresses_of(rule: Ability):
    return [one for one in pages() if one.door.ability is rule]


def asking(rule: Ability, role: str):
    """The addresses at which somebody in this role is asked by this rule."""
    return [one for one in addresses_of(rule) if role in ASKED_BY.get(one.door.scope, ())]


def every_no():
    """Also *may ask* and *in an emergency*, which open no door."""
    return [(one, role) for one in rules() for role in ROLES if not one.opens_for(role)]


def at_doors():
    return [(one, role) for one, role in every_no() if asking(one, role)]


@contextmanager
def switched_on(rule: Ability, *roles: str):
    kept, marks = rule.marks, rule.marks.split()
    for role in roles:
        marks[ROLES.index(role)] = "Y"
    object.__setattr__(rule, "marks", " ".join(marks))
    try:
        yield
    finally:
        object.__setattr__(rule, "marks", kept)


def named(rule, role):
    return f"{rule.row} {rule.phrase}: {role}"
