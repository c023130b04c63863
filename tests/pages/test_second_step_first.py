"""Who must have a second step and has not used it reads nothing of a group or a letter, at whatever address.

The door of a group asks for it. This walks every address that has no group in it: about oneself, about several groups, about
organisations.
"""

import pytest
from django.urls import path, reverse

from coproduction.kit.access import signed_in_page
from coproduction.kit.addresses import every_address
from groups.membership.models import Membership, Role
from groups.permissions import GroupAbility
from tests import builders
from tests.cast import signed_in
from tests.pages.test_signin_again import came

pytestmark = pytest.mark.django_db

WHO_MUST = ["farah", "col", "priya", "okoro", "nia", "orla", "ada"]
OPEN = {  # to whoever has not set it up yet, and why
    "second_step": "it asks for it",
    "sign_in_safety": "it says what there is, and leads there",
    "erase_me": "to go must not hang on owning a phone; what has to be handed over first is not shown",
    "stay": "whoever asked to go may change their mind",
    "yes_to_needs": "a yes is taken back as easily as it was given; only our own words stand there",
    "take_yes_back": "the same",
}
SIGNING_IN = (
    "you/sign-in/"  # passkeys, the app, spare codes, password, devices: how one gets it. Nothing of a group is there
)


def without_a_group(patterns=None):
    found = [one for one in every_address(patterns) if one.door.scope in {"signed in", "groups", "office"}]
    return [one for one in found if "slug" not in one.words]


def stays_open(address):
    return address.name in OPEN or address.route.startswith(SIGNING_IN)


def answers(client, addresses):
    """(address, answer) for each method it takes. The door answers before anything is looked up: any number will do."""
    for one in addresses:
        words = dict.fromkeys(one.words, 1) | {"period": "2026-Q4", "what": "waiting"}
        url = "/" + one.route if not one.words else reverse(one.name, kwargs={word: words[word] for word in one.words})
        for method in one.door.methods:
            yield one, client.generic(method, url)


def asked_for_it(answer):
    return answer.status_code == 302 and answer.url.startswith(reverse("second_step"))


def let_in(client, addresses):
    """Those that neither ask for the second step nor refuse, as they would refuse anybody with that role."""
    refusing = {"groups": {404}, "office": {403, 404}}
    return [
        f"{one.name}: {answer.status_code}" for one, answer in answers(client, addresses)
        if not asked_for_it(answer) and answer.status_code not in refusing.get(one.door.scope, ())
    ]  # fmt: skip


@pytest.mark.parametrize("who", WHO_MUST)
def test_every_address_without_a_group_asks_for_the_second_step_first(cast, who):
    client = signed_in(getattr(cast, who).person, second_factor=False)
    assert let_in(client, [one for one in without_a_group() if not stays_open(one)]) == []


def test_each_of_them_asks_somebody(cast):
    """So that an address is not let pass because it refuses all who walk here."""
    clients = [signed_in(getattr(cast, who).person, second_factor=False) for who in WHO_MUST]
    closed = [one for one in without_a_group() if not stays_open(one) and "organisation_id" not in one.words]
    asked = {one.name for client in clients for one, answer in answers(client, closed) if asked_for_it(answer)}
    assert {one.name for one in closed} - asked == set()


@pytest.mark.parametrize("who", WHO_MUST)
def test_the_way_there_and_the_way_out_stay_open(cast, who):
    person, names = getattr(cast, who).person, {one.name for one in without_a_group()}
    assert set(OPEN) <= names
    addresses = [one for one in without_a_group() if stays_open(one)]
    assert len(addresses) > 20
    for one in addresses:
        client = signed_in(person, second_factor=False)  # anew: one of them may end this sign-in
        assert [answer for _one, answer in answers(client, [one]) if asked_for_it(answer)] == [], one.name


def test_a_new_address_that_was_left_open_is_seen(cast):
    view = signed_in_page(GroupAbility.SEE_OWN_LETTERS, before_second_step=True)(lambda request: None)
    (new,) = without_a_group([path("you/new/", view, name="new")])
    assert not stays_open(new)
    (open_one,) = [one for one in without_a_group() if one.name == "sign_in_safety"]
    assert let_in(signed_in(cast.orla.person, second_factor=False), [open_one]) == ["sign_in_safety: 200"]


def test_whoever_is_asked_comes_back_to_where_they_were_going(cast):
    client = signed_in(cast.orla.person, second_factor=False)
    asked = client.get(reverse("your_letters") + "?page=2")
    assert asked.url == "/you/second-step/?next=%2Fyou%2Fletters%2F%3Fpage%3D2"
    client.get(asked.url)
    assert client.session["going_to"] == "/you/letters/?page=2"


def test_what_they_typed_is_given_back(cast):
    client = signed_in(cast.farah.person, second_factor=False)
    answer = client.post(reverse("profile"), {"about": "I keep bees"}, headers={"sec-fetch-site": "same-origin"})
    assert answer.status_code == 403 and "I keep bees" in answer.content.decode()


@pytest.mark.parametrize("who", ["sam", "sol", "hal", "nobody"])
def test_nobody_else_is_asked(cast, who):
    client = signed_in(getattr(cast, who).person, second_factor=False)
    for name in ("your_letters", "profile", "calendar_address", "letter_choices", "own_data"):
        assert client.get(reverse(name)).status_code == 200


def test_whose_role_or_office_has_ended_is_not_asked_any_more(cast, now):
    Membership.objects.filter(pk=cast.farah.membership.pk).update(left_at=now)
    cast.orla.person.offices.update(ended_at=now)
    for player in (cast.farah, cast.orla):
        assert signed_in(player.person, second_factor=False).get(reverse("your_letters")).status_code == 200


def test_what_must_be_handed_over_is_shown_behind_it_and_going_is_not(cast):
    """The list names groups and what was taken on in them."""
    client = came(cast.farah.person, 1, method="code")
    assert client.get(reverse("erase_me")).url.startswith(reverse("second_step"))
    assert "You are the only facilitator" in came(cast.farah.person, 1).get(reverse("erase_me")).content.decode()
    builders.membership(cast.group, Role.FACILITATOR)
    page = client.get(reverse("erase_me"))
    assert page.status_code == 200 and "Erase me in a week" in page.content.decode()


def test_a_member_sees_what_they_must_hand_over_without_one(cast, now):
    assert came(cast.sam.person, 1, method="code").get(reverse("erase_me")).status_code == 200


def test_it_costs_one_statement(cast, django_assert_num_queries):
    for player in (cast.sam, cast.orla):
        with django_assert_num_queries(1):
            player.person.must_use_second_step()
    with django_assert_num_queries(0):
        cast.ada.person.must_use_second_step()
