"""Rules that no door asks, each switched to *yes* where it is asked; and an account of every no of the table.

A rule is asked by doors (`test_rules_switched`), asked within (`ASKED_WITHIN`), or says the same as another
(`SAID_BY_ANOTHER`). Or it is about people whom doors ask for no role. What is none of these stands in a list, with why.
"""

import ast
from collections.abc import Callable

import pytest
from django.db import transaction

from coproduction.kit.access import Ability
from feedback.log import operations as log
from feedback.permissions import FeedbackAbility
from feedback.reports import operations as reports
from groups.membership import queries as members
from groups.membership.models import Membership, Role
from groups.permissions import GroupAbility
from tests.feedback import crowd
from tests.feedback.reports.test_reports import reported
from tests.groups.meetings.arrange import address, invite, plan, says
from tests.house import test_rules
from tests.house.reading import ours
from tests.house.switching import OFFICES, PLAYERS, addresses_of, at_doors, every_no, named, rules, switched_on
from tests.house.walking import INSIDE_A_GROUP

pytestmark = pytest.mark.django_db


def sees_how_to_reach(cast, now, reader):
    return members.shown_to(reader.membership, cast.sam.membership).reach


def sees_needs(cast, now, reader):
    return members.shown_to(reader.membership, cast.sam.membership).needs


def reads_needs_at_a_meeting(cast, now, reader):
    """Of a facilitator, whose coming everybody at the meeting may know of."""
    meeting = plan(cast)
    says(cast.col, meeting, needs="A seat near the door")
    if reader is not cast.nia:
        invite(cast, meeting, reader)
    return "A seat near the door" in reader.client.get(address(cast, meeting, "who/")).text


def is_refused_its_part(act) -> bool:
    """Whether it is the role that is refused, and not what is done."""
    try:
        act()
    except log.NotYourPart:
        return True
    except Exception as refusal:
        assert type(refusal).__name__ in ("AnswerWhatWasShared", "NotOffered"), refusal
    return False


def says_something(cast, now, who):
    return not is_refused_its_part(lambda: crowd.said(who.membership, now))


def says_something_unnamed(cast, now, who):
    return not is_refused_its_part(lambda: crowd.unnamed(who.membership, now))


def decides_a_report(cast, now, who):
    one = reported(cast, now, by=cast.sol if who is cast.jo else cast.jo)
    return not is_refused_its_part(lambda: reports.leave(by=who.membership, now=now, report=one, answer="It is fair."))


ASKED_WITHIN: list[tuple[Ability, Callable]] = [
    (GroupAbility.SEE_CONTACTS, sees_how_to_reach),
    (GroupAbility.SEE_NEEDS, sees_needs),
    (GroupAbility.READ_REPLY_NEEDS, reads_needs_at_a_meeting),
    (FeedbackAbility.POST, says_something),
    (FeedbackAbility.POST_UNNAMED, says_something_unnamed),
    (FeedbackAbility.DECIDE_REPORT, decides_a_report),
]


def within():
    return [(one, role, opens) for one, opens in ASKED_WITHIN for role in PLAYERS if not one.opens_for(role)]


@pytest.mark.parametrize(("rule", "role", "opens"), within(), ids=[f"{one.row} {role}" for one, role, _ in within()])
def test_a_rule_asked_within_lets_in_whoever_it_is_switched_to(cast, now, rule, role, opens):
    who = getattr(cast, PLAYERS[role])
    assert who.client, "signed in before anything is undone"
    with transaction.atomic():
        assert not opens(cast, now, who)
        transaction.set_rollback(True)
    with switched_on(rule, role):
        assert opens(cast, now, who) or (rule.row, role) in HELD_TWICE


# --- rules that say the same as something else, which is what is asked ---


def is_one_of_the_group(role):
    return Membership(role=role).inside


def sees_what_went(role):
    return GroupAbility.SEE_WHAT_WENT.mark(role) == "Y" and GroupAbility.SEE_WHOM_TO_REACH.mark(role) == "Y"


def reads_what_was_sent(role):
    return FeedbackAbility.READ_SENT.opens_for(role)


SAID_BY_ANOTHER: list[tuple[Ability, Callable]] = [
    (FeedbackAbility.SEE_WHO_SAID, is_one_of_the_group),  # names are shown to the people of the group: `inside`
    (GroupAbility.SEE_DELIVERY, sees_what_went),  # rows 363 and 371 are its doors; one's own letters are row 107
    (FeedbackAbility.SEARCH, reads_what_was_sent),  # one searches what one may read: a word on the page of row 52
]


def agrees(rule, role, other) -> bool:
    """Of what others are to see only *yes* counts: one's own is on one's own pages."""
    says = rule.mark(role) == "Y" if rule is GroupAbility.SEE_DELIVERY else rule.opens_for(role)
    return says == other(role)


def test_a_rule_that_says_the_same_as_another_is_missed_when_one_of_them_changes():
    for rule, other in SAID_BY_ANOTHER:
        for role in PLAYERS:
            assert agrees(rule, role, other), named(rule, role)
            if not rule.opens_for(role):
                with switched_on(rule, role):
                    assert not agrees(rule, role, other), named(rule, role)


# --- what is none of these ---

# Held by a second line, so that a switch alone changes nothing that anybody sees. And what the table says of a link.
HELD_TWICE = {
    (
        20,
        "NETWORK_COORDINATOR",
    ): "They see no page of a meeting (row 19 gives them numbers), so there is no joining link to see.",
    (25, "NETWORK_COORDINATOR"): "The same: nobody can invite them to one.",
    (
        6,
        "MEMBER",
    ): "The link goes by the address it was sent to, whoever has it: somebody of the group takes on a new role by it.",
    (6, "SITE_ADMIN"): "The same: whoever keeps the site running may be invited to a group as well.",
}


def test_a_coordinator_sees_no_meeting_even_with_the_right_to_join(cast):
    meeting = plan(cast)
    with switched_on(GroupAbility.SEE_JOINING, "NETWORK_COORDINATOR"):
        for page in ("", "who/", "calendar/"):
            assert cast.nia.client.get(address(cast, meeting, page)).status_code in (403, 404)


def is_never_asked(rule, role) -> bool:
    """Doors do not ask them for a role: a visitor signs in first, whoever is in no group is told there is none."""
    scopes = {page.door.scope for page in addresses_of(rule)}
    outside = role in OFFICES or role in ("VISITOR", "APPLICANT")
    return (outside and scopes <= {"group", "groups", "office", "signed in"}) or (
        scopes == {"office"} and role in INSIDE_A_GROUP
    )


def test_every_no_of_the_table_is_switched_somewhere():
    asked_of = {(one.row, role) for one, role, *_ in [*at_doors(), *within()]}
    asked_of |= {(rule.row, role) for rule, _ in SAID_BY_ANOTHER for role in PLAYERS}
    left = [
        named(one, role)
        for one, role in every_no()
        if (one.row, role) not in asked_of and not is_never_asked(one, role)
    ]
    twice = [
        named(one, role)
        for one, role in every_no()
        if (one.row, role) in HELD_TWICE and one is not GroupAbility.READ_REPLY_NEEDS
    ]
    assert sorted(left) == sorted(twice)
    assert "APPLICANT" not in Role.values, "somebody can apply now: switch their rules at the doors too"


def read_in_code():
    """Abilities that a door or an operation names."""
    tables = {"GroupAbility": GroupAbility, "FeedbackAbility": FeedbackAbility}
    for source in ours():
        for one in ast.walk(ast.parse(source.path.read_text())):
            if isinstance(one, ast.Attribute) and isinstance(one.value, ast.Name) and one.value.id in tables:
                yield getattr(tables[one.value.id], one.attr, None)


def test_every_rule_is_read_by_the_code_or_says_the_same_as_one_that_is():
    unread = set(rules()) - set(read_in_code())
    assert unread == {rule for rule, _ in SAID_BY_ANOTHER}


# Rows of the table that no page is for. A row that gets one leaves this list.
NO_DOOR = {
    **dict.fromkeys((38, 41, 57, 63, 75), "nobody may, so there is no way to"),
    **dict.fromkeys((2, 3, 4), "people are invited; nobody applies"),
    27: "rows 302 and 303", 32: "rows 343 to 346",
    **dict.fromkeys((33, 34), "no money is claimed here"), 54: "row 53, which says it outright",
    60: "rows 430 and 433", 68: "rows 131 and 132", 69: "row 117", 70: "the operator's settings",
}  # fmt: skip


def test_every_row_has_a_rule_in_the_code_or_says_why_it_has_none():
    assert set(test_rules.rows()) - {one.row for one in rules()} == set(NO_DOOR)
