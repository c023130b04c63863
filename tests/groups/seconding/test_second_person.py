"""Whoever asks could first invite somebody, or give them the role, and ask a minute later. So who is new is no second person."""

from datetime import timedelta

import pytest

from feedback.closing import operations as closings
from feedback.closing import queries as closing_queries
from feedback.emergencies import operations as emergencies
from feedback.emergencies import queries as emergency_queries
from feedback.records import operations as records
from feedback.records import queries as record_queries
from groups.charter.models import Group, Organisation
from groups.membership import operations as membership_operations
from groups.membership.models import Membership, Office, Role
from groups.people import operations as people_operations
from groups.people.models import Person
from groups.removals import operations as removals
from groups.removals import queries as removal_queries
from groups.seconding import operations as seconding
from tests import builders

WHY = "It has to be, and we wrote down why."
DAY, WEEK = timedelta(days=1), timedelta(days=7)


@pytest.fixture
def long_ago(cast, now):
    """Everybody has been here for a year, and so has the group."""
    then = now - timedelta(days=365)
    Organisation.objects.update(created_at=then)
    Group.objects.update(created_at=then)
    Membership.objects.update(joined_at=then)
    Office.objects.update(since_at=then)
    Person.objects.update(joined_at=then)
    for player in cast.in_group:
        player.membership = Membership.objects.with_people().get(pk=player.membership.pk)
    cast.group.refresh_from_db()
    return then


def remove(cast, at):
    one = removals.ask(membership=cast.sam.membership, reason=WHY, for_safety=True, by=cast.nia.membership, now=at)
    return one, lambda by, now: removals.second(removal=one, by=by, now=now), removal_queries


def take(cast, at):
    one = records.ask(reason=WHY, by=cast.nia.membership, now=at)
    return one, lambda by, now: records.second(export=one, by=by, now=now), record_queries


def close(cast, at):
    one = closings.ask_to_close(reason=WHY, came_of_it="Plain letters.", by=cast.nia.membership, now=at)
    return one, lambda by, now: closings.second(closing=one, by=by, now=now), closing_queries


def reopen(cast, at):
    Group.objects.filter(pk=cast.group.pk).update(closed_at=at - DAY)
    cast.nia.membership.group.refresh_from_db()
    one = closings.ask_to_open(reason=WHY, by=cast.nia.membership, now=at)
    return one, lambda by, now: closings.second(closing=one, by=by, now=now), closing_queries


IN_THE_GROUP = pytest.mark.parametrize("ask", [remove, take, close, reopen])
LATER = timedelta(days=7)  # closing leaves everybody a week to speak


def new_facilitator(cast, at):
    return builders.membership(cast.group, Role.FACILITATOR, name="Fay", joined_at=at)


@IN_THE_GROUP
def test_whom_one_brought_in_a_day_before_asking_is_no_second_person(cast, now, long_ago, ask):
    fay = new_facilitator(cast, now - DAY)
    one, second, room = ask(cast, now)
    with pytest.raises(seconding.TooNew) as refused:
        second(fay, now + LATER if ask is close else now)
    assert refused.value.sentence == (
        "Whoever agrees must have had their role or office for 7 days before this was asked. You had yours for less. "
        "Farah can agree. You can agree to what is asked from 10am on Tuesday 24 November 2026 on."
    )
    assert [other.person.name for other in room.who_may_second(one)] == ["Farah"]  # nor is Fay asked by letter
    one.refresh_from_db()
    assert one.is_open


@IN_THE_GROUP
def test_nor_whoever_was_given_the_role_a_day_before(cast, now, long_ago, ask):
    rose = membership_operations.take_role(
        membership=cast.jo.membership, role=Role.FACILITATOR, by=cast.nia.membership, now=now - DAY
    )
    one, second, room = ask(cast, now)
    with pytest.raises(seconding.TooNew):
        second(rose, now + LATER if ask is close else now)
    assert rose not in room.who_may_second(one)


@IN_THE_GROUP
def test_after_seven_days_in_the_role_they_are_one(cast, now, long_ago, ask):
    fay = new_facilitator(cast, now - WEEK)
    one, second, room = ask(cast, now)
    assert fay in room.who_may_second(one)
    second(fay, now + LATER if ask is close else now)
    one.refresh_from_db()
    assert one.seconded_by == fay


@IN_THE_GROUP
def test_whoever_came_in_the_first_days_of_a_group_began_it(cast, now, ask):
    """A new group works from its first day: nobody in it can have been there for a week."""
    fay = new_facilitator(cast, now + DAY)
    one, second, room = ask(cast, now + 2 * DAY)
    assert fay in room.who_may_second(one)
    second(fay, now + 2 * DAY + (LATER if ask is close else DAY))
    one.refresh_from_db()
    assert one.seconded_by == fay


@IN_THE_GROUP
def test_but_not_whoever_came_in_them_after_it_was_asked(cast, now, ask):
    one, second, room = ask(cast, now)
    fay = new_facilitator(cast, now + DAY)
    with pytest.raises(seconding.TooNew):
        second(fay, now + (LATER if ask is close else DAY))
    assert fay not in room.who_may_second(one)


def test_where_nobody_else_can_agree_the_refusal_says_so(cast, now, long_ago):
    Membership.objects.filter(pk=cast.farah.membership.pk).update(left_at=now - DAY)
    fay = new_facilitator(cast, now - DAY)
    _one, second, _room = remove(cast, now)
    with pytest.raises(seconding.TooNew) as refused:
        second(fay, now)
    assert "Nobody else can agree yet: it can be asked again." in refused.value.sentence


# --- reading in an emergency: an office over the group, or the site ---


def admin(cast, at):
    made = builders.person("Alex")
    builders.office(cast.group.organisation, who=made)
    Office.objects.filter(person=made).update(since_at=at)
    return made


def keeper(cast, at):
    made = builders.person("Alex")
    Person.objects.filter(pk=made.pk).update(joined_at=at - timedelta(days=300))
    people_operations.keep_the_site(person=made, by=None, now=at)
    return Person.objects.get(pk=made.pk)


OVER_IT = pytest.mark.parametrize("appoint", [admin, keeper])


def in_danger(cast, at):
    one = emergencies.ask(group=cast.group, reason=WHY, by=cast.ada.person, now=at)
    return one, lambda by, now: emergencies.second(emergency=one, by=by, now=now)


@OVER_IT
def test_whoever_was_appointed_a_day_before_does_not_open_the_talk(cast, now, long_ago, appoint):
    """Not in an emergency either: those in the group can read its talk, and act, at any time."""
    alex = appoint(cast, now - DAY)
    one, second = in_danger(cast, now)
    with pytest.raises(seconding.TooNew) as refused:
        second(alex, now)
    assert "Orla can agree. You can agree to what is asked from 10am on Tuesday 24 November 2026 on." in str(
        refused.value
    )
    assert [person.name for person in emergency_queries.who_may_second(one)] == ["Orla"]


@OVER_IT
def test_after_seven_days_in_office_they_do(cast, now, long_ago, appoint):
    alex = appoint(cast, now - WEEK)
    one, second = in_danger(cast, now)
    assert alex in emergency_queries.who_may_second(one)
    second(alex, now)
    one.refresh_from_db()
    assert one.seconded_by == alex


def test_whoever_was_ended_and_appointed_again_is_new_in_it(cast, now, long_ago):
    alex = keeper(cast, now - timedelta(days=100))
    people_operations.end_keeping(person=alex, by=None, now=now - 2 * DAY)
    people_operations.keep_the_site(person=alex, by=None, now=now - DAY)
    one, second = in_danger(cast, now)
    assert alex not in emergency_queries.who_may_second(one)
    with pytest.raises(seconding.TooNew):
        second(alex, now)


@OVER_IT
def test_a_new_group_of_an_old_organisation_makes_no_new_admin_an_old_one(cast, now, long_ago, appoint):
    Group.objects.update(created_at=now)
    alex = appoint(cast, now - DAY)
    _one, second = in_danger(cast, now)
    with pytest.raises(seconding.TooNew):
        second(alex, now)


@OVER_IT
def test_a_new_site_has_its_second_person_from_the_first_day(cast, now, appoint):
    alex = appoint(cast, now + DAY)
    one, second = in_danger(cast, now + 2 * DAY)
    assert alex in emergency_queries.who_may_second(one)
    second(alex, now + 2 * DAY)


def test_who_lost_their_office_meanwhile_does_not_agree(cast, now, long_ago):
    _one, second = in_danger(cast, now)
    Office.objects.filter(person=cast.orla.person).update(ended_at=now)
    with pytest.raises(seconding.TooNew):
        second(cast.orla.person, now)
