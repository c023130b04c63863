"""The page says how the digest truly comes now, whatever its reader chose, and where: and how to change that."""

from datetime import date, timedelta

import pytest
from django.test import Client
from django.urls import reverse

from feedback.digests import operations
from feedback.digests.models import Subscription
from groups.choices import queries as choices
from groups.choices.models import GroupPreference, Kind, Preference, Stop
from groups.membership.models import Role
from tests import builders

MINE, OF_GROUP = "/you/digest/", "/groups/rivers-and-moors-co-production-group/digest/"
NOW = builders.NOW
COMES = "You get this as a letter once a month"
HOW_OFTEN, CHOICES = "/you/digest/how-often/", "/you/letters/choices/"


@pytest.fixture
def sam(cast):
    operations.enrol(now=NOW)
    return cast.sam


def page(player, path=MINE):
    answer = player.client.get(path)
    assert answer.status_code == 200
    return answer.content.decode()


def stop(player, group):
    """By the link in a letter, without signing in."""
    token = choices.stop_token(player.person.pk, group, Kind.DIGEST)
    assert Client().post(reverse("stop_letters", args=[token])).status_code == 200


def prefers(player, **said):
    Preference.objects.create(person=player.person, **said)


@pytest.mark.parametrize("of_group", [True, False])
@pytest.mark.parametrize("path", [MINE, OF_GROUP])
def test_whoever_stopped_it_by_the_link_in_a_letter_reads_that_it_does_not_come(cast, sam, of_group, path):
    assert COMES in page(sam, path)
    stop(sam, cast.group.pk if of_group else None)
    shown = page(sam, path)
    assert COMES not in shown and "You stopped this letter. It does not come." in shown and HOW_OFTEN in shown
    sam.client.post(HOW_OFTEN, {"frequency": "MONTHLY", "day": 0, "hour": 8})
    assert COMES in page(sam, path)


def test_of_several_groups_the_page_names_those_left_out(cast, sam):
    builders.membership(cast.other_group, Role.MEMBER, who=sam.person)
    stop(sam, cast.other_group.pk)
    shown = page(sam)
    assert COMES in shown and f"It leaves out {cast.other_group.name}." in shown
    assert "It leaves out this group." not in page(sam, OF_GROUP)
    assert "It leaves out this group." in page(sam, f"/groups/{cast.other_group.slug}/digest/")
    stop(sam, cast.group.pk)
    assert "You stopped this letter. It does not come." in page(sam)


def test_a_group_that_is_closed_is_not_named(cast, sam):
    closed = builders.membership(cast.other_group, Role.MEMBER, who=sam.person).group
    stop(sam, closed.pk)
    type(closed).objects.filter(pk=closed.pk).update(closed_at=NOW)
    assert "leaves out" not in page(sam) and COMES in page(sam)


def test_whoever_reads_only_here_is_told_where_it_lies(sam):
    prefers(sam, channel="KEPT")
    shown = page(sam)
    assert COMES not in shown and CHOICES in shown
    assert "We do not send you this. We put it with" in shown


def test_only_here_for_one_group_counts_where_the_digest_is_of_that_group_alone(cast, sam):
    chosen = {"channel": "KEPT", "chosen_at": NOW}
    GroupPreference.objects.create(membership=sam.membership, **chosen)
    assert "We do not send you this." in page(sam)
    builders.membership(cast.other_group, Role.MEMBER, who=sam.person)
    assert COMES in page(sam), "of two groups it goes as other letters do"


def test_while_somebody_pauses_the_page_says_until_when(sam, now):
    prefers(sam, paused_at=NOW, paused_until_on=date(2026, 12, 3))
    shown = page(sam)
    assert "You paused your letters until Thursday 3 December. Until then this does not come." in shown
    assert "After that it comes once a month" in shown and CHOICES in shown and COMES not in shown
    Preference.objects.update(paused_until_on=None)
    assert "You paused your letters. Until you end that, this does not come." in page(sam)
    Preference.objects.update(paused_at=NOW - timedelta(days=9), paused_until_on=date(2026, 11, 17))
    assert COMES in page(sam)


def test_whoever_chose_never_reads_that(sam):
    Subscription.objects.update(frequency="NEVER", chosen_at=NOW)
    assert "You do not get this as a letter." in page(sam)
    Stop.objects.create(person=sam.person, group=None, kind="DIGEST", stopped_at=NOW)
    assert "You stopped this letter. It does not come." in page(sam)


@pytest.mark.parametrize("groups", [1, 3])
def test_saying_it_takes_as_many_statements_for_three_groups_as_for_one(cast, sam, groups, django_assert_num_queries):
    for number in range(groups - 1):
        builders.membership(builders.group(f"G{number}"), Role.MEMBER, who=sam.person)
    places = list(sam.person.memberships.select_related("group"))
    mine = Subscription.objects.select_related("person").get(person=sam.person)
    with django_assert_num_queries(
        2 if groups > 1 else 3
    ):  # what they stopped, their choices, the way of the only group
        operations.queries.comes(mine, places, NOW)
