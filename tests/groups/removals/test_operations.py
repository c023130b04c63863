from datetime import timedelta

import pytest

from groups.history.models import Event
from groups.invitations import operations as invitations
from groups.membership import operations as membership_operations
from groups.membership.models import Membership, Role
from groups.notices.models import Letter
from groups.removals import operations
from groups.removals.models import Removal
from groups.seconding import operations as seconding
from tests import builders

REASON = "They shouted at others in three meetings, and did not stop when asked."


def ask(cast, now, *, whom=None, by=None, for_safety=True):
    by = by or cast.farah.membership
    whom = whom or cast.sam.membership
    return operations.ask(membership=whom, reason=REASON, for_safety=for_safety, by=by, now=now)


def letter(player, name):
    return Letter.objects.filter(person=player.person, stem=f"groups/removals/emails/{name}")


def sentences(group):
    return list(Event.objects.of_group(group.pk).newest_first().values_list("sentence", flat=True))


def test_asking_gives_notice_and_changes_nothing_else(cast, now):
    ask(cast, now)
    assert Membership.objects.get(pk=cast.sam.membership.pk).left_at is None
    told = letter(cast.sam, "asked_about_you").get().text
    assert "Someone asked that you leave" in told
    assert REASON in told
    assert "That is Nia." in told
    assert f"Nia, network coordinator, {cast.nia.person.email}" in told


def test_those_who_may_be_the_second_are_asked(cast, now):
    fay = builders.membership(cast.group, Role.FACILITATOR, name="Fay")
    ask(cast, now)
    asked = set(Letter.objects.filter(stem__endswith="/to_second").values_list("person__name", flat=True))
    assert asked == {"Nia", "Fay"}
    assert REASON not in letter(cast.nia, "to_second").get().text
    assert fay


def test_history_names_nobody_until_it_is_decided(cast, now):
    ask(cast, now, for_safety=False)
    assert sentences(cast.group)[0] == "Farah asked that someone leaves the group. A second person must agree."


def test_with_a_second_person_they_are_out_and_told_how_to_appeal(cast, now):
    removal = ask(cast, now)
    fay = builders.membership(cast.group, Role.FACILITATOR, name="Fay")
    operations.second(removal=removal, by=fay, now=now)
    gone = Membership.objects.get(pk=cast.sam.membership.pk)
    assert (gone.left_at, gone.left_because) == (now, "removed")
    told = letter(cast.sam, "you_were_removed").get().text
    assert REASON in told
    assert f"Nia, network coordinator, {cast.nia.person.email}" in told
    assert sentences(cast.group)[0] == "Sam is no longer in the group. Two people agreed on it."
    stored = Removal.objects.get()
    assert (stored.asked_by, stored.seconded_by, stored.seconded_at) == (cast.farah.membership, fay, now)


def test_an_appeal_goes_to_somebody_who_had_no_part_in_it(cast, now):
    operations.second(removal=ask(cast, now), by=cast.nia.membership, now=now)
    told = letter(cast.sam, "you_were_removed").get().text
    assert cast.nia.person.email not in told
    assert f"Orla, {cast.group.organisation.name}, {cast.orla.person.email}" in told


def test_it_takes_two(cast, now):
    removal = ask(cast, now)
    with pytest.raises(seconding.TakesTwoPeople):
        operations.second(removal=removal, by=cast.farah.membership, now=now)


def test_leaving_and_coming_back_in_another_role_makes_nobody_a_second_person(cast, now):
    removal = ask(cast, now)
    Membership.objects.filter(pk=cast.farah.membership.pk).update(left_at=now)
    again = builders.membership(cast.group, Role.NETWORK_COORDINATOR, who=cast.farah.person)
    with pytest.raises(seconding.TakesTwoPeople):
        operations.second(removal=removal, by=again, now=now)
    assert Membership.objects.get(pk=cast.sam.membership.pk).left_at is None


def test_who_came_or_got_the_role_after_it_was_asked_is_no_second_person(cast, now):
    """Whoever asks could invite somebody, or give somebody the role, only to agree."""
    removal = ask(cast, now)
    later = now + timedelta(minutes=1)
    came = builders.membership(cast.group, Role.FACILITATOR, name="Fay", joined_at=later)
    rose = membership_operations.take_role(
        membership=cast.jo.membership, role=Role.FACILITATOR, by=cast.nia.membership, now=later
    )
    for by in (came, rose):
        with pytest.raises(seconding.TooNew):
            operations.second(removal=removal, by=by, now=later)
    assert Membership.objects.get(pk=cast.sam.membership.pk).left_at is None
    operations.drop(removal=removal, by=came, now=later)
    operations.second(removal=ask(cast, later), by=rose, now=later)  # what is asked from now on they can agree to


def test_nobody_decides_about_themselves(cast, now):
    with pytest.raises(operations.NotAboutYourself):
        ask(cast, now, whom=cast.farah.membership)
    removal = ask(cast, now, whom=cast.farah.membership, by=cast.nia.membership)
    for deed in (operations.second, operations.drop):
        with pytest.raises(operations.NotAboutYourself):
            deed(removal=removal, by=cast.farah.membership, now=now)


def test_the_system_is_not_removed_like_this(cast, now):
    with pytest.raises(operations.NotOfTheGroup):
        ask(cast, now, whom=cast.okoro.membership)


def test_it_is_asked_once_at_a_time(cast, now):
    ask(cast, now)
    with pytest.raises(seconding.AlreadyAsked):
        ask(cast, now)


def test_it_can_be_dropped_and_the_person_is_told(cast, now):
    removal = ask(cast, now)
    operations.drop(removal=removal, by=cast.farah.membership, now=now)
    assert "You stay in" in letter(cast.sam, "dropped").get().subject
    for deed in (operations.second, operations.drop):
        with pytest.raises(seconding.AlreadyDecided):
            deed(removal=removal, by=cast.nia.membership, now=now)
    assert ask(cast, now)


def test_who_has_left_meanwhile_cannot_be_removed(cast, now):
    removal = ask(cast, now)
    Membership.objects.filter(pk=cast.sam.membership.pk).update(left_at=now)
    with pytest.raises(operations.membership_operations.AlreadyGone):
        operations.second(removal=removal, by=cast.nia.membership, now=now)
    assert Removal.objects.open().exists()  # nothing was half done


def test_an_invitation_from_before_does_not_bring_back_whom_two_people_removed(cast, now):
    """Notice comes before the second person agrees: time enough for a facilitator to invite their own address."""
    col = cast.col.membership
    before = invitations.invite(
        group=cast.group, email=col.person.email, role=Role.MEMBER, by=col, now=now - timedelta(hours=1)
    )
    operations.second(removal=ask(cast, now, whom=col), by=cast.nia.membership, now=now)
    with pytest.raises(invitations.InvitationOver):
        invitations.accept(invitation=before, person=col.person, now=now + timedelta(hours=1))
    assert not Membership.objects.here().of_group(cast.group.pk).of_person(col.person).exists()
    again = invitations.send_again(invitation=before, by=cast.farah.membership, now=now + timedelta(days=2))
    invitations.accept(invitation=again, person=col.person, now=now + timedelta(days=3))  # the group wants them back
