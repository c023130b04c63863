"""Each *no* of the table switched to *yes*, one at a time: the walk of the doors sees it. And what holds the rows no door asks.

`LONG_STORIES=1` switches all 601 of them; else every sixteenth, always the same ones.
"""

import os
from contextlib import contextmanager
from functools import cache
from pathlib import Path

import pytest

from coproduction.kit.access import ROLES, Ability, abilities
from coproduction.kit.addresses import every_address
from feedback.permissions import FeedbackAbility
from groups.permissions import GroupAbility
from tests.house.walking import INSIDE_A_GROUP, Walk

pytestmark = pytest.mark.django_db
LONG = bool(os.environ.get("LONG_STORIES"))
OFFICES = {"ORGANISATION_ADMIN", "SITE_ADMIN"}
ASKED_BY = {"group": INSIDE_A_GROUP, "groups": INSIDE_A_GROUP, "office": OFFICES}
HOUSE = Path(__file__).resolve().parents[2]

# Rows whose doors ask no role, or that have no door: the test that holds each of them.
HELD_BY = {
    # what is shown on a page that has another row
    8: "groups/membership/test_views.py::test_contact_details_are_for_facilitators_oneself_and_whoever_one_shows_them_to",
    9: "groups/membership/test_views.py::test_needs_are_for_facilitators_oneself_and_ones_supporter",
    20: "groups/calendars/test_file.py::test_a_calendar_file_without_the_right_to_join_says_nothing_of_it",
    25: "groups/meetings/test_replies.py::test_only_facilitators_read_what_each_needs",
    36: "feedback/voice/test_operations.py::test_who_may_say_something",
    37: "feedback/receipts/test_operations.py::test_whoever_is_not_a_member_cannot_do_it_by_another_way",
    47: "house/test_canary.py::test_nobody_is_shown_a_text_meant_for_others",
    58: "house/test_canary.py::test_nobody_is_shown_a_text_meant_for_others",
    71: "groups/bounces/test_trying.py::test_nobody_else_in_the_group_sees_the_list_or_tries",
    202: "feedback/reports/test_reports.py::test_who_else_reads_reports",
    # for whoever holds what stands in the address
    6: "groups/invitations/test_views.py::test_a_link_that_ran_out_was_used_taken_back_or_never_was_looks_the_same",
    109: "groups/choices/test_choices.py::test_a_token_we_did_not_write_opens_nothing",
    241: "feedback/challenges/test_pages.py::test_a_link_that_does_not_work_says_so_and_shows_nothing",
    251: "feedback/impact/test_pages.py::test_a_link_is_proof_against_forging_and_needs_a_token_against_other_sites",
    303: "groups/calendars/test_feed.py::test_a_coordinator_and_a_supporter_nobody_wants_any_more_see_none",
    360: "groups/bounces/test_hook.py::test_without_the_secret_nothing_is_taken",
    361: "groups/watch/test_watch.py::test_whoever_has_not_the_token_learns_nothing",
    380: "groups/carriers/test_receipts.py::test_without_the_token_nothing_is_taken",
    381: "feedback/replies/test_by_text.py::test_only_the_carrier_with_its_token_hands_us_texts",
    392: "groups/putting_off/test_putting_off.py::"
    "test_a_link_nobody_made_or_of_somebody_who_left_or_of_another_letter_opens_nothing",
    481: "groups/surveys/test_surveys.py::"
    "test_the_link_in_a_letter_answers_once_without_signing_in_and_looking_changes_nothing",
    # about oneself
    10: "groups/people/test_pages.py::test_nobody_becomes_somebody_else_by_adding_a_field",
    65: "groups/own_data/test_own_data.py::test_it_holds_nothing_of_anybody_else",
    66: "groups/erasures/test_erasures.py::test_it_is_asked_for_and_taken_back_on_one_page",
    107: "groups/notices/test_views.py::test_nobody_reads_the_letters_of_others",
    108: "groups/choices/test_choices.py::test_choosing_for_a_group_one_is_not_in_changes_nothing",
    117: "pages/test_signin.py::test_somebody_elses_second_step_does_not_count",
    210: "feedback/replies/test_taking.py::test_only_its_person_says_what_becomes_of_it",
    302: "groups/calendars/test_feed.py::test_the_page_with_the_address_is_kept_nowhere_and_is_only_ones_own",
    362: "groups/bounces/test_trying.py::test_whoever_pressed_spam_reads_that_and_only_they_take_it_back",
    410: "groups/people/test_email.py::test_an_address_that_somebody_else_got_meanwhile_is_refused",
    # for everybody
    1: "house/test_doors.py::test_every_door_answers_as_its_rule_says",
    115: "house/test_doors.py::test_every_door_answers_as_its_rule_says",
    116: "house/test_doors.py::test_every_door_answers_as_its_rule_says",
    118: "house/test_doors.py::test_every_door_answers_as_its_rule_says",
}  # fmt: skip


@cache
def rules() -> tuple[Ability, ...]:
    return (*abilities(GroupAbility), *abilities(FeedbackAbility))


@cache
def addresses_of(row: int):
    return [one for one in every_address() if one.door and one.door.ability and one.door.ability.row == row]


def asking(row: int, role: str):
    """The addresses of this row at which somebody in this role is asked by it."""
    return [one for one in addresses_of(row) if role in ASKED_BY.get(one.door.scope, ())]


def switches():
    """Every no (also *may ask* and *in an emergency*, which open no door) that a door asks for."""
    return [(one, role) for one in rules() for role in ROLES if not one.opens_for(role) and asking(one.row, role)]


@contextmanager
def switched_on(rule: Ability, role: str):
    kept, marks = rule.marks, rule.marks.split()
    marks[ROLES.index(role)] = "Y"
    object.__setattr__(rule, "marks", " ".join(marks))
    try:
        yield
    finally:
        object.__setattr__(rule, "marks", kept)


def seen(walk, rule, role) -> bool:
    """Whether one of the rule's doors, asked by one in that role, answers otherwise than the table says."""
    return any(
        next(walk.violations([role.lower()], [address], address.door.methods[:1]), "")
        for address in asking(rule.row, role)
    )


def named(rule, role):
    return f"{rule.row} {rule.phrase}: {role}"


def test_every_rule_switched_to_yes_is_seen(world):
    walk, some = Walk(world), switches()[:: 1 if LONG else 16]
    unseen = []
    for rule, role in some:
        with switched_on(rule, role):
            if not seen(walk, rule, role):
                unseen.append(named(rule, role))
    assert unseen == [] and len(some) > 30


def test_with_the_table_as_it_is_the_same_walk_sees_nothing(world):
    walk = Walk(world)
    assert [named(*one) for one in switches()[5::24] if seen(walk, *one)] == []


@pytest.mark.parametrize(
    "persona", ["visitor", "no_group", "left", "organisation_admin", "site_admin", "other_group.member"]
)
def test_no_rule_of_a_group_lets_in_somebody_who_is_not_in_it(world, persona):
    """Doors of a group ask the table only about those in it: a row that says yes to all opens nothing to others."""
    walk = Walk(world)
    rows = [rule for rule in rules() if asking(rule.row, "MEMBER") and addresses_of(rule.row)[0].door.scope == "group"]
    for rule in rows[:: 1 if LONG else 24]:
        kept = rule.marks
        object.__setattr__(rule, "marks", " ".join(["Y"] * len(ROLES)))
        try:
            address = addresses_of(rule.row)[0]
            assert list(walk.violations([persona], [address], address.door.methods[:1])) == []
        finally:
            object.__setattr__(rule, "marks", kept)


def test_rows_that_no_door_asks_are_held_by_a_test_of_their_own():
    unasked = {rule.row for rule in rules() if not any(asking(rule.row, role) for role in ROLES)}
    assert unasked == set(HELD_BY)
    for row, test in HELD_BY.items():
        path, _, name = test.partition("::")
        assert f"def {name}(" in (HOUSE / "tests" / path).read_text(), f"{row}: {test}"
