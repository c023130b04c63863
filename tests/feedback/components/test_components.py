import pytest
from bs4 import BeautifulSoup
from django.urls import reverse

from feedback.components import operations as components
from feedback.components import queries
from feedback.log import operations as log
from feedback.topics import operations as topics
from feedback.topics.models import Topic
from tests import builders
from tests.feedback import chain

KEYS = {"PLANNING", "DECISIONS", "PRESCRIBING", "SELF_CARE", "CHOICE", "BUDGETS"}


def at(cast, name):
    return reverse(name, args=[cast.group.slug])


def text(player, address):
    answer = player.client.get(address)
    assert answer.status_code == 200
    return BeautifulSoup(answer.content, "html.parser").get_text(" ", strip=True)


def typed(cast, *add, **own):
    form = {}
    for one in queries.starting_list(cast.farah.membership):
        form |= {f"name_{one.key}": one.name, f"about_{one.key}": one.about}
    return form | {f"add_{key}": "on" for key in add} | own


def test_the_six_parts_of_personalised_care_have_plain_definitions_that_fit(cast):
    listed = queries.starting_list(cast.farah.membership)
    assert {one.key for one in listed} == KEYS
    for one in listed:
        assert 20 < len(one.about) <= Topic._meta.get_field("about").max_length
        assert len(one.name) <= Topic._meta.get_field("name").max_length
        assert len(one.key) <= Topic._meta.get_field("component").max_length


def test_a_facilitator_adds_several_in_one_go_in_the_groups_own_words(cast):
    page = at(cast, "starting_topics")
    assert "You hear about the choices you have" in cast.farah.client.get(page).content.decode()
    own = {"name_BUDGETS": "Money for our care", "about_BUDGETS": "Money we decide about."}
    answer = cast.farah.client.post(page, typed(cast, "BUDGETS", "CHOICE", **own), follow=True)
    assert "You added 2 topics." in answer.content.decode()
    made = {topic.component: topic for topic in Topic.objects.all()}
    assert (made["BUDGETS"].name, made["BUDGETS"].about) == ("Money for our care", "Money we decide about.")
    assert made["CHOICE"].name == "Enabling choice"
    again = cast.farah.client.get(page).content.decode()
    assert "Your group has these already" in again
    assert "add_BUDGETS" not in again


def test_none_is_added_twice_and_all_of_them_or_none(cast, now):
    by = cast.farah.membership
    components.add_topics(by=by, now=now, chosen=[("CHOICE", "Choice", "")])
    with pytest.raises(topics.TopicIsThereAlready) as told:
        components.add_topics(by=by, now=now, chosen=[("BUDGETS", "Budgets", ""), ("CHOICE", "Choices", "")])
    assert told.value.field == "name_CHOICE"
    assert Topic.objects.count() == 1


def test_a_name_that_is_taken_is_said_beside_it_and_what_was_typed_stays(cast):
    builders.topic(cast.group, "Enabling choice")
    page = at(cast, "starting_topics")
    answer = cast.farah.client.post(page, typed(cast, "CHOICE", about_CHOICE="KEEP ME")).content.decode()
    assert "already has a topic with this name" in answer
    assert "KEEP ME" in answer
    assert (
        "Enter the name of the topic"
        in cast.farah.client.post(page, typed(cast, "CHOICE", name_CHOICE="")).content.decode()
    )
    assert "Choose at least one to add." in cast.farah.client.post(page, typed(cast)).content.decode()


def test_nothing_is_left_to_add_when_the_group_has_all(cast):
    page = at(cast, "starting_topics")
    cast.farah.client.post(page, typed(cast, *KEYS))
    assert Topic.objects.count() == 6
    assert "There is nothing left to add." in text(cast.farah, page)


def test_only_facilitators_add(cast, now):
    for player in (cast.sam, cast.sol, cast.priya, cast.okoro, cast.nia):
        assert player.client.get(at(cast, "starting_topics")).status_code == 403
        with pytest.raises(topics.NotYourPart):
            components.add_topics(by=player.membership, now=now, chosen=[("CHOICE", "Choice", "")])
    for player in cast.outsiders:
        assert player.client.get(at(cast, "starting_topics")).status_code == 404


def test_it_shows_where_voice_is_and_where_it_is_silent(cast, now):
    topic = builders.topic(cast.group, "Choices", component="CHOICE")
    builders.topic(cast.group, "Signs")
    for arrange in ("sent", "did", "cannot", "drafted"):
        getattr(chain, arrange)(cast, now, topic=topic)
    for player in (cast.sam, cast.farah, cast.sol):
        seen = text(player, at(cast, "where_voice_is"))
        assert "Choices Said: 3 Still waiting: 1 We did: 1 We can’t, or not now: 1" in seen
        assert "Last said: today, on Wednesday 18 November 2026" in seen
        assert "Signs Nobody has spoken about this yet" in seen
        assert "Shared decision making Nobody has spoken about this yet. It is not a topic of this group yet." in seen
        assert "Enabling choice" not in seen  # the group calls it by its own name
        assert seen.index("Signs") < seen.index("Choices")  # what is silent comes first
    assert "Make it one" in text(cast.farah, at(cast, "where_voice_is"))
    assert "Make it one" not in text(cast.sam, at(cast, "where_voice_is"))


def test_outside_the_group_numbers_are_rounded(cast, now):
    topic = builders.topic(cast.group)
    for _ in range(8):
        chain.sent(cast, now, topic=topic)
    chain.did(cast, now, topic=topic)
    for player in (cast.priya, cast.okoro, cast.nia):
        seen = text(player, at(cast, "where_voice_is"))
        assert "Said: about 10 Still waiting: about 10 We did: fewer than 8 We can’t, or not now: none" in seen
        assert "Say something about this" not in seen
    for player in cast.outsiders:
        assert player.client.get(at(cast, "where_voice_is")).status_code == 404


def test_what_came_with_an_older_record_has_no_day(cast, now):
    topic = builders.topic(cast.group, closed_at=now)
    topics.open_again(by=cast.farah.membership, now=now, topic=topic)
    log.bring_in_done(by=cast.farah.membership, now=now, words="x", source="A list", topic=Topic.objects.get())
    assert "Last said: before this record began" in text(cast.sam, at(cast, "where_voice_is"))


@pytest.mark.parametrize("rows", [1, 4])
def test_it_takes_four_statements_at_any_length(cast, now, rows):
    for number in range(rows):
        chain.sent(cast, now, topic=builders.topic(cast.group, f"Topic {number}"))
    assert cast.sam.client.get(at(cast, "where_voice_is")).headers["X-SQL-Count"] == "4"
    assert cast.farah.client.get(at(cast, "starting_topics")).headers["X-SQL-Count"] == "4"
