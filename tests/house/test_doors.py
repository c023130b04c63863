"""Every address × every persona × every method, against permissions.csv. A new address without a rule or a sample goes red."""

import pytest
from django.http import HttpResponse
from django.urls import path

from coproduction.kit.access import Ability, open_page
from coproduction.kit.addresses import every_address
from groups.membership.models import Memberships
from groups.permissions import GroupAbility
from tests.house.walking import Walk, asked, table

pytestmark = pytest.mark.django_db

EVERYONE = [
    "visitor", "deactivated", "facilitator", "co_facilitator", "member", "second_member", "supporter",
    "supporter_without_consent", "point_of_contact", "sponsor", "network_coordinator", "left", "removed", "no_group",
    "organisation_admin", "other_organisation_admin", "site_admin", "other_group.member", "other_group.facilitator",
    "other_organisation.member", "other_organisation.facilitator", "other_organisation.sponsor",
]  # fmt: skip
ENOUGH = ["visitor", "facilitator", "member", "sponsor", "network_coordinator", "organisation_admin", "site_admin"]


def test_every_address_has_a_name_of_its_own_a_door_and_a_rule():
    found = list(every_address())
    assert len(found) > 20
    names = [address.name for address in found]
    assert [name for name in names if not name or names.count(name) > 1] == []
    assert [address.route for address in found if address.door is None] == []
    assert [a.route for a in found if a.door.ability is None or a.door.ability.row not in table()] == []


@pytest.mark.parametrize("persona", asked(EVERYONE, ENOUGH))
def test_every_door_answers_as_its_rule_says(world, persona):
    assert list(Walk(world).violations([persona], methods=("GET", "POST"))) == []


@pytest.mark.parametrize("persona", ["visitor", "facilitator", "no_group"])
def test_every_door_answers_every_other_method_as_its_rule_says(world, persona):
    assert list(Walk(world).violations([persona], methods=("HEAD", "PUT", "PATCH", "DELETE", "OPTIONS"))) == []


# --- broken on purpose ---


def test_a_rule_that_lets_everybody_in_is_seen(world, monkeypatch):
    monkeypatch.setattr(Ability, "opens_for", lambda ability, role: True)
    assert list(Walk(world).violations(["supporter"], methods=("GET",)))


def test_a_door_that_forgets_which_group_is_seen(world, monkeypatch):
    monkeypatch.setattr(Memberships, "in_group", lambda rows, slug: rows)
    assert list(Walk(world).violations(["other_group.member"], methods=("GET",)))


def test_a_refusal_for_another_reason_than_the_rule_is_seen(world):
    (page,) = [one for one in every_address() if one.name == "plan_meeting"]
    judge = Walk(world).judge
    assert judge(page, "member", "GET", HttpResponse("Not now.", status=403)) == (
        "was refused for another reason than its rule"
    )
    assert judge(page, "member", "HEAD", HttpResponse(status=403)) is None


def test_an_address_without_a_door_or_a_rule_is_seen(world):
    without_a_door = every_address([path("left-open/", lambda request: HttpResponse("in"), name="left_open")])
    without_a_rule = every_address([path("no-rule/", open_page()(lambda request: HttpResponse("in")), name="no_rule")])
    judge = Walk(world).judge
    answer = HttpResponse("in")
    assert judge(next(without_a_door), "visitor", "GET", answer) == "has no door"
    assert judge(next(without_a_rule), "visitor", "GET", answer) == "its door names no row of permissions.csv"


def test_an_address_with_a_word_nobody_has_a_sample_of_is_seen(world):
    page = open_page(GroupAbility.READ_HELP)(lambda request: HttpResponse("in"))
    new = next(every_address([path("new/<int:thing_id>/", page, name="new_thing")]))
    with pytest.raises(KeyError):
        world.url(new)
