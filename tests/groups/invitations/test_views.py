from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse

from groups.invitations import operations
from groups.invitations.models import Invitation
from groups.membership.models import Membership, Role, Support
from groups.people.models import Person
from tests import builders


def url(name, cast, **more):
    return reverse(name, kwargs={"slug": cast.group.slug, **more})


def link(invitation):
    return reverse("accept_invitation", kwargs={"token": invitation.token})


@pytest.fixture
def invited(cast, now):
    return operations.invite(
        group=cast.group, email="wren@example.org", name="Wren", role=Role.MEMBER, message="Do come.",
        by=cast.farah.membership, now=now,
    )  # fmt: skip


def text(answer):
    return " ".join(answer.content.decode().split())


def test_who_invites_too_many_reads_why_and_keeps_what_they_typed(cast):
    client, page = cast.sam.client, url("invite_supporter", cast)
    for number in range(6):
        answer = client.post(page, {"email": f"n{number}@example.org", "name": "Wren", "message": "Please help me."})
    assert answer.status_code == 200 and "These are many invitations in a short time" in text(answer)
    assert "n5@example.org" in text(answer) and "Please help me." in text(answer)


# --- the link in the letter ---


def test_reading_an_invitation_accepts_nothing(cast, invited, visitor):
    answer = visitor.get(link(invited))
    assert answer.status_code == 200
    assert "You are invited to Rivers and Moors" in text(answer)
    assert "Do come." in text(answer)
    assert 'value="Wren"' in text(answer)
    assert "no-store" in answer.headers["Cache-Control"]
    assert Invitation.objects.waiting().exists()
    assert not Person.objects.filter(email="wren@example.org").exists()


def test_somebody_new_says_their_name_and_is_signed_in(cast, invited, visitor):
    answer = visitor.post(link(invited), {"name": "Wren\u200b R"})
    assert answer.url == reverse("group_home", kwargs={"slug": cast.group.slug})
    assert Person.objects.get(email="wren@example.org").name == "Wren R"
    page = visitor.get(url("people", cast))
    assert "Welcome to Rivers and Moors" in text(page)
    assert "Wren R</a> (you)" in text(page)


@pytest.mark.parametrize("name", ["", "   ", "\u200b", "x" * 81, "\x00"])
def test_a_name_that_is_none_is_asked_for_again(cast, invited, visitor, name):
    answer = visitor.post(link(invited), {"name": name})
    assert answer.status_code == 200
    assert "nhsuk-error-summary" in text(answer)
    assert Invitation.objects.waiting().exists()


def test_a_link_that_ran_out_was_used_taken_back_or_never_was_looks_the_same(cast, invited, visitor, now, clock):
    def page(token):
        answer = visitor.get(reverse("accept_invitation", kwargs={"token": token}))
        assert answer.status_code == 404
        return text(answer)

    never = page("x" * 43)
    assert "This invitation does not work any more" in never
    Invitation.objects.filter(pk=invited.pk).update(withdrawn_at=now)
    assert page(invited.token) == never
    Invitation.objects.filter(pk=invited.pk).update(withdrawn_at=None, accepted_at=now)
    assert page(invited.token) == never
    Invitation.objects.filter(pk=invited.pk).update(accepted_at=None)
    clock(now + timedelta(days=14))
    assert page(invited.token) == never
    assert visitor.post(link(invited), {"name": "Wren"}).status_code == 404


def test_somebody_known_signs_in_first_and_comes_back(cast, now, visitor):
    invitation = operations.invite(
        group=cast.group, email=cast.nobody.person.email, role=Role.MEMBER, by=cast.farah.membership, now=now
    )
    answer = visitor.post(link(invitation), {"name": "Not Ned"})
    assert "You already have an account" in text(answer)
    assert f"?next={link(invitation)}" in text(answer)
    assert cast.nobody.person.email not in text(answer)
    assert Invitation.objects.waiting().exists()


def test_somebody_known_and_signed_in_accepts_with_one_button(cast, now):
    invitation = operations.invite(
        group=cast.group, email=cast.nobody.person.email, role=Role.MEMBER, by=cast.farah.membership, now=now
    )
    client = cast.nobody.client
    assert "Yes, I want to join" in text(client.get(link(invitation)))
    assert client.post(link(invitation)).url == url("group_home", cast)
    assert Membership.objects.current().of_person(cast.nobody.person).of_group(cast.group.pk).exists()


def test_somebody_of_the_group_is_told_that_their_role_changes(cast, now):
    invitation = operations.invite(
        group=cast.group, email=cast.jo.person.email, role=Role.FACILITATOR, by=cast.nia.membership, now=now
    )
    assert "You are a member there now. If you say yes, your role changes." in text(
        cast.jo.client.get(link(invitation))
    )


def test_somebody_else_signed_in_is_told_kindly_and_not_the_whole_address(cast, invited):
    for answer in (cast.hal.client.get(link(invited)), cast.hal.client.post(link(invited))):
        assert "This invitation is for another address" in text(answer)
        assert "w…@example.org" in text(answer)
        assert "wren@example.org" not in text(answer)
    assert Invitation.objects.waiting().exists()


def test_a_closed_group_cannot_be_joined(cast, invited, visitor, now):
    cast.group.closed_at = now
    cast.group.save()
    assert "This group has closed." in text(visitor.post(link(invited), {"name": "Wren"}))
    known = operations.invite(
        group=cast.group, email=cast.nobody.person.email, role=Role.MEMBER, by=cast.farah.membership, now=now
    )
    assert "This group has closed." in text(cast.nobody.client.post(link(known)))


def test_a_supporter_nobody_said_yes_to_is_told_to_wait(cast, now, visitor):
    invitation = operations.invite(
        group=cast.group, email="wren@example.org", role=Role.SUPPORTER, supports=cast.jo.membership,
        by=cast.farah.membership, now=now,
    )  # fmt: skip
    assert visitor.post(link(invitation), {"name": "Wren"}).url == "/"
    assert "as soon as a member says yes" in text(visitor.get("/"))


def test_a_new_organisation_admin_comes_to_their_organisation(cast, now, visitor):
    invitation = operations.invite(
        organisation=cast.group.organisation, email="wren@example.org", role="ORGANISATION_ADMIN", by=None, now=now
    )
    assert "You are invited to be an organisation admin." in text(visitor.get(link(invitation)))
    assert visitor.post(link(invitation), {"name": "Wren"}).url == reverse("organisations")


def test_the_form_of_a_stranger_site_cannot_accept(cast, invited):
    assert Client(enforce_csrf_checks=True).post(link(invited), {"name": "Wren"}).status_code == 403


# --- inviting ---


def test_a_facilitator_invites_by_the_form(cast):
    answer = cast.farah.client.post(
        url("invite", cast), {"email": "wren@example.org", "name": "Wren", "role": "CO_FACILITATOR"}, follow=True
    )
    assert "You invited wren@example.org." in text(answer)
    assert Invitation.objects.get().role == Role.CO_FACILITATOR


def test_a_facilitator_names_the_member_a_supporter_is_for(cast):
    client, asked = cast.col.client, {"email": "wren@example.org", "role": "SUPPORTER"}
    assert "Choose the member this person will support." in text(client.post(url("invite", cast), asked))
    client.post(url("invite", cast), asked | {"supports": cast.jo.membership.pk})
    assert Invitation.objects.get().supports == cast.jo.membership


def test_a_member_for_support_means_nothing_for_other_roles(cast):
    asked = {"email": "wren@example.org", "role": "MEMBER", "supports": cast.jo.membership.pk}
    cast.farah.client.post(url("invite", cast), asked)
    assert Invitation.objects.get().supports is None


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"email": "wren", "role": "MEMBER"}, "Enter an email address, like name@example.org"),
        ({"email": "", "role": "MEMBER"}, "Enter an email address"),
        ({"email": "a@b.c\r\nBcc: x@y.z", "role": "MEMBER"}, "Enter an email address"),
        ({"email": "wren@example.org", "role": ""}, "Choose a role"),
        ({"email": "wren@example.org", "role": "SPONSOR"}, "Choose one of the roles shown"),
        ({"email": "wren@example.org", "role": "MEMBER", "message": "x" * 1001}, "1000"),
        ({"email": "wren@example.org", "role": "SUPPORTER", "supports": "999999"}, "Choose one of the members shown"),
        ({"email": "wren@example.org", "role": "SUPPORTER", "supports": "x"}, "Choose one of the members shown"),
    ],
)
def test_what_cannot_be_right_is_said_beside_its_question(cast, given, said):
    answer = cast.farah.client.post(url("invite", cast), given)
    assert answer.status_code == 200
    assert said in text(answer)
    assert not Invitation.objects.exists()


def test_a_coordinator_is_offered_what_they_give_and_no_names(cast):
    page = text(cast.nia.client.get(url("invite", cast)))
    assert "Point of contact" in page
    assert "Which member will they support?" not in page
    assert "Sam" not in page


def test_a_member_invites_their_own_supporter(cast):
    page = cast.jo.client.get(url("invite_supporter", cast))
    assert "Invite a supporter" in text(page)
    cast.jo.client.post(
        url("invite_supporter", cast), {"email": "wren@example.org", "supports": cast.sam.membership.pk}
    )
    assert Invitation.objects.get().supports == cast.jo.membership


# --- the list ---


def test_facilitators_see_all_that_waits_and_can_send_again_or_take_back(cast, invited):
    client = cast.col.client
    assert "wren@example.org" in text(client.get(url("invitations", cast)))
    answer = client.post(url("invitation_send_again", cast, invitation_id=invited.pk), follow=True)
    assert "We sent the invitation again." in text(answer)
    answer = client.post(url("invitation_withdraw", cast, invitation_id=invited.pk), follow=True)
    assert "You took the invitation back." in text(answer)
    assert "Invitations that wait for an answer will be here." in text(answer)
    assert client.post(url("invitation_withdraw", cast, invitation_id=invited.pk)).status_code == 404


def test_two_who_take_it_back_at_once_do_no_harm(cast, invited, monkeypatch):
    def over(**kwargs):
        raise operations.InvitationOver()

    monkeypatch.setattr(operations, "withdraw", over)
    answer = cast.col.client.post(url("invitation_withdraw", cast, invitation_id=invited.pk), follow=True)
    assert "This invitation does not work any more." in text(answer)


def test_an_invitation_that_ran_out_can_be_sent_again(cast, invited, now, clock):
    clock(now + timedelta(days=15))
    assert "Ran out on 2 December 2026. You can send it again." in text(cast.farah.client.get(url("invitations", cast)))


def test_a_coordinator_sees_only_what_they_sent_and_who_keeps_the_group_going(cast, invited):
    page = text(cast.nia.client.get(url("invitations", cast)))
    assert "wren@example.org" not in page
    assert "Farah" in page and "Priya" in page
    assert "Sam" not in page and "Sol" not in page
    assert cast.nia.client.post(url("invitation_withdraw", cast, invitation_id=invited.pk)).status_code == 404


@pytest.mark.parametrize(
    ("who", "role", "by"),
    [
        ("col", Role.FACILITATOR, "nia"), ("col", Role.CO_FACILITATOR, "farah"), ("farah", Role.POINT_OF_CONTACT, "nia"),
        ("farah", Role.SPONSOR, "orla"),
    ],
)  # fmt: skip
def test_an_invitation_is_kept_by_those_who_give_its_role(cast, now, who, role, by):
    by = getattr(cast, by)
    sent = operations.invite(
        group=cast.group, email="wren@example.org", role=role, by=by.membership or by.person, now=now
    )
    client = getattr(cast, who).client
    assert "wren@example.org" not in text(client.get(url("invitations", cast)))
    for deed in ("invitation_send_again", "invitation_withdraw"):
        assert client.post(url(deed, cast, invitation_id=sent.pk)).status_code == 404
    kept = Invitation.objects.get()
    assert (kept.token_hash, kept.withdrawn_at) == (sent.token_hash, None)


def test_an_invitation_of_another_group_is_not_found(cast, invited, now):
    answer = cast.faye.client.post(
        reverse("invitation_withdraw", kwargs={"slug": cast.other_group.slug, "invitation_id": invited.pk})
    )
    assert answer.status_code == 404
    assert Invitation.objects.waiting().exists()


@pytest.mark.parametrize("who", ["sam", "sol", "priya", "okoro"])
def test_others_do_not_see_invitations(cast, who):
    assert getattr(cast, who).client.get(url("invitations", cast)).status_code == 403


@pytest.mark.parametrize("rows", [1, 3])
def test_the_list_costs_the_same_for_one_and_for_three(cast, now, rows, django_assert_num_queries):
    for number in range(rows):
        operations.invite(
            group=cast.group, email=f"wren{number}@example.org", role=Role.MEMBER, by=cast.farah.membership, now=now
        )
    client = cast.farah.client
    client.get(url("invitations", cast))
    with django_assert_num_queries(5):
        client.get(url("invitations", cast))


def test_support_is_not_given_away_by_an_invitation(cast, now):
    assert Support.objects.live().count() == 1
    assert now == builders.NOW
