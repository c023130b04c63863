"""Each *no* of the table switched to *yes*, one at a time: the harness of the doors sees it, at every door that asks.

Rules that no door asks are switched in `test_rules_within`.
"""

import pytest

from coproduction.kit.access import OPENING, ROLES, Ability
from tests.house import test_rules
from tests.house.switching import asking, at_doors, named, pages, rules, switched_on
from tests.house.walking import Walk, asked

pytestmark = pytest.mark.django_db


# --- the table ---


def test_every_mark_switched_to_yes_differs_from_the_table():
    table, unseen = test_rules.rows(), []
    for rule, role in ((one, role) for one in rules() for role in ROLES if one.mark(role) != "Y"):
        with switched_on(rule, role):
            unseen += [] if test_rules.differing([rule], table) == [rule] else [named(rule, role)]
    assert unseen == [] and test_rules.differing(rules(), table) == []


# --- the doors ---


# Doors that hide what is refused, and hide somebody else's thing in the same way. Another door of their rule is seen to open.
ONLY_ONES_OWN = {"come_back"}


def doors_of(rule, role):
    return [one.name for one in asking(rule, role) if one.name not in ONLY_ONES_OWN]


def unseen_at(walk, rule, role):
    """The doors of a rule that answer one in this role as if nothing had been switched."""
    persona = [role.lower()]
    found = [one for one in asking(rule, role) if one.name not in ONLY_ONES_OWN]
    assert found, f"{named(rule, role)}: no door shows that it opens"
    return [a.name for a in found if not next(walk.violations(persona, [a], a.door.methods[:1]), "")]


@pytest.mark.takes(180)
def test_every_rule_switched_to_yes_opens_every_door_that_asks_it(world):
    walk, unseen = Walk(world), []
    everything = at_doors()
    for rule, role in asked(everything, everything[::12]):
        with switched_on(rule, role):
            unseen += [f"{named(rule, role)} at {door}" for door in unseen_at(walk, rule, role)]
    assert unseen == [] and len(everything) > 600


def test_with_the_table_as_it_is_the_same_walk_sees_nothing(world):
    walk = Walk(world)
    for rule, role in at_doors()[5::40]:
        assert unseen_at(walk, rule, role) == doors_of(rule, role), named(rule, role)


def test_doors_that_ask_somewhere_else_than_the_rules_are_seen(world, monkeypatch):
    """A switch then changes nothing, and the walk of the switched rule says so."""
    walk, table = Walk(world), test_rules.rows()
    monkeypatch.setattr(Ability, "opens_for", lambda one, role: table[one.row][role.lower()].split("/")[0] in OPENING)
    for rule, role in at_doors()[7::60]:
        with switched_on(rule, role):
            assert unseen_at(walk, rule, role) == doors_of(rule, role), named(rule, role)


OUTSIDE = ["visitor", "no_group", "left", "organisation_admin", "site_admin", "other_group.facilitator"]
AT_OFFICES = ["visitor", "no_group", "member", "facilitator", "sponsor"]


def judged_with_all_on(world, personas, scopes):
    walk, these = Walk(world), [one for one in pages() if one.door.scope in scopes]
    marks = {rule: rule.marks for rule in rules()}
    try:
        for rule in marks:
            object.__setattr__(rule, "marks", " ".join("Y" * len(ROLES)))
        for page in these:
            yield from walk.violations(personas, [page], page.door.methods[:1])
    finally:
        for rule, kept in marks.items():
            object.__setattr__(rule, "marks", kept)


@pytest.mark.parametrize(
    ("personas", "scopes"),
    [(OUTSIDE, {"group"}), (AT_OFFICES, {"office"}), (["visitor"], {"groups", "signed in"})],
    ids=["of a group", "of an office", "of a person"],
)
@pytest.mark.takes(120)
def test_nobody_outside_is_let_in_whatever_the_table_says(world, personas, scopes):
    """Doors ask the table only about those who belong there: every row says yes to all here, and opens nothing to others."""
    assert list(judged_with_all_on(world, asked(personas, personas[:2]), scopes)) == []


def test_where_everybody_is_let_in_the_table_says_so():
    """Pages that ask for no role are for those to whom their row says yes."""
    open_to = {"open": ROLES, "signed in": ROLES[2:]}  # of the table: everybody; whoever is signed in
    wrong = [
        f"{page.name}: {role}"
        for page in pages()
        for role in open_to.get(page.door.scope, ())
        if not page.door.ability.opens_for(role)
    ]
    assert wrong == []
