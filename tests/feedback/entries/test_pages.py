"""Every page of the chain, asked by all."""

import pytest
from django.urls import reverse

from tests import builders
from tests.feedback import chain

ARRANGED = ["drafted", "agreeing", "sent", "heard", "decided", "did", "cannot", "answered"]


def address(name, said, **more):
    return reverse(name, kwargs={"slug": said.group.slug, "number": said.number, **more})


@pytest.mark.parametrize("arrange", ARRANGED)
def test_everyone_in_or_beside_the_group_reads_what_was_sent_and_the_group_its_drafts(cast, now, arrange):
    said = getattr(chain, arrange)(cast, now)
    for player in cast.in_group:
        seen = said.was_sent or player.membership.inside
        answer = player.client.get(address("said", said))
        assert answer.status_code == (200 if seen else 404), player.membership
        if seen:
            assert chain.WORDS in answer.content.decode()
    for player in cast.outsiders:
        assert player.client.get(address("said", said)).status_code == 404


def test_where_it_was_said_is_named_only_to_those_who_may_see_that_meeting(cast, now):
    meeting = builders.meeting(cast.group, cast.farah.membership, title="About the ward closure")
    said = builders.said(cast.group, stage="DOING", came_from="MEETING", meeting=meeting)
    builders.guest(meeting, cast.okoro.membership)
    for player in cast.in_group:
        page = player.client.get(address("said", said)).content.decode()
        may_see = player.membership.inside or player is cast.okoro
        assert ("About the ward closure" in page) == may_see, player.membership
        assert "A meeting" in page or may_see
