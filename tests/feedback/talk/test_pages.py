"""The talk, its threads and the form on them, as each of the cast sees it."""

import pytest
from bs4 import BeautifulSoup
from django.urls import reverse

from feedback.receipts import operations as receipts
from feedback.talk import queries
from feedback.voice import operations as voice
from feedback.voice.models import Post, WaitingPost
from groups.membership.models import Membership
from tests import builders
from tests.feedback import chain, crowd


def at(name, cast, **more):
    return reverse(name, kwargs={"slug": cast.group.slug} | more)


def text_of(player, address):
    answer = player.client.get(address)
    assert answer.status_code == 200
    return BeautifulSoup(answer.content, "html.parser").select_one("main").get_text(" ", strip=True)


def test_the_talk_begins_empty_and_somebody_is_the_first(cast, now):
    talk = at("talk", cast)
    assert "You can be the first" in text_of(cast.sam, talk)
    typed = {"words": "Hello all", "content_note": "", "shown_as": "NAME"}
    answer = cast.sam.client.post(talk, typed)
    assert answer.status_code == 200 and "Your words stand in the talk now" in answer.content.decode()
    assert "“Hello all” Sam" in text_of(cast.jo, talk)
    assert "Choose how it should be shown" in cast.sam.client.post(talk, {"words": "x"}).content.decode()
    assert Post.objects.count() == 1


def test_a_content_note_stands_before_the_words(cast, now):
    post = crowd.said(cast.sam.membership, now, words="He died.", content_note="about loss")
    soup = BeautifulSoup(cast.jo.client.get(post.get_absolute_url()).content, "html.parser")
    assert "Before you read: about loss" in soup.select_one("details summary").get_text()
    assert "He died." in soup.select_one("details").get_text() and "He died" not in soup.title.get_text()


def test_a_topic_and_an_entry_each_have_their_talk(cast, now):
    topic, entry = builders.topic(cast.group), chain.sent(cast, now)
    crowd.said(cast.sam.membership, now, words="About plans", topic=topic)
    crowd.said(cast.sam.membership, now, words="About letters", said=entry)
    of_topic, of_entry = at("topic_talk", cast, topic_id=topic.pk), at("said_talk", cast, number=entry.number)
    assert "About plans" in text_of(cast.jo, of_topic) and "About letters" not in text_of(cast.jo, of_topic)
    assert "About letters" in text_of(cast.jo, of_entry) and "About plans" not in text_of(cast.jo, of_entry)
    everything = text_of(cast.jo, at("talk", cast))
    assert "Care and support planning" in everything and "Number 1" in everything
    cast.jo.client.post(of_entry, {"words": "Late again", "shown_as": "GROUP"})
    assert Post.objects.get(words="Late again").said == entry
    entry_page = cast.jo.client.get(entry.get_absolute_url()).content.decode()
    assert of_entry in entry_page


def test_a_closed_topic_is_only_read(cast, now):
    topic = builders.topic(cast.group, closed_at=now)
    address = at("topic_talk", cast, topic_id=topic.pk)
    assert "nothing new is begun here" in text_of(cast.sam, address)
    assert cast.sam.client.post(address, {"words": "x", "shown_as": "NAME"}).status_code == 200
    assert not Post.objects.exists()


def test_a_draft_only_its_author_sees_has_no_talk(cast, now):
    said = chain.drafted(cast, now, shown_as="NAME")
    assert cast.sam.client.get(at("said_talk", cast, number=said.number)).status_code == 404
    assert "What people say about this" not in cast.sam.client.get(said.get_absolute_url()).content.decode()


def test_an_answer_joins_the_thread(cast, now):
    thread = crowd.said(cast.sam.membership, now)
    address = thread.get_absolute_url()
    cast.jo.client.post(address, {"words": "So it is", "shown_as": "NAME"})
    answer = Post.objects.get(parent=thread)
    assert "So it is" in text_of(cast.sam, address)
    assert answer.get_absolute_url() == f"{address}#post-{answer.pk}"
    assert "Read 1 answer" in text_of(cast.sam, at("talk", cast))
    assert cast.sam.client.get(at("thread", cast, post_id=answer.pk)).status_code == 404


def test_without_a_name_the_answer_is_the_same_and_the_words_wait(cast, now):
    crowd.gathered(cast, now)
    thread = crowd.said(cast.jo.membership, now)
    answer = cast.sam.client.post(thread.get_absolute_url(), {"words": "I am afraid", "shown_as": "UNNAMED"})
    soup = BeautifulSoup(answer.content, "html.parser")
    assert len(soup.select_one(".app-code").get_text()) == 24 and soup.h1.get_text() == "Thank you"
    assert WaitingPost.objects.get().parent == thread
    assert "I am afraid" not in text_of(cast.sam, thread.get_absolute_url())
    receipts.show_due(now=now.replace(hour=13))
    assert "“I am afraid” Someone in the group · Wednesday 18 November 2026" in text_of(
        cast.sam, thread.get_absolute_url()
    )


def test_every_answer_has_one_length_whatever_was_chosen(cast, now):
    crowd.gathered(cast, now)
    seen = set()
    for shown_as in ("NAME", "GROUP", "UNNAMED", ""):
        answer = cast.sam.client.post(at("talk", cast), {"words": f"x {shown_as}", "shown_as": shown_as})
        seen.add((answer.status_code, len(answer.content), answer.headers["Cache-Control"]))
    assert len(seen) == 1


def test_facilitators_and_supporters_are_not_offered_it_and_say_why_only_to_members(cast, now):
    crowd.gathered(cast, now)
    for one in (cast.farah, cast.sol):
        page = cast.farah.client.get(at("talk", cast)).content.decode()
        assert "UNNAMED" not in page and "Without my name" not in page
        one.client.post(at("talk", cast), {"words": "x", "shown_as": "UNNAMED"})
    assert not WaitingPost.objects.exists()


def test_the_point_of_contact_reads_and_answers_only_what_was_shared(cast, now):
    post = crowd.said(cast.sam.membership, now, words="Shared words")
    crowd.said(cast.sam.membership, now, words="Our own words")
    for number in range(9):
        one = builders.membership(cast.group, name=f"M{number}")
        voice.say_me_too(by=one, post=post)
    assert "will be here" in text_of(cast.priya, at("talk", cast))
    voice.share(by=cast.sam.membership, now=now, post=post, looked=True)
    page = text_of(cast.priya, at("talk", cast))
    assert "Shared words" in page and "Our own words" not in page and "Sam" not in page
    assert "about 10 people said me too" in page and "9 people said me too" in text_of(cast.jo, at("talk", cast))
    cast.priya.client.post(at("talk", cast), {"words": "Not here"})
    cast.priya.client.post(post.get_absolute_url(), {"words": "I hear you"})
    assert "“I hear you” Priya" in text_of(cast.sam, post.get_absolute_url())
    assert not Post.objects.filter(words="Not here").exists()


def test_what_is_hidden_or_taken_back_stays_as_a_line(cast, now):
    post = crowd.said(cast.sam.membership, now, words="Hard words")
    Post.objects.update(hidden_at=now, hidden_because="OTHER")
    assert "A post was hidden here on" in text_of(cast.jo, at("talk", cast))
    page = text_of(cast.jo, post.get_absolute_url())
    assert "Hard words" not in page
    assert not BeautifulSoup(cast.jo.client.get(post.get_absolute_url()).content, "html.parser").select("#say")


def test_facilitators_see_how_many_beginnings_are_not_about_an_entry(cast, now):
    crowd.said(cast.sam.membership, now)
    crowd.said(cast.sam.membership, now, said=builders.said(cast.group))
    assert "1 talk here is not about an entry yet." in text_of(cast.farah, at("talk", cast))
    assert "not about an entry" not in text_of(cast.sam, at("talk", cast))


def test_what_is_new_is_new_for_its_writer_too(cast, now):
    members = crowd.gathered(cast, now)
    Membership.objects.update(looked_at=now, looked_before_at=now.replace(hour=9))
    crowd.unnamed(cast.sam.membership, now)
    receipts.show_due(now=now.replace(hour=13))
    crowd.said(cast.sam.membership, now)
    for one in members[:3]:
        assert "Talk : 2 new since you last looked" in text_of(one, at("group_home", cast)).replace("Talk:", "Talk :")
        assert text_of(one, at("talk", cast)).count("New") == 2
    Membership.objects.update(looked_before_at=now.replace(day=19))
    one = Membership.objects.with_people().get(pk=cast.sam.membership.pk)
    assert queries.talk_of(one).new == 0


@pytest.mark.parametrize("name", ["talk", "topic_talk", "said_talk", "thread"])
def test_outsiders_find_nothing_and_the_system_beyond_the_contact_is_refused(cast, now, name):
    where = {
        "topic_talk": {"topic_id": builders.topic(cast.group).pk},
        "said_talk": {"number": builders.said(cast.group).number},
        "thread": {"post_id": crowd.said(cast.sam.membership, now).pk},
    }
    address = at(name, cast, **where.get(name, {}))
    for one in cast.outsiders:
        assert one.client.get(address).status_code == 404
    for one in (cast.okoro, cast.nia):
        assert one.client.get(address).status_code == 403


@pytest.mark.parametrize("number", [1, 20])
def test_the_talk_takes_as_many_statements_for_many_as_for_one(cast, now, number, django_assert_num_queries):
    topic = builders.topic(cast.group)
    for _ in range(number):
        thread = crowd.said(cast.sam.membership, now, topic=topic)
        voice.say_me_too(by=cast.jo.membership, post=thread)
    for _ in range(number):
        crowd.said(cast.jo.membership, now, parent=thread)
    cast.sam.client.get(at("talk", cast))
    with django_assert_num_queries(8):
        cast.sam.client.get(at("talk", cast))
    with django_assert_num_queries(10):
        cast.sam.client.get(thread.get_absolute_url())


# --- the page of the code ---


def test_whoever_has_the_code_takes_back_or_says_more(cast, now, clock):
    crowd.gathered(cast, now)
    code = crowd.unnamed(cast.sam.membership, now)
    receipts.show_due(now=now.replace(hour=13))
    clock(now.replace(hour=14))
    page = at("receipt", cast)
    assert "We do not know who holds which code" in text_of(cast.sam, page)
    answer = cast.sam.client.post(page, {"code": code, "deed": "go_on", "words": ""})
    assert "Enter what more you want to say" in answer.content.decode()
    answer = cast.sam.client.post(page, {"code": code, "deed": "go_on", "words": "And more"})
    assert "It will appear later today with others" in answer.content.decode()
    answer = cast.sam.client.post(page, {"code": "WRONG", "deed": "take_back"})
    assert "This code opens nothing here" in answer.content.decode()
    answer = cast.sam.client.post(page, {"code": code, "deed": "take_back"})
    assert "Your words are gone" in answer.content.decode() and "what it sent stays" in answer.content.decode()
    assert not WaitingPost.objects.exists() and Post.objects.get().words == ""
    for one in (cast.farah, cast.sol, cast.priya):
        assert one.client.get(page).status_code == 403
