import csv
from pathlib import Path

from coproduction.kit.access import MARKS, ROLES, abilities
from feedback.permissions import FeedbackAbility
from groups.permissions import GroupAbility

TABLE = Path(__file__).resolve().parents[2] / "groups" / "permissions.csv"


def rows():
    with TABLE.open() as source:
        return {int(row["number"]): row for row in csv.DictReader(source)}


def differing(abilities, table):
    """Those that say otherwise than their row of the table."""
    return [
        one for one in abilities
        if (one.phrase, one.marks.split()) != (table[one.row]["action"], [table[one.row][role.lower()] for role in ROLES])
    ]  # fmt: skip


def test_every_ability_says_what_its_row_of_the_table_says():
    assert differing([*abilities(GroupAbility), *abilities(FeedbackAbility)], rows()) == []


def test_every_mark_in_the_table_is_one_we_explain():
    for row in rows().values():
        for role in ROLES:
            assert set(row[role.lower()].replace("/", "")) <= set(MARKS)


def test_no_role_may_both_raise_the_groups_words_and_answer_them():
    for role in ROLES:
        assert not (FeedbackAbility.ANSWER.opens_for(role) and FeedbackAbility.SAY_IF_ANSWERED.opens_for(role))


def test_nobody_may_change_someone_elses_words_or_see_who_wrote_without_a_name():
    for number in (38, 41, 57, 63, 75):
        assert {rows()[number][role.lower()] for role in ROLES} == {"-"}
