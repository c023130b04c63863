import pytest
from django.urls import reverse

from feedback.power.models import MapItem
from tests import builders
from tests.feedback import life


def at(topic, name, **more):
    return reverse(name, kwargs={"slug": topic.group.slug, "topic_id": topic.pk, **more})


def words_of(answer):
    return answer.content.decode()


def test_a_point_of_contact_fills_in_the_card(cast):
    topic = builders.topic(cast.group)
    page = at(topic, "final_say")
    assert "Why does it change?" not in words_of(cast.priya.client.get(page))
    answer = cast.priya.client.post(page, life.CARD | {"binds": ""})
    assert "Enter what binds them" in words_of(answer)
    assert "The outpatients board" in words_of(answer)
    answer = cast.priya.client.post(page, life.CARD, follow=True)
    assert "You filled in the final-say card." in words_of(answer)
    again = words_of(cast.priya.client.get(page))
    assert "Why does it change?" in again
    assert "The outpatients board" in again
    assert "call 999" in again


def test_a_sponsor_says_how_much_say_people_have(cast):
    topic = builders.topic(cast.group)
    page = at(topic, "declare_influence")
    assert "It does not happen unless we agree." in words_of(cast.okoro.client.get(page))
    answer = cast.okoro.client.post(page, {"influence": "CONSULTED"}, follow=True)
    assert "You said how much say people have." in words_of(answer)
    assert "Consulted" in words_of(answer)
    assert "Why does it change?" in words_of(cast.okoro.client.get(page))


def test_facilitators_keep_the_map(cast):
    topic = builders.topic(cast.group)
    answer = cast.farah.client.post(at(topic, "put_on_map"), {"what": "Letters", "state": "FIXED", "why": ""})
    assert "Say why it is fixed, or only partly open." in words_of(answer)
    cast.farah.client.post(at(topic, "put_on_map"), {"what": "Letters", "state": "OPEN", "why": ""})
    item = MapItem.objects.get()
    page = at(topic, "change_map_item", map_item_id=item.pk)
    assert "Letters" in words_of(cast.farah.client.get(page))
    answer = cast.farah.client.post(page, {"what": "Letters", "state": "FIXED", "why": "The law."}, follow=True)
    assert "We are telling the whole group today." in words_of(answer)
    answer = cast.farah.client.post(page, {"what": "All letters", "state": "FIXED", "why": "The law."}, follow=True)
    assert "We are telling the whole group today." not in words_of(answer)


@pytest.mark.parametrize("name", ["final_say", "declare_influence", "put_on_map"])
def test_others_are_turned_away(cast, name):
    topic = builders.topic(cast.group)
    for player in (cast.sam, cast.sol, cast.nia):
        assert player.client.get(at(topic, name)).status_code == 403
    for player in cast.outsiders:
        assert player.client.get(at(topic, name)).status_code == 404
    closed = builders.topic(cast.group, "Old", closed_at=builders.NOW)
    assert cast.farah.client.get(at(closed, name)).status_code == 404


def test_something_on_another_map_is_not_found(cast, now):
    item = life.mapped(cast, now, builders.topic(cast.group))
    other = builders.topic(cast.group, "Other")
    assert cast.farah.client.get(at(other, "change_map_item", map_item_id=item.pk)).status_code == 404
