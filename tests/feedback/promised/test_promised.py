"""What the page of plans foretells of a challenge, by who must answer it."""

import pytest

from feedback.promised import queries
from groups.charter.models import Group
from tests.feedback import chain
from tests.feedback.challenges.test_operations import ask, keep, name_somebody, reason, to_independent


def at_reason(cast, now):
    return ask(cast, now, chain.cannot(cast, now))


def at_sponsor(cast, now):
    name_somebody(cast)
    said = chain.cannot(cast, now)
    reason(cast, now, ask(cast, now, said))
    return ask(cast, now, said)


@pytest.mark.parametrize(("arrange", "owner", "last"), [
    (at_reason, "Points of contact", "Points of contact, and who stands in for them"),
    (at_sponsor, "Sponsors", "Sponsors, and who stands in for them"),
    (to_independent, "The independent person", "The independent person, and the facilitators"),
])  # fmt: skip
def test_the_group_reads_who_is_reminded_and_who_else_once_it_is_late(cast, now, arrange, owner, last):
    challenge = arrange(cast, now)
    coming = queries.challenges_coming(cast.sam.membership, None, now)
    assert [one.to for one in coming] == [owner, owner, last]
    soon, passed, late = [one.at.date() for one in coming]
    assert soon < challenge.answer_by < passed < late


def test_another_group_reads_nothing_of_it(cast, now):
    to_independent(cast, now)
    assert queries.challenges_coming(cast.fen.membership, None, now) == []


def test_what_was_answered_is_not_foretold_any_more(cast, now):
    keep(cast, now, at_sponsor(cast, now))
    assert queries.challenges_coming(cast.sam.membership, None, now) == []


def test_the_page_says_that_a_reminder_goes_at_8_in_the_morning_on_the_groups_wall(cast, now):
    Group.objects.filter(pk=cast.group.pk).update(time_zone="America/New_York")
    at_reason(cast, now)
    coming = queries.challenges_coming(cast.sam.membership, None, now)
    assert {Group.objects.get(pk=cast.group.pk).local(one.at).hour for one in coming} == {8}
