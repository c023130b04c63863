import pytest

from groups.history.models import Event
from groups.membership import operations
from groups.membership.models import Membership, Role, Support
from groups.notices.models import Letter
from tests import builders


def sentences(group):
    return list(Event.objects.of_group(group.pk).newest_first().values_list("sentence", flat=True))


def letters(person, letter):
    return Letter.objects.filter(person=person, stem=f"groups/membership/emails/{letter}")


def again(player):
    return Membership.objects.with_people().get(pk=player.membership.pk)


def test_joining_is_a_line_of_history(cast, now):
    person = builders.person("Wren")
    membership = operations.join(group=cast.group, person=person, role=Role.MEMBER, by=cast.farah.membership, now=now)
    assert (membership.role, membership.joined_at) == (Role.MEMBER, now)
    event = Event.objects.of_group(cast.group.pk).newest_first()[0]
    assert event.sentence == "Wren joined as a member."
    assert event.detail == {"role": "MEMBER", "invited": cast.farah.person.pk}


def test_nobody_joins_twice(cast, now):
    with pytest.raises(operations.AlreadyInGroup):
        operations.join(group=cast.group, person=cast.sam.person, role=Role.FACILITATOR, now=now)


def test_somebody_who_left_can_join_again(cast, now):
    back = operations.join(group=cast.group, person=cast.gone.person, role=Role.MEMBER, now=now)
    assert back.pk != cast.gone.membership.pk


def test_nobody_joins_a_closed_group(cast, now):
    cast.group.closed_at = now
    with pytest.raises(operations.GroupIsClosed):
        operations.join(group=cast.group, person=cast.nobody.person, role=Role.MEMBER, now=now)


def test_a_supporter_can_join_beside_the_member_who_asked(cast, now):
    supporter = operations.join(
        group=cast.group, person=cast.nobody.person, role=Role.SUPPORTER, supports=cast.jo.membership, now=now
    )
    assert Support.objects.live().of_supporter(supporter).get().member == cast.jo.membership


# --- roles ---


def test_a_facilitator_makes_a_member_co_facilitator_and_tells_them(cast, now):
    operations.change_role(membership=cast.sam.membership, role=Role.CO_FACILITATOR, by=cast.farah.membership, now=now)
    assert again(cast.sam).role == Role.CO_FACILITATOR
    assert "Sam is now co-facilitator. Before: member." in sentences(cast.group)
    letter = letters(cast.sam.person, "role_changed").get()
    assert "Your role in Rivers and Moors Co-production Group is now co-facilitator." in letter.text
    assert "a second step when you sign in" in letter.text


def test_a_role_change_ends_what_the_old_role_had(cast, now):
    operations.change_role(membership=cast.sam.membership, role=Role.CO_FACILITATOR, by=cast.farah.membership, now=now)
    assert not Support.objects.live().filter(member=cast.sam.membership).exists()
    assert "You cannot open Rivers and Moors" in letters(cast.sol.person, "no_longer_supporting").get().text


@pytest.mark.parametrize(
    ("who", "whom", "role"),
    [
        ("farah", "sam", Role.FACILITATOR),  # a facilitator may only ask for this
        ("farah", "sam", Role.SPONSOR),
        ("farah", "sol", Role.MEMBER),  # a supporter is there for a member
        ("farah", "priya", Role.MEMBER),
        ("col", "sam", Role.CO_FACILITATOR),
        ("sam", "jo", Role.CO_FACILITATOR),
        ("farah", "farah", Role.MEMBER),  # one steps down by oneself
    ],
)
def test_a_role_is_given_only_by_those_who_give_it(cast, now, who, whom, role):
    with pytest.raises(operations.NotYoursToGive):
        operations.change_role(
            membership=getattr(cast, whom).membership, role=role, by=getattr(cast, who).membership, now=now
        )


def test_a_coordinator_appoints_a_facilitator(cast, now):
    operations.change_role(membership=cast.col.membership, role=Role.FACILITATOR, by=cast.nia.membership, now=now)
    assert again(cast.col).role == Role.FACILITATOR


def test_giving_the_same_role_is_refused(cast, now):
    with pytest.raises(operations.SameRole):
        operations.change_role(membership=cast.sam.membership, role=Role.MEMBER, by=cast.farah.membership, now=now)


def test_somebody_who_left_meanwhile_gets_no_role(cast, now):
    Membership.objects.filter(pk=cast.sam.membership.pk).update(left_at=now)
    with pytest.raises(operations.AlreadyGone):
        operations.change_role(
            membership=cast.sam.membership, role=Role.CO_FACILITATOR, by=cast.farah.membership, now=now
        )


# --- stepping down and leaving ---


def test_the_last_facilitator_may_go_and_the_coordinator_is_told(cast, now):
    operations.step_down(membership=cast.farah.membership, now=now)
    assert again(cast.farah).role == Role.MEMBER
    assert "has no facilitator now" in letters(cast.nia.person, "nobody_facilitates").get().subject
    assert not letters(cast.farah.person, "role_changed").exists()


def test_without_a_coordinator_the_organisation_is_told(cast, now):
    Membership.objects.filter(pk=cast.nia.membership.pk).update(left_at=now)
    operations.leave(membership=cast.farah.membership, now=now)
    letter = letters(cast.orla.person, "nobody_facilitates").get()
    assert letter.path == f"/organisations/{cast.group.organisation_id}/"


def test_nobody_is_told_while_another_facilitator_stays(cast, now):
    builders.membership(cast.group, Role.FACILITATOR, name="Fay")
    operations.leave(membership=cast.farah.membership, now=now)
    assert not Letter.objects.filter(stem__endswith="nobody_facilitates").exists()


def test_only_who_facilitates_steps_down(cast, now):
    with pytest.raises(operations.NotYoursToGive):
        operations.step_down(membership=cast.sam.membership, now=now)


def test_leaving_keeps_the_row_and_ends_supporters_and_standing_in(cast, now):
    operations.leave(membership=cast.sam.membership, now=now)
    left = again(cast.sam)
    assert (left.left_at, left.left_because) == (now, "left")
    assert "Sam left the group." in sentences(cast.group)
    assert "What you said and did stays" in letters(cast.sam.person, "you_left").get().text
    assert not Support.objects.live().exists()


def test_nobody_leaves_twice(cast, now):
    operations.leave(membership=cast.jo.membership, now=now)
    with pytest.raises(operations.AlreadyGone):
        operations.leave(membership=cast.jo.membership, now=now)


def test_a_supporter_who_leaves_supports_nobody(cast, now):
    operations.leave(membership=cast.sol.membership, now=now)
    assert not Support.objects.live().exists()
    assert not letters(cast.sol.person, "no_longer_supporting").exists()


def test_an_appointment_of_the_system_ends_with_a_letter(cast, now):
    operations.end_appointment(membership=cast.okoro.membership, by=cast.orla.person, now=now)
    assert again(cast.okoro).left_because == "appointment ended"
    assert "You are no longer sponsor" in letters(cast.okoro.person, "appointment_ended").get().subject
    assert sentences(cast.group)[0] == "Dr Okoro is no longer sponsor."


def test_nobody_of_the_group_is_ended_like_that(cast, now):
    with pytest.raises(operations.NotYoursToGive):
        operations.end_appointment(membership=cast.sam.membership, by=cast.nia.membership, now=now)


# --- supporters ---


def test_saying_yes_twice_is_saying_it_once(cast, now):
    for _ in range(2):
        operations.link_supporter(member=cast.jo.membership, supporter=cast.sol.membership, now=now)
    assert Support.objects.live().filter(member=cast.jo.membership).count() == 1
    assert letters(cast.sol.person, "now_supporting").count() == 1


def test_history_does_not_say_whose_supporter_it_is(cast, now):
    operations.link_supporter(member=cast.jo.membership, supporter=cast.sol.membership, now=now)
    assert sentences(cast.group)[0] == "A member said yes to a supporter."


def test_only_members_have_supporters_and_only_supporters_support(cast, now):
    with pytest.raises(operations.NotAMember):
        operations.link_supporter(member=cast.farah.membership, supporter=cast.sol.membership, now=now)
    with pytest.raises(operations.NotASupporter):
        operations.link_supporter(member=cast.sam.membership, supporter=cast.jo.membership, now=now)


def test_a_supporter_of_another_group_is_none_here(cast, now):
    far = builders.membership(cast.other_group, Role.SUPPORTER, name="Fran")
    with pytest.raises(operations.NotASupporter):
        operations.link_supporter(member=cast.sam.membership, supporter=far, now=now)


def test_ending_it_twice_tells_once(cast, now):
    support = Support.objects.select_related("supporter__person", "member__group").get()
    for _ in range(2):
        operations.unlink_supporter(support=support, now=now)
    assert letters(cast.sol.person, "no_longer_supporting").count() == 1


def test_a_supporter_of_two_is_told_that_one_stays(cast, now):
    operations.link_supporter(member=cast.jo.membership, supporter=cast.sol.membership, now=now)
    support = Support.objects.select_related("supporter__person", "member__group").get(member=cast.sam.membership)
    operations.unlink_supporter(support=support, now=now)
    assert "You still support someone else" in letters(cast.sol.person, "no_longer_supporting").get().text


# --- standing in ---


def test_a_point_of_contact_names_who_stands_in_and_they_are_told(cast, now):
    priya, okoro = cast.priya.membership, cast.okoro.membership
    operations.set_deputy(membership=priya, deputy=okoro, by=priya, now=now)
    operations.set_deputy(membership=priya, deputy=okoro, by=priya, now=now)
    assert again(cast.priya).deputy == okoro
    assert letters(cast.okoro.person, "you_stand_in").count() == 1
    assert sentences(cast.group).count("Dr Okoro stands in for Priya, point of contact, when they are away.") == 1
    operations.set_deputy(membership=priya, deputy=None, by=cast.farah.membership, now=now)
    assert again(cast.priya).deputy is None


def test_a_deputy_who_goes_stands_in_no_more(cast, now):
    priya = cast.priya.membership
    operations.set_deputy(membership=priya, deputy=cast.okoro.membership, by=priya, now=now)
    operations.end_appointment(membership=cast.okoro.membership, by=cast.orla.person, now=now)
    assert again(cast.priya).deputy is None


def test_standing_in_has_its_rules(cast, now):
    with pytest.raises(operations.NeedsNoDeputy):
        operations.set_deputy(membership=cast.sam.membership, deputy=None, by=cast.farah.membership, now=now)
    with pytest.raises(operations.NamesTheirOwn):
        operations.set_deputy(membership=cast.okoro.membership, deputy=None, by=cast.farah.membership, now=now)
    with pytest.raises(operations.CannotStandIn):
        operations.set_deputy(
            membership=cast.priya.membership, deputy=cast.sam.membership, by=cast.priya.membership, now=now
        )


# --- offices ---


def test_nobody_is_admin_twice(cast, now):
    with pytest.raises(operations.AlreadyAdmin):
        operations.give_office(organisation=cast.group.organisation, person=cast.orla.person, now=now)


def test_history_failing_undoes_the_deed(cast, now, monkeypatch):
    def broken(*args, **kwargs):
        raise RuntimeError

    monkeypatch.setattr(operations, "record", broken)
    with pytest.raises(RuntimeError):
        operations.leave(membership=cast.sam.membership, now=now)
    assert again(cast.sam).left_at is None


def test_a_supporter_helps_those_who_want_it_and_are_here(cast, now):
    helped = lambda: [one.pk for one in Membership.objects.helped_by(cast.sol.membership)]  # noqa: E731
    assert helped() == [cast.sam.membership.pk]
    assert not Membership.objects.helped_by(cast.jo.membership).exists()
    Membership.objects.filter(pk=cast.sam.membership.pk).update(left_at=now)
    assert helped() == []
    Membership.objects.filter(pk=cast.sam.membership.pk).update(left_at=None)
    Support.objects.update(ended_at=now)
    assert helped() == []
