"""What is known of the seven steps by itself, over all groups of an organisation: counts, in words, for and against."""

from datetime import timedelta

import pytest

from feedback.commitments import operations as commitments
from feedback.commitments.models import Commitment
from feedback.log.models import Stage
from feedback.programmes import operations as programmes
from feedback.reviews import operations as reviews
from feedback.steps_known import queries
from groups.investments import operations as investments
from groups.membership.models import Role
from tests import builders
from tests.builders import NOW
from tests.feedback.disputes.test_disputes import reply, say

TODAY = NOW.date()
DAY = timedelta(days=1)


def known(cast, step, now=NOW):
    found = queries.facts(cast.group.organisation_id, now.date(), now)[step]
    return [(one.words, one.against) for one in found]


def in_both(cast, role, name):
    """Somebody of each group of the organisation."""
    return [builders.membership(group, role, name=name) for group in (cast.group, cast.other_group)]


def promise(by, gives="TIME", due=TODAY + DAY):
    return commitments.promise(by=by, now=NOW, what="I come.", gives=gives, how_much="A day", due_on=due)


def programme(by, name, stage="IDEA", **given):
    return programmes.add(
        by=by,
        now=NOW,
        name=name,
        about="It.",
        owner=given.pop("owner", by),
        stage_at_first=stage,
        first_on=TODAY,
        **given,
    )


def test_of_leaders_their_promises_count_and_an_empty_chair_and_a_late_promise_speak_against_it(cast):
    assert known(cast, 1) == [("No sponsor now in 1 of 2 groups.", True)]
    for by in in_both(cast, Role.SPONSOR, "Adair"):
        promise(by)
    kept = promise(cast.okoro.membership)
    commitments.show(by=cast.okoro.membership, now=NOW, commitment=kept, words="I was there.")
    commitments.say_if_kept(by=cast.sam.membership, now=NOW, commitment=kept, verdict="KEPT", words="Yes.")
    told = "Leaders promised our groups something, and still do: 3 promises. Kept, say the groups: 1."
    assert known(cast, 1) == [(told, False)] == known(cast, 1, NOW + 8 * DAY)
    assert known(cast, 1, NOW + 9 * DAY)[1] == ("More than a week late, with nothing shown: 2 promises.", True)


def test_how_to_join_speaks_against_it_only_where_no_group_says_it(cast):
    assert known(cast, 2) == [("How to join is on a page for everyone in 0 of 2 groups.", True)]
    cast.group.how_to_join = "Ring Farah."
    cast.group.save()
    assert known(cast, 2) == [("How to join is on a page for everyone in 1 of 2 groups.", False)]
    cast.group.is_public = False
    cast.group.save()
    assert known(cast, 2)[0][1]


def test_promises_of_money_are_named_for_reward_and_nothing_else_is_made_up(cast):
    assert known(cast, 3) == []
    promise(cast.okoro.membership, gives="MONEY")
    assert known(cast, 3) == [("Leaders promised money, and still do: 1 promise. Read what for.", False)]


def test_programmes_that_came_late_speak_against_early_when_they_are_more_than_half(cast):
    by = cast.farah.membership
    for name, stage in (("One", "IDEA"), ("Two", "FINAL")):
        programme(by, name, stage, owner=cast.okoro.membership)
    early = "Came to a group early in the last 12 months: 1 of 2 programmes of work."
    assert known(cast, 4) == [(early, False)]
    faye = cast.faye.membership
    adair = builders.membership(cast.other_group, Role.SPONSOR, name="Adair")
    programme(faye, "Three", "DRAFT", owner=adair)
    assert known(cast, 4)[0] == (early.replace("1 of 2", "1 of 3"), True)
    assert known(cast, 4, NOW + 366 * DAY) == []


def test_a_programme_that_members_say_came_later_is_not_early_until_that_is_settled(cast):
    one = programme(cast.farah.membership, "One", "IDEA", owner=cast.okoro.membership)
    say(cast, NOW, one, stage="OPTIONS")
    early = "Came to a group early in the last 12 months: {} of 1 programme of work."
    assert known(cast, 4) == [(early.format(0), True)]
    reply(cast, NOW, one, agrees=True, words="So it was.")
    assert known(cast, 4) == [(early.format(1), False)]


def test_our_way_of_working_is_told_by_money_and_the_next_day_and_a_day_that_passed_in_silence(cast):
    by, owner = cast.farah.membership, cast.okoro.membership
    assert known(cast, 5) == []
    programme(by, "One", owner=owner, budget=500, next_on=TODAY + DAY)
    programme(by, "Two", owner=owner, budget=0)
    told = [
        ("With money for working together: 1 of 2 programmes that run.", False),
        ("With a day on which they meet a group next: 1 of 2 programmes that run.", False),
    ]
    assert known(cast, 5) == told
    assert known(cast, 5, NOW + 9 * DAY)[2] == (
        "Were to meet a group, and nobody has said how it went: 1 programme.",
        True,
    )
    assert len(known(cast, 5, NOW + 8 * DAY)) == 2


def test_training_that_was_noted_and_learning_that_waits_are_told(cast):
    for number in range(2):
        investments.note_given(
            by=cast.farah.membership, now=NOW, investment="LEARNING", said=f"Course {number}", given_on=TODAY
        )
    investments.note_given(by=cast.farah.membership, now=NOW, investment="TIME", said="An hour", given_on=TODAY)
    assert known(cast, 6) == [("Training that groups noted in the last 12 months: 2 times.", False)]
    given = {"what_changed": "Much", "what_grew": "More", "learn": "Budgets"}
    reviews.review(by=cast.farah.membership, now=NOW - 183 * DAY, **given)
    assert known(cast, 6)[1] == ("Groups have waited for more than half a year to learn what they want: 1 thing.", True)


def test_reviews_and_what_was_done_are_told_and_a_long_wait_speaks_against_it_after_a_week(cast):
    assert known(cast, 7) == []
    reviews.review(by=cast.farah.membership, now=NOW, what_changed="Much", what_grew="More", learn="Maps")
    builders.said(cast.group, stage=Stage.ANSWERED)
    builders.said(cast.other_group, stage=Stage.DID)
    builders.said(cast.group, stage=Stage.SENT, due_on=TODAY - 7 * DAY)
    told = [
        ("Looked at what they changed in the last half year: 1 of 2 groups.", False),
        ("Of what people said, we did: 2 things.", False),
    ]
    assert known(cast, 7) == told
    builders.said(cast.other_group, stage=Stage.HEARD, due_on=TODAY - 8 * DAY)
    assert known(cast, 7)[2] == ("People wait for more than a week past a promise: 1 thing.", True)


def test_nothing_of_another_organisation_or_of_a_closed_group_counts(cast):
    promise(builders.membership(cast.far_group, Role.SPONSOR, name="Far"), gives="MONEY")
    promise(builders.membership(cast.other_group, Role.SPONSOR, name="Adair"), gives="MONEY")
    assert known(cast, 3)[0][0].endswith("1 promise. Read what for.")
    cast.other_group.closed_at = NOW
    cast.other_group.save()
    assert known(cast, 3) == []
    cast.group.closed_at = NOW
    cast.group.save()
    assert known(cast, 2) == []
    assert Commitment.objects.count() == 2


@pytest.mark.parametrize("groups", [1, 5])
def test_it_is_one_statement_however_many_groups_there_are(cast, groups, django_assert_num_queries):
    for number in range(groups):
        promise(builders.membership(builders.group(f"Group {number}"), Role.SPONSOR, name="Adair"))
    with django_assert_num_queries(1):
        known(cast, 1)
