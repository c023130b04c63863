import pytest
from bs4 import BeautifulSoup
from django.urls import reverse

from groups.membership import operations
from groups.membership.models import Membership, Role, Support
from groups.reach.models import Suppression
from tests import builders


def url(name, cast, **more):
    return reverse(name, kwargs={"slug": cast.group.slug, **more})


def text(answer):
    return " ".join(BeautifulSoup(answer.content, "html.parser").get_text(" ").split())


def page_of(cast, reader, whom):
    return reader.client.get(url("member", cast, membership_id=whom.membership.pk))


def tell(player, **fields):
    type(player.person).objects.filter(pk=player.person.pk).update(**fields)


# --- the list ---


def test_the_people_page_shows_names_and_roles_facilitators_first(cast):
    page = text(cast.sam.client.get(url("people", cast)))
    places = [page.index(words) for words in ("Farah ·", "Col ·", "Jo ·", "Sam (you) ·", "Sol ·", "Priya ·", "Nia ·")]
    assert places == sorted(places)


def test_words_about_oneself_are_shown_only_if_one_wants(cast):
    tell(cast.sam, about="Gardener, lives with MS")
    assert "Gardener, lives with MS" in text(cast.jo.client.get(url("people", cast)))
    tell(cast.sam, show_about=False)
    assert "Gardener" not in text(cast.jo.client.get(url("people", cast)))
    assert "Gardener" in text(cast.sam.client.get(url("people", cast)))


def test_the_point_of_contact_reads_names_and_no_more(cast):
    tell(cast.sam, about="Gardener", phone="01632 960 001", show_contact=True, access_needs="Ramp")
    page = text(cast.priya.client.get(url("people", cast)))
    assert "Sam" in page and "Gardener" not in page
    about_sam = text(page_of(cast, cast.priya, cast.sam))
    for kept in ("Gardener", "01632", "Ramp", cast.sam.person.email):
        assert kept not in about_sam


@pytest.mark.parametrize("who", ["okoro", "nia"])
def test_sponsors_and_coordinators_do_not_see_who_is_in_the_group(cast, who):
    client = getattr(cast, who).client
    assert client.get(url("people", cast)).status_code == 403
    assert page_of(cast, getattr(cast, who), cast.sam).status_code == 403


def test_only_facilitators_see_that_letters_do_not_arrive(cast, now):
    Suppression.objects.create(address=cast.sam.person.email, reason="no such mailbox", at=now)
    assert "Email is not reaching this person." in text(cast.farah.client.get(url("people", cast)))
    assert "Email is not reaching this person" in text(page_of(cast, cast.farah, cast.sam))
    assert "Our emails" not in text(cast.jo.client.get(url("people", cast)))


def test_those_who_left_are_not_listed(cast):
    assert "Gwen" not in text(cast.sam.client.get(url("people", cast)))
    assert page_of(cast, cast.sam, cast.gone).status_code == 404


@pytest.mark.parametrize("more", [0, 30])
@pytest.mark.parametrize(("who", "statements"), [("sam", 4), ("farah", 5)])
def test_the_list_costs_the_same_for_few_and_for_many(cast, more, who, statements, django_assert_num_queries):
    for number in range(more):
        builders.membership(cast.group, name=f"Member {number:02}")
    client = getattr(cast, who).client
    client.get(url("people", cast))
    with django_assert_num_queries(statements):
        answer = client.get(url("people", cast))
    assert ("Next" in text(answer)) == bool(more)


# --- one person ---


def test_contact_details_are_for_facilitators_oneself_and_whoever_one_shows_them_to(cast):
    tell(cast.sam, phone="01632 960 001", postal_address="1 Weir Lane", reach_note="Not before 11am")
    for reader in (cast.farah, cast.col, cast.sam, cast.sol):  # sol supports sam
        page = text(page_of(cast, reader, cast.sam))
        assert "01632 960 001" in page and "1 Weir Lane" in page and "Not before 11am" in page, reader.person.name
    assert "01632" not in text(page_of(cast, cast.jo, cast.sam))
    tell(cast.sam, show_contact=True)
    shown = text(page_of(cast, cast.jo, cast.sam))
    assert "01632 960 001" in shown
    assert "1 Weir Lane" not in shown and "Not before 11am" not in shown


def test_needs_are_for_facilitators_oneself_and_ones_supporter(cast):
    tell(cast.sam, access_needs="A ramp", communication_needs="Large print")
    for reader in (cast.farah, cast.col, cast.sam, cast.sol):
        page = text(page_of(cast, reader, cast.sam))
        assert "A ramp" in page and "Large print" in page, reader.person.name
    for reader in (cast.jo, cast.priya):
        page = text(page_of(cast, reader, cast.sam))
        assert "A ramp" not in page and "Large print" not in page, reader.person.name


def test_who_supports_whom_is_for_those_close_to_it(cast):
    assert "Who supports them Sol" in text(page_of(cast, cast.farah, cast.sam))
    assert "Who supports you Sol" in text(page_of(cast, cast.sam, cast.sam))
    assert "Who supports" not in text(page_of(cast, cast.jo, cast.sam))


def test_a_person_of_another_group_is_not_found(cast):
    assert page_of(cast, cast.sam, cast.hal).status_code == 404


# --- roles ---


def test_a_facilitator_changes_a_role(cast):
    change = url("change_role", cast, membership_id=cast.sam.membership.pk)
    assert "They are a member now." in text(cast.farah.client.get(change))
    answer = cast.farah.client.post(change, {"role": "CO_FACILITATOR"}, follow=True)
    assert "Sam is now co-facilitator. We told them." in text(answer)
    assert Membership.objects.get(pk=cast.sam.membership.pk).role == Role.CO_FACILITATOR


@pytest.mark.parametrize("role", ["", "SPONSOR", "FACILITATOR", "nonsense", "MEMBER"])
def test_a_role_one_cannot_give_is_not_taken(cast, role):
    change = url("change_role", cast, membership_id=cast.sam.membership.pk)
    answer = cast.farah.client.post(change, {"role": role})
    assert answer.status_code == 200
    assert "Choose" in text(answer)
    assert Membership.objects.get(pk=cast.sam.membership.pk).role == Role.MEMBER


def test_a_change_that_came_too_late_is_said_on_the_form(cast, monkeypatch):
    def late(**kwargs):
        raise operations.AlreadyGone()

    monkeypatch.setattr(operations, "change_role", late)
    change = url("change_role", cast, membership_id=cast.sam.membership.pk)
    answer = cast.farah.client.post(change, {"role": "CO_FACILITATOR"})
    assert "This person has already left the group." in text(answer)


def test_there_is_no_page_to_change_what_one_cannot_give(cast):
    for whom in (cast.sol, cast.priya, cast.farah):
        change = url("change_role", cast, membership_id=whom.membership.pk)
        assert cast.farah.client.get(change).status_code == 404


def test_a_coordinator_changes_those_who_keep_the_group_going_and_sees_no_member(cast):
    change = url("change_role", cast, membership_id=cast.col.membership.pk)
    answer = cast.nia.client.post(change, {"role": "FACILITATOR"}, follow=True)
    assert "Col is now facilitator." in text(answer)
    assert cast.nia.client.get(url("change_role", cast, membership_id=cast.sam.membership.pk)).status_code == 404


def test_a_coordinator_ends_the_role_of_a_point_of_contact(cast):
    end = url("end_appointment", cast, membership_id=cast.priya.membership.pk)
    assert "Priya will no longer be point of contact" in text(cast.nia.client.get(end))
    answer = cast.nia.client.post(end, follow=True)
    assert "Priya is no longer point of contact. We told them." in text(answer)
    assert cast.nia.client.post(end).status_code == 404


def test_a_coordinator_ends_nobody_else_like_that(cast):
    assert cast.nia.client.post(url("end_appointment", cast, membership_id=cast.okoro.membership.pk)).status_code == 404


def test_two_who_end_it_at_once_do_no_harm(cast, monkeypatch):
    def late(**kwargs):
        raise operations.AlreadyGone()

    monkeypatch.setattr(operations, "end_appointment", late)
    end = url("end_appointment", cast, membership_id=cast.priya.membership.pk)
    assert "already left the group" in text(cast.nia.client.post(end, follow=True))


# --- leaving ---


def test_leaving_says_first_what_stays(cast):
    page = text(cast.jo.client.get(url("leave_group", cast)))
    assert "What you said and did stays in the record of the group" in page
    assert "Your supporters stop being your supporters." in page


def test_a_member_leaves(cast):
    answer = cast.jo.client.post(url("leave_group", cast), follow=True)
    assert "You left Rivers and Moors Co-production Group." in text(answer)
    assert cast.jo.client.get(url("people", cast)).status_code == 404


def test_a_facilitator_chooses_to_step_down_or_to_leave(cast):
    leave = url("leave_group", cast)
    assert "Choose what you want to do" in text(cast.col.client.post(leave, {"what": ""}))
    assert "Choose what you want to do" in text(cast.col.client.post(leave, {"what": "STAY_A_BIT"}))
    cast.col.client.post(leave, {"what": "STAY"})
    assert Membership.objects.get(pk=cast.col.membership.pk).role == Role.MEMBER
    cast.farah.client.post(leave, {"what": "LEAVE"})
    assert Membership.objects.get(pk=cast.farah.membership.pk).left_at


@pytest.mark.parametrize("who", ["okoro", "nia"])
def test_whom_the_organisation_appointed_the_organisation_lets_go(cast, who):
    assert getattr(cast, who).client.get(url("leave_group", cast)).status_code == 403


def test_leaving_twice_at_once_does_no_harm(cast, monkeypatch):
    def late(**kwargs):
        raise operations.AlreadyGone()

    monkeypatch.setattr(operations, "leave", late)
    assert "already left the group" in text(cast.jo.client.post(url("leave_group", cast), follow=True))


# --- supporters ---


def test_a_member_says_yes_and_ends_it(cast):
    client = cast.jo.client
    page = text(client.get(url("supporters", cast)))
    assert "Nobody supports you now." in page and "Sol Yes, they can support me" in page
    answer = client.post(url("link_supporter", cast, membership_id=cast.sol.membership.pk), follow=True)
    assert "You said yes to Sol as your supporter." in text(answer)
    support = Support.objects.live().get(member=cast.jo.membership)
    answer = client.post(url("unlink_supporter", cast, support_id=support.pk), follow=True)
    assert "Sol is no longer your supporter." in text(answer)
    assert client.post(url("unlink_supporter", cast, support_id=support.pk)).status_code == 404


def test_somebody_who_is_no_supporter_cannot_be_linked(cast):
    answer = cast.jo.client.post(url("link_supporter", cast, membership_id=cast.sam.membership.pk), follow=True)
    assert "Choose one of the supporters of this group." in text(answer)


def test_nobody_ends_the_link_of_another_member(cast):
    support = Support.objects.get()
    assert cast.jo.client.post(url("unlink_supporter", cast, support_id=support.pk)).status_code == 404
    assert Support.objects.live().exists()


@pytest.mark.parametrize("who", ["farah", "col", "sol", "priya", "okoro", "nia"])
def test_supporters_are_the_members_own_business(cast, who):
    client = getattr(cast, who).client
    assert client.get(url("supporters", cast)).status_code == 403
    assert client.post(url("unlink_supporter", cast, support_id=Support.objects.get().pk)).status_code == 403


# --- standing in ---


def test_a_point_of_contact_names_who_stands_in(cast):
    stand_in = url("set_deputy", cast, membership_id=cast.priya.membership.pk)
    assert "Who stands in for you?" in text(cast.priya.client.get(stand_in))
    answer = cast.priya.client.post(stand_in, {"deputy": cast.okoro.membership.pk}, follow=True)
    assert "Dr Okoro stands in when they are away." in text(answer)
    cast.farah.client.post(stand_in, {"deputy": ""})
    assert Membership.objects.get(pk=cast.priya.membership.pk).deputy is None


@pytest.mark.parametrize("deputy", ["999999", "x"])
def test_only_somebody_shown_can_stand_in(cast, deputy):
    stand_in = url("set_deputy", cast, membership_id=cast.priya.membership.pk)
    assert "Choose one of the people shown" in text(cast.farah.client.post(stand_in, {"deputy": deputy}))
    sam = cast.farah.client.post(stand_in, {"deputy": cast.sam.membership.pk})
    assert "Choose one of the people shown" in text(sam)


def test_a_sponsor_names_their_own_and_nobody_elses(cast):
    own = url("set_deputy", cast, membership_id=cast.okoro.membership.pk)
    assert cast.okoro.client.get(own).status_code == 200
    assert cast.farah.client.get(own).status_code == 404
    assert cast.okoro.client.get(url("set_deputy", cast, membership_id=cast.priya.membership.pk)).status_code == 404


def test_with_nobody_to_choose_the_page_says_whom_to_ask(cast, now):
    Membership.objects.filter(pk=cast.okoro.membership.pk).update(left_at=now)
    page = text(cast.priya.client.get(url("set_deputy", cast, membership_id=cast.priya.membership.pk)))
    assert "Your network coordinator can invite a second point of contact." in page
