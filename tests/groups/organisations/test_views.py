from datetime import timedelta

import pytest
from bs4 import BeautifulSoup
from django.urls import reverse

from groups.charter.models import Group, Organisation
from groups.history.models import Event
from groups.invitations import operations as invitations
from groups.invitations.models import Invitation
from groups.membership import operations as membership_operations
from groups.membership.models import Membership, Office, Role
from groups.notices.models import Letter
from groups.organisations import operations
from tests import builders
from tests.cast import signed_in


def url(name, cast=None, **more):
    if cast:
        more["organisation_id"] = cast.group.organisation_id
    return reverse(name, kwargs=more)


def group_url(cast, name="organisation_group", **more):
    return url(name, cast, group_id=cast.group.pk, **more)


def text(answer):
    return " ".join(BeautifulSoup(answer.content, "html.parser").get_text(" ").split())


def set_up(**changed):
    return {
        "name": "Moor Voices",
        "locality": "Moor",
        "level": "LOCAL",
        "facilitator_email": "wren@example.org",
    } | changed


# --- organisations ---


def test_an_admin_sees_their_own_organisations_and_a_site_admin_all(cast):
    mine, all_of_them = (
        text(cast.orla.client.get(url("organisations"))),
        text(cast.ada.client.get(url("organisations"))),
    )
    assert "Rivershire health and care partnership" in mine and "Fenland" not in mine
    assert "Rivershire" in all_of_them and "Fenland care board" in all_of_them
    assert "Add an organisation" in all_of_them and "Add an organisation" not in mine


def test_a_site_without_organisations_says_so(cast):
    Membership.objects.all().delete()
    cast.orla.person.offices.all().delete()
    Group.objects.all().delete()
    Organisation.objects.all().delete()
    assert "There is no organisation yet." in text(cast.ada.client.get(url("organisations")))


def test_a_site_admin_adds_an_organisation_with_its_first_admin(cast):
    given = {"name": "Weir Valley Trust", "admin_email": "wren@example.org", "admin_name": "Wren"}
    answer = cast.ada.client.post(url("organisation_new"), given, follow=True)
    assert "You added Weir Valley Trust, and invited its first admin." in text(answer)
    assert Invitation.objects.get().role == "ORGANISATION_ADMIN"
    assert "wren@example.org" in text(answer)


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"name": "", "admin_email": "a@example.org"}, "Enter the name of the organisation"),
        (
            {"name": "Fenland Care Board", "admin_email": "a@example.org"},
            "There is already an organisation with this name.",
        ),
        ({"name": "New", "admin_email": "a"}, "Enter an email address, like name@example.org"),
        ({"name": "x" * 121, "admin_email": "a@example.org"}, "120"),
    ],
)
def test_an_organisation_that_cannot_be_added_says_why(cast, given, said):
    answer = cast.ada.client.post(url("organisation_new"), given)
    assert answer.status_code == 200
    assert said in text(answer)
    assert Organisation.objects.count() == 2


def test_an_organisation_admin_does_not_add_organisations(cast):
    assert cast.orla.client.get(url("organisation_new")).status_code == 403


def test_an_organisation_shows_its_groups_and_admins_and_nothing_they_say(cast):
    page = text(cast.orla.client.get(url("organisation", cast)))
    assert "Rivers and Moors Co-production Group" in page and "Harbour Voices" in page and "Fen Edge" not in page
    assert "Orla" in page
    for name in ("Sam", "Farah", "Priya"):
        assert name not in page


def test_a_site_admin_reads_history_there_but_does_not_set_up(cast):
    page = text(cast.ada.client.get(url("organisation", cast)))
    assert "History" in page
    assert "Set up a group" not in page


def test_a_new_organisation_has_no_group_and_nobody_yet(cast):
    new = builders.organisation("Weir Valley Trust")
    page = text(cast.ada.client.get(url("organisation", organisation_id=new.pk)))
    assert "No group yet." in page and "Nobody yet." in page


@pytest.mark.parametrize("rows", [1, 3])
def test_the_pages_cost_the_same_for_one_and_for_three(cast, now, rows, django_assert_num_queries):
    for number in range(rows):
        builders.group(f"Group {number}")
        builders.office(cast.group.organisation, who=builders.person(f"Admin {number}"))
        operations.invite_admin(
            organisation=cast.group.organisation, email=f"wren{number}@example.org", by=cast.orla.person, now=now
        )
        builders.membership(cast.group, Role.SPONSOR, name=f"Sponsor {number}")
        operations.appoint(
            group=cast.group, email=f"wren{number}@example.org", role=Role.SPONSOR, by=cast.orla.person, now=now
        )
    client = cast.orla.client
    for address, statements in ((url("organisations"), 4), (url("organisation", cast), 9), (group_url(cast), 6)):
        client.get(address)
        with django_assert_num_queries(statements):
            client.get(address)


# --- admins ---


def test_a_group_is_looked_at_without_signing_in_again(cast):
    client = cast.orla.client
    session = client.session
    session["account_authentication_methods"] = [
        {"method": "mfa", "type": "totp", "at": builders.NOW.timestamp() - 1e6}
    ]
    session.save()
    assert client.get(group_url(cast)).status_code == 200


def test_an_admin_invites_another_sends_again_and_takes_back(cast, now, clock):
    client = cast.orla.client
    answer = client.post(url("invite_admin", cast), {"email": "wren@example.org", "name": "Wren"}, follow=True)
    assert "You invited wren@example.org." in text(answer)
    invitation = Invitation.objects.get()
    clock(now + timedelta(days=20))
    assert "Ran out on 2 December 2026." in text(client.get(url("organisation", cast)))
    again = url("office_send_again", cast, invitation_id=invitation.pk)
    assert "We sent the invitation again." in text(client.post(again, follow=True))
    back = url("office_withdraw", cast, invitation_id=invitation.pk)
    assert "You took the invitation back." in text(client.post(back, follow=True))
    assert client.post(back).status_code == 404


def another(cast):
    return builders.office(cast.group.organisation, who=builders.person("Olu"))


def test_an_admin_ends_what_another_may_do_and_they_hear_of_it(cast):
    """Whoever leaves the organisation must not keep a key to it."""
    olu = another(cast)
    client, end = signed_in(olu.person), url("office_end", cast, office_id=olu.pk)
    page = cast.orla.client.get(url("organisation", cast))
    assert f'href="{end}"' in page.content.decode()
    assert "Olu will no longer look after Rivershire" in text(cast.orla.client.get(end))
    assert client.get(url("organisation", cast)).status_code == 200
    assert "Olu is no longer an admin. We told them." in text(cast.orla.client.post(end, follow=True))
    assert client.get(url("organisation", cast)).status_code == 404
    letter = Letter.objects.get(stem="groups/membership/emails/office_ended")
    assert letter.person == olu.person and "Orla ended what you could do as an admin" in letter.text
    line = Event.objects.get(what="office_ended")
    assert line.by == cast.orla.person and "Olu no longer keeps the accounts of Rivershire" in line.sentence
    assert cast.orla.client.post(end).status_code == 404


def test_an_admin_gives_back_their_own(cast):
    another(cast)
    mine = cast.orla.person.offices.get()
    end = url("office_end", cast, office_id=mine.pk)
    assert "You will no longer look after Rivershire" in text(cast.orla.client.get(end))
    assert "You no longer look after Rivershire" in text(cast.orla.client.post(end, follow=True))
    assert cast.orla.client.get(url("organisation", cast)).status_code == 404
    assert "You gave back" in Letter.objects.get(stem="groups/membership/emails/office_ended").text


def test_the_last_admin_stays_until_another_is_there(cast):
    gone = another(cast)
    type(gone.person).objects.filter(pk=gone.person_id).update(is_active=False)  # an account that is closed is nobody
    end = url("office_end", cast, office_id=cast.orla.person.offices.get().pk)
    page = cast.orla.client.get(end)
    assert "Invite another admin first." in text(page) and b'data-form="end-office"' not in page.content
    assert "Invite another admin first." in text(cast.orla.client.post(end, follow=True))
    assert cast.orla.client.get(url("organisation", cast)).status_code == 200


def test_only_an_admin_of_the_same_organisation_ends_an_office(cast):
    olu = another(cast)
    far = builders.office(cast.far_group.organisation, who=builders.person("Otto"))
    end = url("office_end", cast, office_id=olu.pk)
    assert cast.ada.client.post(end).status_code == 403 and "End role" not in text(
        cast.ada.client.get(url("organisation", cast))
    )
    for client in (signed_in(far.person), cast.farah.client, cast.sam.client):
        assert client.post(end).status_code == 404
    assert cast.orla.client.post(url("office_end", cast, office_id=far.pk)).status_code == 404
    assert not Office.objects.exclude(ended_at=None).exists()


def test_ending_it_twice_does_no_harm_and_an_older_invitation_does_not_undo_it(cast, now):
    olu, by = another(cast), cast.orla.person
    given = {"organisation": cast.group.organisation, "role": "ORGANISATION_ADMIN", "by": by}
    older = invitations.invite(email=olu.person.email, now=now, **given)
    later = now + timedelta(minutes=1)
    membership_operations.end_office(office=olu, by=by, now=later)
    with pytest.raises(membership_operations.NoAdminAnyMore):
        membership_operations.end_office(office=olu, by=by, now=later)
    with pytest.raises(invitations.InvitationOver):
        invitations.accept(invitation=older, person=olu.person, now=later)
    newer = invitations.send_again(invitation=older, by=by, now=later + timedelta(minutes=1))
    invitations.accept(invitation=newer, person=olu.person, now=later + timedelta(minutes=2))
    assert Office.objects.current().filter(person=olu.person).count() == 1


def test_who_is_admin_already_is_not_invited(cast):
    answer = cast.orla.client.post(url("invite_admin", cast), {"email": cast.orla.person.email})
    assert "This person is an admin of this organisation already." in text(answer)


def test_a_site_admin_can_help_an_organisation_that_has_no_admin(cast):
    far = cast.far_group.organisation_id
    cast.ada.client.post(url("invite_admin", organisation_id=far), {"email": "wren@example.org"})
    again = url("office_send_again", organisation_id=far, invitation_id=Invitation.objects.get().pk)
    assert "We sent the invitation again." in text(cast.ada.client.post(again, follow=True))


def test_a_site_admin_does_not_touch_invitations_to_a_group(cast, now):
    invitation = operations.appoint(
        group=cast.group, email="wren@example.org", role=Role.SPONSOR, by=cast.orla.person, now=now
    )
    assert cast.ada.client.post(url("office_withdraw", cast, invitation_id=invitation.pk)).status_code == 404


def test_an_admin_takes_back_the_invitation_of_a_sponsor(cast, now):
    invitation = operations.appoint(
        group=cast.group, email="wren@example.org", role=Role.SPONSOR, by=cast.orla.person, now=now
    )
    answer = cast.orla.client.post(url("office_withdraw", cast, invitation_id=invitation.pk))
    assert answer.url == group_url(cast)


def test_what_a_facilitator_sent_is_not_the_organisations(cast, now):
    invitation = invitations.invite(
        group=cast.group, email="wren@example.org", role=Role.MEMBER, by=cast.farah.membership, now=now
    )
    assert "wren@example.org" not in text(cast.orla.client.get(group_url(cast)))
    assert cast.orla.client.post(url("office_withdraw", cast, invitation_id=invitation.pk)).status_code == 404


def test_two_who_take_it_back_at_once_do_no_harm(cast, now, monkeypatch):
    invitation = operations.invite_admin(
        organisation=cast.group.organisation, email="wren@example.org", by=cast.orla.person, now=now
    )

    def over(**kwargs):
        raise invitations.InvitationOver()

    monkeypatch.setattr(invitations, "withdraw", over)
    answer = cast.orla.client.post(url("office_withdraw", cast, invitation_id=invitation.pk), follow=True)
    assert "This invitation does not work any more." in text(answer)


# --- groups ---


def test_an_admin_sets_up_a_group_and_invites_its_first_facilitator(cast):
    answer = cast.orla.client.post(url("group_new", cast), set_up(facilitator_name="Wren"), follow=True)
    assert "You set up Moor Voices, and invited its first facilitator." in text(answer)
    assert "This group has no facilitator yet." in text(answer)
    group = Group.objects.get(name="Moor Voices")
    assert group.organisation == cast.group.organisation
    assert Invitation.objects.get(group=group).role == Role.FACILITATOR
    assert cast.orla.client.get(reverse("people", kwargs={"slug": group.slug})).status_code == 404


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"name": ""}, "Enter the name of the group"),
        ({"level": "x"}, "Choose one of the levels shown"),
        ({"level": ""}, "Choose a level"),
        ({"facilitator_email": "wren"}, "Enter an email address, like name@example.org"),
        ({"locality": "x" * 121}, "120"),
    ],
)
def test_a_group_that_cannot_be_set_up_says_why(cast, changed, said):
    answer = cast.orla.client.post(url("group_new", cast), set_up(**changed))
    assert answer.status_code == 200
    assert said in text(answer)
    assert not Group.objects.filter(name="Moor Voices").exists()


def test_an_admin_appoints_a_sponsor(cast):
    given = {"role": "SPONSOR", "email": "wren@example.org", "name": "Wren", "message": "Please."}
    answer = cast.orla.client.post(group_url(cast), given, follow=True)
    assert "You invited wren@example.org." in text(answer)
    assert "Wren, wren@example.org" in text(answer)


@pytest.mark.parametrize("role", ["", "MEMBER", "POINT_OF_CONTACT", "FACILITATOR"])
def test_an_admin_gives_only_what_the_organisation_gives(cast, role):
    answer = cast.orla.client.post(group_url(cast), {"role": role, "email": "wren@example.org"})
    assert "Choose" in text(answer)
    assert not Invitation.objects.exists()


def test_a_group_that_lost_its_facilitator_gets_one_from_its_organisation(cast, now):
    membership_operations.leave(membership=cast.farah.membership, now=now)
    answer = cast.orla.client.post(group_url(cast), {"role": "FACILITATOR", "email": "wren@example.org"}, follow=True)
    assert "You invited wren@example.org." in text(answer)


def test_the_operation_holds_the_same_rules(cast, now):
    with pytest.raises(operations.GivenInTheGroup):
        operations.appoint(group=cast.group, email="w@example.org", role=Role.MEMBER, by=cast.orla.person, now=now)
    with pytest.raises(operations.HasAFacilitator):
        operations.appoint(group=cast.group, email="w@example.org", role=Role.FACILITATOR, by=cast.orla.person, now=now)


def test_an_admin_ends_the_role_of_a_sponsor(cast):
    end = group_url(cast, "appointment_end", membership_id=cast.okoro.membership.pk)
    assert "Dr Okoro will no longer be sponsor" in text(cast.orla.client.get(end))
    assert "Dr Okoro is no longer sponsor. We told them." in text(cast.orla.client.post(end, follow=True))
    assert cast.orla.client.post(end).status_code == 404


def test_an_admin_ends_no_role_that_others_gave(cast):
    for player in (cast.sam, cast.farah, cast.priya, cast.hal):
        end = group_url(cast, "appointment_end", membership_id=player.membership.pk)
        assert cast.orla.client.post(end).status_code == 404


def test_ending_it_twice_at_once_does_no_harm(cast, monkeypatch):
    def late(**kwargs):
        raise membership_operations.AlreadyGone()

    monkeypatch.setattr(membership_operations, "end_appointment", late)
    end = group_url(cast, "appointment_end", membership_id=cast.okoro.membership.pk)
    assert "already left the group" in text(cast.orla.client.post(end, follow=True))


def test_a_group_of_another_organisation_is_not_found(cast):
    address = url("organisation_group", cast, group_id=cast.far_group.pk)
    assert cast.orla.client.get(address).status_code == 404


def test_a_closed_group_is_said_to_be_closed(cast, now):
    Group.objects.filter(pk=cast.group.pk).update(closed_at=now)
    assert "Closed" in text(cast.orla.client.get(url("organisation", cast)))
