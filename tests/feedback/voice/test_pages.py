"""The pages of one post: changing it, taking it back, agreeing with it, sharing it."""

import pytest
from bs4 import BeautifulSoup
from django.urls import reverse

from feedback.voice.models import Post
from tests.feedback import crowd

PAGES = ["change_post", "take_back_post", "share_post"]
DEEDS = ["me_too", "not_me_too", "unshare_post"]


def at(name, post):
    return reverse(name, kwargs={"slug": post.group.slug, "post_id": post.pk})


def send(player, name, post, **typed):
    answer = player.client.post(at(name, post), typed, follow=True)
    return BeautifulSoup(answer.content, "html.parser").get_text(" ", strip=True)


def test_somebody_changes_their_words_and_then_takes_them_back(cast, now):
    post = crowd.said(cast.sam.membership, now, words="First words")
    assert "First words" in cast.sam.client.get(at("change_post", post)).content.decode()
    assert "Enter what it should say" in send(cast.sam, "change_post", post, words="")
    said = send(cast.sam, "change_post", post, words="Second words")
    assert "You changed your words" in said and "Until Wednesday 18 November 2026: First words" in said
    assert "Answers stay" in cast.sam.client.get(at("take_back_post", post)).content.decode()
    assert "This was taken back by whoever said it." in send(cast.sam, "take_back_post", post)
    assert "nothing more can be done" in send(cast.sam, "take_back_post", post).lower()


def test_a_member_says_me_too_and_takes_it_back(cast, now):
    post = crowd.said(cast.jo.membership, now)
    assert "1 person said me too" in send(cast.sam, "me_too", post)
    assert "1 person" not in send(cast.sam, "not_me_too", post)
    Post.objects.update(hidden_at=now, hidden_because="OTHER")
    assert "Nothing more can be done with it" in send(cast.sam, "me_too", post)


def test_before_it_is_shared_somebody_looks_whether_a_person_could_be_recognised(cast, now):
    post = crowd.said(cast.sam.membership, now, words="On ward 7")
    page = cast.sam.client.get(at("share_post", post)).content.decode()
    assert "Could someone recognise you" in page and "On ward 7" in page
    assert "Say that you have looked" in send(cast.sam, "share_post", post)
    assert "You shared it with your point of contact" in send(cast.sam, "share_post", post, looked="on")
    assert "Someone in the group" in cast.priya.client.get(at("thread", post)).content.decode()
    assert "It is not shared any more" in send(cast.sam, "unshare_post", post)
    assert cast.priya.client.get(at("thread", post)).status_code == 404


def test_other_peoples_words_are_not_changed_or_shared(cast, now):
    post = crowd.said(cast.sam.membership, now)
    for name in PAGES:
        for one in (cast.jo, cast.farah, cast.sol):
            assert one.client.get(at(name, post)).status_code == 403
    assert "someone else" in send(cast.farah, "unshare_post", post)


@pytest.mark.parametrize("name", [*PAGES, *DEEDS])
def test_whoever_may_not_know_of_it_finds_nothing(cast, now, name):
    post = crowd.said(cast.sam.membership, now)
    for one in cast.outsiders:
        assert one.client.post(at(name, post)).status_code == 404
    for one in (cast.okoro, cast.nia):
        assert one.client.post(at(name, post)).status_code == 403
