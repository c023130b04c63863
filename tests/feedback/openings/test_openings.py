from datetime import timedelta

import pytest
from bs4 import BeautifulSoup
from django.urls import include, path, reverse

from feedback.influence.models import Judging
from feedback.openings import operations as openings
from feedback.openings import queries
from feedback.power import operations as power
from feedback.topics import operations as topics
from feedback.topics import queries as topic_queries
from feedback.topics.models import Topic
from groups.batches import operations as batches
from groups.choices.models import Preference
from groups.membership.models import Membership
from groups.notices import delivery
from groups.notices.models import Letter
from tests import builders
from tests.feedback import chain, life

OPENED = "feedback/openings/emails/opened"


def page(topic, name="topic"):
    return reverse(name, kwargs={"slug": topic.group.slug, "topic_id": topic.pk})


def text(player, topic):
    answer = player.client.get(page(topic))
    assert answer.status_code == 200
    return BeautifulSoup(answer.content, "html.parser").get_text(" ", strip=True)


def opened(cast, now, topic):
    return openings.open_discussion(by=cast.farah.membership, now=now, topic=topic)


def test_a_topic_lives_from_prepared_to_open_to_closed(cast, now):
    topic = life.ready(cast, now)
    assert (topic.state, topic.state_words) == ("PREPARED", "Not open for discussion yet")
    assert not topic_queries.open_for_discussion(topic)
    topic = opened(cast, now, topic)
    assert (topic.state, topic.discussion_opened_at) == ("OPEN", now)
    assert topic_queries.open_for_discussion(topic)
    assert Topic.objects.open_for_discussion().get() == topic
    with pytest.raises(openings.IsBeingDiscussed):
        opened(cast, now, topic)
    topic = openings.close_topic(by=cast.farah.membership, now=now, topic=topic)
    assert (topic.state, topic.open_for_discussion) == ("CLOSED", False)
    with pytest.raises(topics.TopicIsClosed):
        opened(cast, now, topic)
    topic = topics.open_again(by=cast.farah.membership, now=now, topic=topic)
    assert topic.state == "OPEN"


def test_it_is_not_opened_without_card_and_map(cast, now):
    topic = builders.topic(cast.group)
    with pytest.raises(openings.NeedsItsCardAndMap) as told:
        opened(cast, now, topic)
    assert told.value.sentence == "It needs its card and map before it can be discussed."
    life.mapped(cast, now, topic)
    with pytest.raises(openings.NeedsItsCardAndMap) as told:
        opened(cast, now, topic)
    assert "It needs its card before" in told.value.sentence
    with pytest.raises(openings.NeedsItsCardAndMap) as told:
        opened(cast, now, life.with_card(cast, now, builders.topic(cast.group, "Other")))
    assert "It needs its map before" in told.value.sentence


@pytest.mark.parametrize("who", ["sam", "sol", "priya", "okoro", "nia", "faye"])
def test_only_facilitators_open_and_close(cast, now, who):
    topic = life.ready(cast, now)
    for deed in (openings.open_discussion, openings.close_topic):
        with pytest.raises(topics.NotYourPart):
            deed(by=getattr(cast, who).membership, now=now, topic=topic)


def test_people_say_something_under_a_topic_that_is_not_discussed_yet_and_not_under_a_closed_one(cast, now):
    topic = builders.topic(cast.group)
    assert chain.sent(cast, now, topic=topic).topic == topic
    topic = openings.close_topic(by=cast.farah.membership, now=now, topic=topic)
    assert not Judging.objects.exists()  # it was never discussed: nothing to judge
    with pytest.raises(chain.drafts.log.NotThatTopic):
        chain.drafted(cast, now, topic=topic)


def test_the_group_is_told_that_it_is_open_and_what_is_missing(cast, now):
    topic = life.ready(cast, now)
    power.declare_influence(by=cast.farah.membership, now=now, topic=topic, influence="CONSULTED")
    life.noted(cast, now, topic)
    life.without(cast, now, topic)
    opened(cast, now, topic)
    letters = Letter.objects.filter(stem=OPENED)
    assert letters.count() == 5
    letter = letters.first().text
    assert "The outpatients board" in letter
    assert "Consulted. We are asked what we think." in letter
    assert "When letters are sent: open to change" in letter
    assert "- The numbers that staff have" in letter
    assert "A briefing" not in letter
    assert "- A rehearsal before we meet leaders, because: There is no time before the meeting." in letter


def test_a_topic_closed_before_the_letter_went_is_not_told_of(cast, now):
    Preference.objects.create(person=cast.jo.person, quiet_from="09:00", quiet_until="12:00")
    topic = life.discussed(cast, now)
    assert "nobody has said yet" in Letter.objects.filter(stem=OPENED).first().text
    delivery.send_due(lambda: now)
    life.closed(cast, now, topic)
    batches.gather(now=now + timedelta(hours=2))
    delivery.send_due(lambda: now + timedelta(hours=2))
    assert Letter.objects.get(stem=OPENED, person=cast.jo.person).because == "CHANGED"
    assert Letter.objects.get(stem=OPENED, person=cast.sam.person).state == "SENT"


def test_everyone_in_and_beside_the_group_reads_card_map_level_and_checklist(cast, now):
    topic = life.discussed(cast, now, builders.topic(cast.group, about="How plans are made"))
    power.declare_influence(by=cast.okoro.membership, now=now, topic=topic, influence="DECIDING")
    power.change_item(
        by=cast.okoro.membership, now=now, item=topic.map_items.get(), what="When letters are sent", state="FIXED",
        why="The law.",
    )  # fmt: skip
    life.noted(cast, now, topic)
    for player in cast.in_group:
        seen = text(player, topic)
        for words in (
            "Open for discussion", "How plans are made", *life.CARD.values(), "When letters are sent Fixed", "Why: The law.",
            "Deciding together", "A briefing in plain words On record as there", "Two pages in plain words.",
            "A rehearsal before we meet leaders Missing", "It was: Open to change", "It is now: Fixed", "Dr Okoro, sponsor",
            "Priya, point of contact", "Nobody has spoken about this yet.",
        ):  # fmt: skip
            assert words in seen, words


def test_members_names_stay_inside(cast, now):
    topic = life.ready(cast, now)
    assert "Farah, facilitator" in text(cast.sam, topic)
    assert "Farah" not in text(cast.okoro, topic)


def test_a_topic_says_how_much_stands_where_and_links_to_it(cast, now):
    topic = builders.topic(cast.group)
    for arrange in ("sent", "did", "cannot"):
        getattr(chain, arrange)(cast, now, topic=topic)
    seen = BeautifulSoup(cast.sam.client.get(page(topic)).content, "html.parser")
    for shelf in ("1 still waiting", "1 done", "1 can’t, or not now"):
        link = seen.find("a", string=shelf)
        assert cast.sam.client.get(link["href"]).status_code == 200


def test_a_group_nobody_answers_is_told_so(cast):
    Membership.objects.for_the_system().update(left_at=builders.NOW)
    assert "nobody would answer" in text(cast.sam, builders.topic(cast.group))


def test_what_each_may_do_stands_on_the_page(cast, now):
    topic = builders.topic(cast.group)
    assert "It needs its card and map before it can be discussed." in text(cast.sam, topic)
    assert "Fill in the card" in text(cast.priya, topic)
    assert "Open it for discussion" not in text(cast.farah, topic)
    life.ready(cast, now, topic)
    assert "Open it for discussion" in text(cast.farah, topic)
    assert "Open it for discussion" not in text(cast.priya, topic)
    sam = text(cast.sam, topic)
    assert "Change the card" not in sam
    assert "Was this really there for you?" in sam
    assert "Ask the group to go without it" in sam
    for beside in (text(cast.okoro, topic), text(cast.nia, topic)):
        assert "Was this really there for you?" not in beside
        assert "Say something about this" not in beside


def test_facilitators_use_the_buttons(cast, now):
    topic = builders.topic(cast.group)
    client = cast.farah.client
    answer = client.post(page(topic, "open_discussion"), follow=True)
    assert "It needs its card and map" in answer.content.decode()
    life.ready(cast, now, topic)
    answer = client.post(page(topic, "open_discussion"), follow=True)
    assert "You opened the topic for discussion." in answer.content.decode()
    answer = client.post(page(topic, "close_topic"), follow=True)
    assert "We are asking members how much say they really had." in answer.content.decode()
    answer = client.post(page(topic, "close_topic"), follow=True)
    assert "This topic is closed already." in answer.content.decode()


def test_others_are_turned_away(cast, now):
    topic = life.ready(cast, now)
    for player in (cast.sam, cast.priya):
        assert player.client.post(page(topic, "open_discussion")).status_code == 403
    for player in cast.outsiders:
        assert player.client.get(page(topic)).status_code == 404
        assert player.client.post(page(topic, "open_discussion")).status_code == 404
    assert (
        cast.sam.client.get(
            page(builders.topic(cast.other_group)).replace("harbour-voices", cast.group.slug)
        ).status_code
        == 404
    )


class WithTalk:
    """The addresses of the product, and a page for the talk about a topic."""

    urlpatterns = [
        path("", include("coproduction.urls")),
        path("groups/<slug:slug>/topics/<int:topic_id>/talk/", lambda request, **rest: None, name="topic_talk"),
    ]


def test_the_page_leads_to_the_talk_once_there_is_one(cast, now, settings):
    topic = life.discussed(cast, now)
    settings.ROOT_URLCONF = WithTalk
    assert "Talk about it" in text(cast.sam, topic)
    life.closed(cast, now, topic)
    assert "Talk about it" not in text(cast.sam, topic)


@pytest.mark.parametrize("rows", [1, 5])
def test_the_page_takes_fourteen_statements_whatever_is_on_it(cast, now, rows):
    topic = life.discussed(cast, now)
    life.closed(cast, now, topic)
    topics.open_again(by=cast.farah.membership, now=now, topic=topic)
    for number in range(rows):
        life.mapped(cast, now, topic, f"Thing {number}")
        chain.sent(cast, now, topic=topic)
    for number in range(rows):
        builders.membership(cast.group, name=f"Member {number}")
    life.noted(cast, now, topic)
    life.asked(cast, now, topic)
    life.asked(cast, now, topic, part="NUMBERS")
    Judging.objects.update(closed_at=now)
    assert cast.sam.client.get(page(topic)).headers["X-SQL-Count"] == "14"
    assert cast.okoro.client.get(page(topic)).headers["X-SQL-Count"] == "12"


def test_what_is_still_open_is_told(cast, now):
    topic = life.discussed(cast, now)
    letters = list(Letter.objects.filter(stem=OPENED))
    assert queries.still_open(letters) == {letter.pk for letter in letters}
    life.closed(cast, now, topic)
    assert queries.still_open(letters) == set()
