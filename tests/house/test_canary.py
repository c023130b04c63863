"""A token is planted in every kind of text. Whoever meets one outside its audience, on any page or in any letter, is a leak."""

import io
import zipfile

import pytest
from django.urls import reverse

from feedback.log.models import SaidQuerySet
from groups.notices.models import Letter
from tests.house.reachable import TOKEN, leaks, tokens_shown
from tests.house.walking import asked

pytestmark = pytest.mark.django_db

EVERYONE = [
    "visitor", "facilitator", "member", "second_member", "supporter", "supporter_without_consent", "point_of_contact",
    "sponsor", "network_coordinator", "left", "no_group", "organisation_admin", "site_admin", "other_group.member",
    "other_group.facilitator", "other_organisation.sponsor",
]  # fmt: skip


@pytest.mark.parametrize("persona", asked(EVERYONE, ["visitor", "member", "sponsor", "other_group.member"]))
def test_nobody_is_shown_a_text_meant_for_others(world, persona):
    assert leaks(world, persona, tokens_shown(world, persona)) == []


def test_no_letter_carries_a_text_its_reader_may_not_see(world):
    persona_of = {one["email"]: persona for persona, one in world.people.items()}
    found = set()
    for letter in Letter.objects.select_related("person"):
        persona = persona_of[letter.person.email if letter.person else letter.address]
        met = TOKEN.findall(f"{letter.subject} {letter.text} {letter.html} {letter.why} {letter.path}")
        found |= set(leaks(world, persona, dict.fromkeys(met, f"the letter {letter.stem}")))
    assert sorted(found) == []


# Their own words, kept and shown to nobody since: whoever asks for everything about themselves gets them.
NO_LONGER_SHOWN = ("paper taken off", "why shown again")


@pytest.mark.parametrize(
    "persona", ["member", "facilitator", "point_of_contact", "sponsor", "left", "other_group.member"]
)
def test_what_somebody_takes_of_their_own_carries_no_text_meant_for_others(world, persona):
    answer = world.client(persona).post(reverse("take_own_data"))
    together = zipfile.ZipFile(io.BytesIO(b"".join(answer.streaming_content)))
    met = TOKEN.findall(" ".join(together.read(name).decode(errors="replace") for name in together.namelist()))
    found = leaks(world, persona, dict.fromkeys(met, "their own data"))
    assert [one for one in found if not any(where in one for where in NO_LONGER_SHOWN)] == []
    assert met or persona in ("left", "other_group.member")


def test_the_crawl_really_meets_what_people_may_see(world):
    """A crawl that meets nothing would never find a leak."""
    met = set(tokens_shown(world, "facilitator")) | set(tokens_shown(world, "member"))
    mine = [one for one in world.made["tokens"] if {"facilitator", "member"} & set(one["audience"])]
    unseen = {one["where"] for one in mine if one["token"] not in met and one["where"].startswith("first:")}
    assert len(unseen) < len(mine) / 10, unseen


def test_rows_shown_to_anyone_are_seen(world, monkeypatch):
    """Broken on purpose: what a group said is no longer kept to those who may read it."""
    monkeypatch.setattr(SaidQuerySet, "visible_to", lambda rows, membership: rows.filter(group=membership.group_id))
    met = tokens_shown(world, "second_member", [world.objects()["said_own_draft"]["url"]])
    assert leaks(world, "second_member", met)
