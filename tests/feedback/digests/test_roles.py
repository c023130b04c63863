"""How often somebody hears follows their roles, as long as they have not chosen."""

from datetime import UTC, datetime, timedelta
from importlib import import_module

import pytest
from django.apps import apps

from feedback.digests import operations
from feedback.digests.models import Subscription
from feedback.log.models import Stage
from groups.choices.models import Stop
from groups.membership import operations as membership
from groups.membership.models import Membership, Role
from groups.notices import delivery
from groups.notices.models import Letter
from tests import builders

NOW = builders.NOW
DAY = timedelta(days=1)
MONDAY = datetime(2026, 11, 23, 8, 0, tzinfo=UTC)
FIRST = datetime(2026, 12, 1, 8, 0, tzinfo=UTC)


def mine(player):
    return Subscription.objects.with_last_letter().get(person=player.person)


def now_is(player, role, at):
    """Their role changes, and the clock looks at it in the same minute."""
    held = Membership.objects.with_people().get(pk=player.membership.pk)
    membership.take_role(membership=held, role=role, by=None, now=at)
    operations.enrol(now=at)


def digests(player):
    return Letter.objects.filter(person=player.person, stem="feedback/digests/emails/progress").order_by("id")


def news(cast, at):
    builders.said(cast.group, "Done", stage=Stage.DOING, moved_at=at)


@pytest.fixture
def without_one(cast):
    """Sam had the digest of a member, and then a role that has none."""
    operations.enrol(now=NOW)
    now_is(cast.sam, Role.NETWORK_COORDINATOR, NOW)
    operations.send_due(now=FIRST)
    assert mine(cast.sam).frequency == "NEVER"
    return cast.sam


def test_whoever_comes_from_a_role_without_a_digest_to_one_with_it_gets_it_again(cast, without_one):
    at = FIRST + 200 * DAY
    now_is(without_one, Role.FACILITATOR, at)
    again = mine(without_one)
    assert (again.frequency, again.covers_from) == ("WEEKLY", at - 31 * DAY), "and it does not tell of years"
    assert at < again.next_due_at < at + 7 * DAY
    news(cast, at)
    operations.send_due(now=again.next_due_at)
    assert digests(without_one).count() == 1


def test_a_member_who_becomes_facilitator_hears_from_the_next_monday_on(cast):
    operations.enrol(now=NOW)
    assert mine(cast.sam).next_due_at == FIRST
    now_is(cast.sam, Role.FACILITATOR, NOW)
    assert (mine(cast.sam).frequency, mine(cast.sam).next_due_at) == ("WEEKLY", MONDAY)


def test_what_was_told_already_is_not_told_again_when_a_role_changes(cast, mail):
    operations.enrol(now=NOW)
    news(cast, NOW + DAY)
    operations.send_due(now=FIRST)
    delivery.send_due(lambda: FIRST)
    assert digests(cast.sam).get().state == "SENT"
    now_is(cast.sam, Role.FACILITATOR, FIRST)
    assert mine(cast.sam).told_until == FIRST
    operations.send_due(now=FIRST + 6 * DAY)
    assert digests(cast.sam).count() == 1


def test_a_digest_that_was_due_still_comes_to_whoever_steps_down(cast):
    operations.enrol(now=NOW)
    news(cast, NOW + DAY)
    now_is(cast.farah, Role.MEMBER, NOW)
    assert (mine(cast.farah).frequency, mine(cast.farah).next_due_at) == ("MONTHLY", MONDAY)
    operations.send_due(now=MONDAY)
    assert digests(cast.farah).count() == 1
    assert mine(cast.farah).next_due_at == FIRST


@pytest.mark.parametrize("frequency", ["NEVER", "MONTHLY"])
def test_what_somebody_chose_stays_whatever_becomes_of_their_role(cast, frequency):
    operations.enrol(now=NOW)
    choice = {"frequency": frequency, "day": 3, "hour": 8, "wanted": {cast.group.pk}}
    operations.choose(by=cast.sam.person, members=[cast.sam.membership], now=NOW, **choice)
    before = mine(cast.sam).next_due_at
    now_is(cast.sam, Role.FACILITATOR, NOW + DAY)
    assert (mine(cast.sam).frequency, mine(cast.sam).next_due_at) == (frequency, before)


def test_whoever_left_before_the_clock_looked_keeps_what_they_had(cast):
    operations.enrol(now=NOW)
    Membership.objects.filter(pk=cast.sam.membership.pk).update(habits_given=False, left_at=NOW)
    operations.enrol(now=NOW)
    assert (mine(cast.sam).frequency, mine(cast.sam).next_due_at) == ("MONTHLY", FIRST)


def test_the_group_whose_digest_somebody_stopped_still_counts_for_how_often_the_others_come(cast):
    """They can take it up again from any letter: then there must be something to take up."""
    builders.membership(cast.other_group, Role.NETWORK_COORDINATOR, who=cast.farah.person)
    operations.enrol(now=NOW)
    Stop.objects.create(person=cast.farah.person, group=cast.group, kind="DIGEST", stopped_at=NOW)
    news(cast, NOW + DAY)
    operations.send_due(now=MONDAY)
    assert mine(cast.farah).frequency == "WEEKLY"
    assert not digests(cast.farah).exists()


def test_new_habits_take_as_many_statements_for_three_people_as_for_one(cast, django_assert_num_queries):
    operations.enrol(now=NOW)
    for players in ([cast.sam], [cast.sam, cast.farah, cast.col]):
        ids = [one.membership.pk for one in players]
        Membership.objects.filter(pk__in=ids).update(role=Role.FACILITATOR, habits_given=False)
        with django_assert_num_queries(10):  # six, and four that say where two transactions begin and end
            operations.enrol(now=NOW)


def test_whoever_lost_their_digest_that_way_before_gets_it_again(cast, without_one):
    Membership.objects.filter(pk=without_one.membership.pk).update(role=Role.FACILITATOR)  # looked at, and passed over
    assert operations.enrol(now=FIRST) == 0 and mine(without_one).frequency == "NEVER"
    import_module("feedback.migrations.0033_digests_again").look_again(apps, None)
    operations.enrol(now=FIRST)
    assert mine(without_one).frequency == "WEEKLY"
