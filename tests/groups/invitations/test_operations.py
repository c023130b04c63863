from datetime import timedelta

import pytest

from groups.history.models import Event
from groups.invitations import operations
from groups.invitations.models import Invitation
from groups.membership import operations as membership
from groups.membership.models import Membership, Office, Role, Support
from groups.notices.models import Letter
from groups.people.models import Person
from tests import builders


def invite(cast, now, *, email="wren@example.org", role=Role.MEMBER, by=None, **more):
    return operations.invite(group=cast.group, email=email, role=role, by=by or cast.farah.membership, now=now, **more)


def role_of(person, group):
    return Membership.objects.here().of_group(group.pk).of_person(person).values_list("role", flat=True).first()


def test_the_link_stands_in_the_letter_and_only_its_hash_is_kept(cast, now):
    invitation = invite(cast, now, email=" Wren@Example.org ", name="Wren", message="We would love to have you.")
    assert invitation.email == "wren@example.org"
    assert invitation.expires_at == now + timedelta(days=14)
    letter = Letter.objects.get(address="wren@example.org")
    assert letter.secret
    assert letter.path == f"/invitation/{invitation.token}/"
    assert "Farah invites you to be a member of Rivers and Moors" in letter.text
    assert "We would love to have you." in letter.text
    assert "until Wednesday 2 December 2026" in letter.text
    stored = Invitation.objects.filter(pk=invitation.pk).values().get()
    assert invitation.token not in str(stored)


def test_history_says_who_invited_and_as_what_and_not_whom(cast, now):
    invite(cast, now)
    event = Event.objects.of_group(cast.group.pk).newest_first()[0]
    assert event.sentence == "Farah invited someone as a member."
    assert "wren" not in str(event.detail)


@pytest.mark.parametrize(
    ("who", "role"),
    [
        ("col", Role.CO_FACILITATOR),
        ("farah", Role.FACILITATOR),
        ("farah", Role.POINT_OF_CONTACT),
        ("nia", Role.SPONSOR),
        ("nia", Role.SUPPORTER),  # a coordinator does not know the members
        ("sam", Role.MEMBER),
        ("okoro", Role.SPONSOR),
        ("farah", "SITE_ADMIN"),
    ],
)
def test_roles_are_offered_only_by_those_who_give_them(cast, now, who, role):
    with pytest.raises(operations.NotYoursToOffer):
        invite(cast, now, role=role, by=getattr(cast, who).membership)


@pytest.mark.parametrize(
    ("who", "role"),
    [
        ("col", Role.MEMBER), ("farah", Role.CO_FACILITATOR), ("nia", Role.FACILITATOR), ("nia", Role.POINT_OF_CONTACT),
        ("nia", Role.MEMBER),
    ],
)  # fmt: skip
def test_those_who_give_a_role_can_invite_to_it(cast, now, who, role):
    assert invite(cast, now, role=role, by=getattr(cast, who).membership).role == role


def test_an_office_gives_only_what_the_organisation_gives(cast, now):
    with pytest.raises(operations.NotYoursToOffer):
        invite(cast, now, role=Role.MEMBER, by=cast.orla.person)


def test_nobody_is_invited_twice_to_the_same(cast, now):
    invite(cast, now)
    with pytest.raises(operations.AlreadyInvited):
        invite(cast, now)
    invite(cast, now, role=Role.CO_FACILITATOR)


def test_who_has_the_role_already_is_not_invited_to_it(cast, now):
    with pytest.raises(operations.AlreadyThere):
        invite(cast, now, email=cast.sam.person.email)


def test_a_coordinator_does_not_learn_who_is_in_the_group(cast, now):
    assert invite(cast, now, email=cast.sam.person.email, by=cast.nia.membership)


# --- how many ---


def test_a_facilitator_who_starts_a_group_of_30_is_not_stopped(cast, now):
    for number in range(30):
        assert operations.send_again(
            invitation=invite(cast, now, email=f"n{number}@example.org"), by=cast.farah.membership, now=now
        )


def test_a_member_cannot_write_to_any_number_of_strangers(cast, now):
    def asks(number):
        invite(
            cast, now, email=f"n{number}@example.org", role=Role.SUPPORTER,
            by=cast.sam.membership, supports=cast.sam.membership,
        )  # fmt: skip

    for number in range(5):
        asks(number)
    before = Letter.objects.count()
    with pytest.raises(operations.ManyInvitations):
        asks(5)
    assert Letter.objects.count() == before and not Invitation.objects.filter(email="n5@example.org").exists()
    assert invite(cast, now, email="n5@example.org"), "others go on"


def test_nobody_fills_one_inbox_by_sending_again(cast, now):
    invitation = invite(cast, now)
    for _ in range(2):
        operations.send_again(invitation=invitation, by=cast.farah.membership, now=now)
    works = invitation.token_hash
    with pytest.raises(operations.ManyInvitations):
        operations.send_again(invitation=invitation, by=cast.farah.membership, now=now)
    assert Letter.objects.filter(address="wren@example.org").count() == 3
    assert Invitation.objects.get(pk=invitation.pk).token_hash == works, "the last link still works"


def test_who_holds_an_office_is_counted_too_and_the_command_of_a_real_start_is_not(cast, now):
    def asks(number, by):
        return operations.invite(
            organisation=cast.group.organisation,
            email=f"n{number}@example.org",
            role="ORGANISATION_ADMIN",
            by=by,
            now=now,
        )

    for number in range(60):
        asks(number, cast.ada.person)
    with pytest.raises(operations.ManyInvitations):
        asks(60, cast.ada.person)
    assert asks(60, None)


# --- accepting ---


def test_somebody_new_joins_with_a_name(cast, now):
    person = operations.accept_as_new(invitation=invite(cast, now), name="Wren", now=now)
    assert (person.email, person.name) == ("wren@example.org", "Wren")
    assert role_of(person, cast.group) == Role.MEMBER
    told = Letter.objects.get(person=cast.farah.person, stem__endswith="/accepted")
    assert "Wren said yes to your invitation and is now a member" in told.text


def test_an_invitation_works_once(cast, now):
    invitation = invite(cast, now)
    person = operations.accept_as_new(invitation=invitation, name="Wren", now=now)
    with pytest.raises(operations.InvitationOver):
        operations.accept(invitation=invitation, person=person, now=now)


def test_an_invitation_runs_out_after_two_weeks(cast, now):
    invitation = invite(cast, now)
    with pytest.raises(operations.InvitationOver):
        operations.accept_as_new(invitation=invitation, name="Wren", now=now + timedelta(days=14))
    assert not Person.objects.filter(email="wren@example.org").exists()


def test_an_invitation_taken_back_does_not_work(cast, now):
    invitation = invite(cast, now)
    operations.withdraw(invitation=invitation, by=cast.farah.membership, now=now)
    with pytest.raises(operations.InvitationOver):
        operations.accept_as_new(invitation=invitation, name="Wren", now=now)
    with pytest.raises(operations.InvitationOver):
        operations.withdraw(invitation=invitation, by=cast.farah.membership, now=now)
    with pytest.raises(operations.InvitationOver):
        operations.send_again(invitation=invitation, by=cast.farah.membership, now=now)


def test_an_invitation_is_for_its_address_only(cast, now):
    with pytest.raises(operations.ForSomeoneElse):
        operations.accept(invitation=invite(cast, now), person=cast.nobody.person, now=now)


def test_sending_again_makes_a_new_link_and_kills_the_old_one(cast, now):
    invitation = invite(cast, now)
    old, later = invitation.token, now + timedelta(days=20)
    operations.send_again(invitation=invitation, by=cast.farah.membership, now=later)
    assert invitation.token != old
    assert operations.queries.found_by(old) is None
    found = operations.queries.found_by(invitation.token)
    assert found.expires_at == later + timedelta(days=14)
    assert Letter.objects.filter(address="wren@example.org").count() == 2


def test_somebody_of_the_group_who_accepts_takes_on_the_new_role(cast, now):
    invitation = invite(cast, now, email=cast.sam.person.email, role=Role.FACILITATOR, by=cast.nia.membership)
    operations.accept(invitation=invitation, person=cast.sam.person, now=now)
    assert role_of(cast.sam.person, cast.group) == Role.FACILITATOR


def test_a_sponsor_who_becomes_facilitator_is_no_longer_sponsor(cast, now):
    invitation = invite(cast, now, email=cast.okoro.person.email, role=Role.FACILITATOR, by=cast.nia.membership)
    operations.accept(invitation=invitation, person=cast.okoro.person, now=now)
    roles = Membership.objects.here().of_group(cast.group.pk).of_person(cast.okoro.person)
    assert [one.role for one in roles] == [Role.FACILITATOR]


def test_accepting_the_role_one_has_changes_nothing(cast, now):
    invitation = invite(cast, now, email=cast.sam.person.email, by=cast.nia.membership)
    operations.accept(invitation=invitation, person=cast.sam.person, now=now)
    assert role_of(cast.sam.person, cast.group) == Role.MEMBER
    assert Support.objects.live().exists()  # nothing of the role ended


# --- supporters ---


def test_a_supporter_invited_by_the_member_comes_with_their_yes(cast, now):
    jo = cast.jo.membership
    invitation = invite(cast, now, role=Role.SUPPORTER, by=jo, supports=jo)
    person = operations.accept_as_new(invitation=invitation, name="Wren", now=now)
    assert Support.objects.live().get(supporter__person=person).member == jo


def test_a_supporter_invited_by_a_facilitator_waits_for_the_members_yes(cast, now):
    invitation = invite(cast, now, role=Role.SUPPORTER, supports=cast.jo.membership)
    person = operations.accept_as_new(invitation=invitation, name="Wren", now=now)
    assert not Support.objects.live().filter(supporter__person=person).exists()
    assert not Membership.objects.current().of_person(person).exists()
    assert "Is Wren your supporter?" in Letter.objects.get(person=cast.jo.person).subject


def test_a_supporter_without_a_member_is_not_invited(cast, now):
    with pytest.raises(operations.WhomDoTheySupport):
        invite(cast, now, role=Role.SUPPORTER)


def test_a_member_invites_supporters_for_nobody_else(cast, now):
    with pytest.raises(operations.NotYoursToOffer):
        invite(cast, now, role=Role.SUPPORTER, by=cast.jo.membership, supports=cast.sam.membership)


def test_when_the_member_has_left_the_supporter_supports_nobody(cast, now):
    jo = cast.jo.membership
    invitation = invite(cast, now, role=Role.SUPPORTER, by=jo, supports=jo)
    Membership.objects.filter(pk=jo.pk).update(left_at=now)
    found = operations.queries.found_by(invitation.token)
    operations.accept_as_new(invitation=found, name="Wren", now=now)
    assert not Support.objects.live().filter(member=jo).exists()


# --- offices ---


def test_an_organisation_admin_takes_office(cast, now):
    organisation = cast.far_group.organisation
    invitation = operations.invite(
        organisation=organisation, email="wren@example.org", role="ORGANISATION_ADMIN", by=None, now=now
    )
    person = operations.accept_as_new(invitation=invitation, name="Wren", now=now)
    assert Office.objects.current().get(person=person).organisation == organisation
    assert not Person.objects.get(pk=person.pk).is_site_admin


def test_a_site_admin_keeps_the_site_and_the_organisation(cast, now):
    organisation = cast.group.organisation
    invitation = operations.invite(
        organisation=organisation, email=cast.orla.person.email, role="SITE_ADMIN", by=None, now=now
    )
    operations.accept(invitation=invitation, person=cast.orla.person, now=now)
    assert Person.objects.get(pk=cast.orla.person.pk).is_site_admin
    assert cast.orla.person.offices.count() == 1


def test_an_invitation_reads_well_and_shows_little_of_the_address(cast, now):
    invitation = invite(cast, now)
    assert str(invitation) == "wren@example.org, member"
    assert invitation.masked_email == "w…@example.org"


def test_a_failing_letter_undoes_the_invitation(cast, now, monkeypatch):
    def broken(*args, **kwargs):
        raise RuntimeError

    monkeypatch.setattr(operations.emails, "invited", broken)
    with pytest.raises(RuntimeError):
        invite(cast, now)
    assert not Invitation.objects.exists()
    assert builders.NOW


def test_nobody_hears_that_someone_joined_a_group_they_are_no_longer_in(cast, now, send):
    invitation = invite(cast, now)
    membership.leave(membership=cast.farah.membership, now=now)
    operations.accept_as_new(invitation=invitation, name="Wren", now=now)
    send()
    told = Letter.objects.get(stem__endswith="/accepted")
    assert (told.state, told.because) == ("EXPIRED", "CHANGED")
    assert not Letter.objects.visible_to_person(cast.farah.person).filter(pk=told.pk).exists()


def test_whoever_invited_for_an_organisation_hears_as_long_as_they_keep_it(cast, now, send):
    for email in ("ann@example.org", "ben@example.org"):
        invitation = invite(cast, now, email=email, role=Role.SPONSOR, by=cast.orla.person)
        operations.accept_as_new(invitation=invitation, name="Somebody", now=now)
        send()
        cast.orla.person.offices.update(ended_at=now)
    states = Letter.objects.filter(stem__endswith="/accepted").order_by("pk").values_list("state", flat=True)
    assert list(states) == ["SENT", "EXPIRED"]


def test_a_coordinator_hears_that_a_member_joined_by_the_address_they_know_and_not_by_name(cast, now):
    invitation = invite(cast, now, by=cast.nia.membership)
    operations.accept_as_new(invitation=invitation, name="Wilhelmina", now=now)
    told = Letter.objects.get(person=cast.nia.person, stem__endswith="/accepted")
    assert "Wilhelmina" not in told.subject + told.text + told.html
    assert "wren@example.org said yes to your invitation" in told.subject
