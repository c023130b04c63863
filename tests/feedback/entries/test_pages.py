"""Every page of the chain, asked by all."""

import pytest
from django.urls import reverse

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
