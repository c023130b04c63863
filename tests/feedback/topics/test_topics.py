import pytest
from bs4 import BeautifulSoup
from django.urls import reverse

from feedback.topics import operations as topics
from feedback.topics.models import Topic
from groups.history.models import Event
from tests import builders
from tests.feedback import chain, life


def at(cast, name="topics", **more):
    return reverse(name, kwargs={"slug": cast.group.slug, **more})


def text(player, address):
    answer = player.client.get(address)
    assert answer.status_code == 200
    return BeautifulSoup(answer.content, "html.parser").get_text(" ", strip=True)


def test_facilitators_open_change_close_and_open_again(cast, now):
    by = cast.farah.membership
    topic = topics.open_topic(by=by, now=now, name="Care  planning ", about="How plans are made")
    assert (topic.name, topic.opened_at) == ("Care planning", now)
    topic = topics.change_topic(by=by, now=now, topic=topic, name="Planning", about="")
    assert Event.objects.get(what="topic_changed").detail == {"old": "Care planning", "new": "Planning"}
    topics.close_topic(by=by, now=now, topic=topic)
    assert not Topic.objects.open().exists()
    topics.open_again(by=by, now=now, topic=topic)
    assert Topic.objects.open().get() == topic
    assert str(topic) == "Planning"


@pytest.mark.parametrize(
    ("name", "about", "refusal", "field"),
    [
        (" ", "", topics.NameTheTopic, "name"),
        ("x" * 81, "", topics.TooLong, "name"),
        ("x", "y" * 401, topics.TooLong, "about"),
        ("LETTERS", "", topics.TopicNameTaken, "name"),
    ],
)
def test_a_topic_has_a_name_of_its_own(cast, now, name, about, refusal, field):
    builders.topic(cast.group, "Letters")
    with pytest.raises(refusal) as told:
        topics.open_topic(by=cast.farah.membership, now=now, name=name, about=about)
    assert told.value.field == field


def test_a_closed_topic_does_not_change_and_an_open_one_does_not_open(cast, now):
    by = cast.farah.membership
    topic = builders.topic(cast.group)
    with pytest.raises(topics.TopicIsOpen):
        topics.open_again(by=by, now=now, topic=topic)
    topics.close_topic(by=by, now=now, topic=topic)
    for deed in (lambda: topics.close_topic(by=by, now=now, topic=topic),
                 lambda: topics.change_topic(by=by, now=now, topic=topic, name="x")):  # fmt: skip
        with pytest.raises(topics.TopicIsClosed):
            deed()


@pytest.mark.parametrize("who", ["sam", "sol", "priya", "okoro", "nia", "faye"])
def test_only_facilitators_of_the_group_keep_its_topics(cast, now, who):
    topic, by = builders.topic(cast.group), getattr(cast, who).membership
    tries = [topics.close_topic, topics.open_again]
    for deed in tries:
        with pytest.raises(topics.NotYourPart):
            deed(by=by, now=now, topic=topic)
    with pytest.raises(topics.NotYourPart):
        topics.change_topic(by=by, now=now, topic=topic, name="x")
    if who != "faye":
        with pytest.raises(topics.NotYourPart):
            topics.open_topic(by=by, now=now, name="x")


@pytest.mark.parametrize("rows", [1, 3])
def test_the_list_of_topics_takes_four_statements_at_any_length(cast, now, rows):
    for number in range(rows):
        chain.sent(cast, now, topic=builders.topic(cast.group, f"Topic {number}"))
    assert cast.sam.client.get(at(cast)).headers["X-SQL-Count"] == "4"


def test_each_topic_says_how_much_stands_where_and_links_to_it(cast, now):
    topic = builders.topic(cast.group, about="How plans are made")
    for arrange in ("sent", "decided", "did", "cannot", "drafted"):
        getattr(chain, arrange)(cast, now, topic=topic)
    for player in cast.in_group:
        seen = text(player, at(cast))
        assert "2 still waiting" in seen
        assert "1 done" in seen
        assert "1 can’t, or not now" in seen
        assert "How plans are made" in seen
    soup = BeautifulSoup(cast.sam.client.get(at(cast)).content, "html.parser")
    for link in soup.select(".app-list a"):
        assert cast.sam.client.get(link["href"]).status_code == 200
    assert "?topic=" in soup.select(".app-list a")[-1]["href"]


def test_an_empty_list_offers_the_first_thing_to_facilitators(cast):
    assert "Add the first topic" in text(cast.farah, at(cast))
    assert "A facilitator adds them" in text(cast.sam, at(cast))


def test_facilitators_use_the_pages(cast):
    answer = cast.farah.client.post(at(cast, "open_topic"), {"name": "Letters", "about": "x"}, follow=True)
    assert "You added a topic." in answer.content.decode()
    topic = Topic.objects.get()
    answer = cast.farah.client.post(at(cast, "open_topic"), {"name": "letters", "about": "KEEP ME"})
    assert "already has a topic with this name" in answer.content.decode()
    assert "KEEP ME" in answer.content.decode()
    change = at(cast, "change_topic", topic_id=topic.pk)
    assert "Letters" in cast.farah.client.get(change).content.decode()
    answer = cast.farah.client.post(change, {"name": "Post", "about": ""}, follow=True)
    assert "You changed the topic." in answer.content.decode()
    answer = cast.farah.client.post(at(cast, "close_topic", topic_id=topic.pk), follow=True)
    assert "You closed the topic." in answer.content.decode()
    assert "Closed" in answer.content.decode()
    for said in ("You opened the topic again.", "This topic is open already."):
        answer = cast.farah.client.post(at(cast, "open_topic_again", topic_id=topic.pk), follow=True)
        assert said in answer.content.decode()


def test_others_are_turned_away(cast):
    topic = builders.topic(cast.group)
    for player in (cast.sam, cast.priya):
        assert player.client.get(at(cast, "open_topic")).status_code == 403
        assert player.client.post(at(cast, "close_topic", topic_id=topic.pk)).status_code == 403
    for player in cast.outsiders:
        assert player.client.get(at(cast)).status_code == 404
        assert player.client.get(at(cast, "change_topic", topic_id=topic.pk)).status_code == 404
    other = builders.topic(cast.other_group)
    assert cast.farah.client.get(at(cast, "change_topic", topic_id=other.pk)).status_code == 404


def test_each_topic_says_whether_it_can_be_discussed(cast, now):
    needs = "It needs its card and map before it can be discussed."
    topic = builders.topic(cast.group)
    assert f"Not open for discussion yet {needs}" in text(cast.sam, at(cast))
    life.with_card(cast, now, topic)
    assert needs in text(cast.sam, at(cast))
    life.mapped(cast, now, topic)
    assert needs not in text(cast.sam, at(cast))
    assert "Not open for discussion yet" in text(cast.sam, at(cast))
    life.discussed(cast, now, builders.topic(cast.group, "Other"))
    assert "Other Open for discussion" in text(cast.sam, at(cast))
