"""The door to a group, asked by everyone of the cast. `people` and `change_role` stand for all pages behind it."""

import pytest
from django.urls import reverse

from groups.membership.models import Membership, Support
from tests import builders
from tests.cast import signed_in

MISSING = "no-such-group"


def people(group):
    return reverse("people", kwargs={"slug": getattr(group, "slug", group)})


def removal_ask(cast):
    return reverse("ask_removal", kwargs={"slug": cast.group.slug, "membership_id": cast.sam.membership.pk})


def test_everyone_of_the_group_has_one_current_role(cast):
    assert all(player.membership.left_at is None for player in cast.in_group)


def test_who_is_signed_out_is_asked_to_sign_in_before_anything_is_looked_up(cast, visitor, django_assert_num_queries):
    with django_assert_num_queries(0):
        known, unknown = visitor.get(people(cast.group)), visitor.get(people(MISSING))
    assert (known.status_code, unknown.status_code) == (302, 302)
    assert known.url.startswith("/sign-in/")


def test_outsiders_get_the_same_bytes_as_for_a_group_that_never_was(cast):
    for player in cast.outsiders:
        kept, missing = player.client.get(people(cast.group)), player.client.get(people(MISSING))
        assert (kept.status_code, missing.status_code) == (404, 404), player.person.name
        assert kept.content == missing.content


def test_an_ex_member_is_an_outsider_the_moment_they_leave(cast):
    client = cast.jo.client
    assert client.get(people(cast.group)).status_code == 200
    Membership.objects.filter(pk=cast.jo.membership.pk).update(left_at=builders.NOW)
    assert client.get(people(cast.group)).status_code == 404


def test_a_closed_account_opens_nothing(cast):
    client = cast.jo.client
    cast.jo.person.is_active = False
    cast.jo.person.save()
    assert client.get(people(cast.group)).status_code in (302, 404)


def test_who_belongs_but_may_not_is_told_why_and_whom_to_ask(cast):
    answer = cast.okoro.client.get(people(cast.group))
    assert answer.status_code == 403
    assert "“See member names” is not something a sponsor can do." in answer.content.decode()
    assert "Ask your group&#x27;s facilitator." in answer.content.decode()


def test_a_deed_of_a_group_is_never_done_by_asking_which_methods_it_takes(cast):
    """OPTIONS is a method browsers and Django take for harmless: it carries no proof of a form, so nothing may happen."""
    said = builders.said(cast.group)
    publish = reverse("publish", kwargs={"slug": cast.group.slug, "number": said.number})
    answer = cast.farah.client.options(publish)
    assert (answer.status_code, answer["Allow"]) == (200, "POST, OPTIONS")
    said.refresh_from_db()
    assert said.published_at is None
    assert cast.sam.client.options(publish).status_code == 403
    assert cast.hal.client.options(publish).status_code == 404


def test_permission_is_asked_before_the_method(cast):
    assert cast.okoro.client.post(people(cast.group)).status_code == 403
    assert cast.hal.client.post(people(cast.group)).status_code == 404
    answer = cast.sam.client.post(people(cast.group))
    assert answer.status_code == 405
    assert "GET" in answer.headers["Allow"]


@pytest.mark.parametrize("who", ["farah", "col", "priya"])
def test_a_role_that_sees_more_needs_a_second_step(cast, who):
    client = signed_in(getattr(cast, who).person, second_factor=False)
    answer = client.get(people(cast.group))
    assert answer.status_code == 302
    assert answer.url.startswith(reverse("second_step"))


def test_a_member_needs_no_second_step(cast):
    assert signed_in(cast.sam.person, second_factor=False).get(people(cast.group)).status_code == 200


def test_what_a_role_may_not_do_is_refused_before_the_second_step(cast):
    client = signed_in(cast.okoro.person, second_factor=False)
    assert client.get(people(cast.group)).status_code == 403


# --- supporters: the right ends with the last yes ---


def test_a_supporter_nobody_wants_any_more_finds_nothing(cast):
    assert cast.sol.client.get(people(cast.group)).status_code == 200
    Support.objects.live().update(ended_at=builders.NOW)
    kept, missing = cast.sol.client.get(people(cast.group)), cast.sol.client.get(people(MISSING))
    assert kept.status_code == 404
    assert kept.content == missing.content


def test_a_supporter_stays_while_one_member_still_wants_them(cast, now):
    Support.objects.create(member=cast.jo.membership, supporter=cast.sol.membership, consented_at=now)
    Support.objects.filter(member=cast.sam.membership).update(ended_at=now)
    assert cast.sol.client.get(people(cast.group)).status_code == 200


def test_a_supporter_without_consent_gets_no_letters_meant_for_the_group(cast, now):
    Support.objects.live().update(ended_at=now)
    current = Membership.objects.current().of_group(cast.group.pk)
    assert cast.sol.membership not in current
    assert cast.sol.membership in Membership.objects.here().of_group(cast.group.pk)


# --- offices ---


def organisation_page(cast):
    return reverse("organisation", kwargs={"organisation_id": cast.group.organisation_id})


def test_offices_are_for_their_own_admins_and_for_the_site(cast):
    assert cast.orla.client.get(organisation_page(cast)).status_code == 200
    assert cast.ada.client.get(organisation_page(cast)).status_code == 200
    for player in [*cast.in_group, cast.hal, cast.nobody, cast.fen]:
        assert player.client.get(organisation_page(cast)).status_code == 404, player.person.name


def test_an_admin_of_one_organisation_finds_nothing_of_another(cast):
    other = reverse("organisation", kwargs={"organisation_id": cast.far_group.organisation_id})
    missing = reverse("organisation", kwargs={"organisation_id": 10**6})
    assert cast.orla.client.get(other).status_code == 404
    assert cast.orla.client.get(other).content == cast.orla.client.get(missing).content


def test_an_office_that_ended_opens_nothing(cast, now):
    cast.orla.person.offices.update(ended_at=now)
    assert cast.orla.client.get(organisation_page(cast)).status_code == 404


def test_a_site_admin_does_not_set_up_groups_of_others(cast):
    url = reverse("group_new", kwargs={"organisation_id": cast.group.organisation_id})
    answer = cast.ada.client.get(url)
    assert answer.status_code == 403
    assert "Ask an organisation admin." in answer.content.decode()


def test_who_is_both_may_do_both(cast):
    builders.office(cast.group.organisation, who=cast.ada.person)
    url = reverse("group_new", kwargs={"organisation_id": cast.group.organisation_id})
    assert cast.ada.client.get(url).status_code == 200
    assert cast.ada.client.get(reverse("organisation_new")).status_code == 200


def test_offices_need_a_second_step(cast):
    client = signed_in(cast.orla.person, second_factor=False)
    assert client.get(organisation_page(cast)).url.startswith(reverse("second_step"))


def test_an_office_page_answers_a_wrong_method_last(cast):
    assert cast.orla.client.post(organisation_page(cast)).status_code == 405
    assert cast.hal.client.post(organisation_page(cast)).status_code == 404


def test_a_number_too_large_for_any_row_is_simply_not_found(cast):
    url = reverse("member", kwargs={"slug": cast.group.slug, "membership_id": 10**30})
    assert cast.sam.client.get(url).status_code == 404
