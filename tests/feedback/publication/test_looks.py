"""A group and a topic, on screen, in large print and in short: the same things said, all equally prominent."""

import pytest
from bs4 import BeautifulSoup
from django.urls import reverse

from feedback.log import operations as log
from feedback.log.models import Stage
from feedback.publication.queries import MEANINGS, SHELVES
from tests import builders
from tests.feedback import chain

LOOKS = ["", "_large", "_plain"]


def words(response):
    assert response.status_code == 200
    return BeautifulSoup(response.content, "html.parser").find("main").get_text(" ", strip=True)


def page(cast, visitor, look="", topic=None, **query):
    name, args = ("public_topic", [cast.group.slug, topic.pk]) if topic else ("public_page", [cast.group.slug])
    return visitor.get(reverse(name + look, args=args), query)


def published(cast, now, make, **fields):
    said = make(cast, now, **fields)
    log.publish(by=cast.farah.membership, now=now, said=said)
    return said


@pytest.mark.parametrize("look", LOOKS)
def test_said_heard_did_cannot_and_why_and_waiting_with_its_age_all_stand_there(cast, visitor, now, clock, look):
    published(cast, now, chain.did, words="Letters were late.")
    published(cast, now, chain.cannot, words="Free parking.")
    published(cast, now, chain.heard, words="A ramp.")
    clock("2026-12-02T10:00")
    shown = words(page(cast, visitor, look))
    for said in ("Letters were late.", "Free parking.", "A ramp."):
        assert said in shown
    assert "Letters go out 10 days before. (All clinics, since 18 November 2026)" in shown
    assert "We can’t. " in shown and "The hospital part is fixed until April." in shown
    assert "Waiting 10 working days, since 18 November 2026. An answer is promised by" in shown


def test_the_page_says_who_has_the_final_say(cast, visitor, now):
    published(cast, now, chain.heard)
    assert "Heard on 18 November 2026. The final say: The outpatients board" in words(page(cast, visitor))


@pytest.mark.parametrize("look", LOOKS)
def test_every_number_has_its_meaning_on_the_page(cast, visitor, now, look):
    shown = words(page(cast, visitor, look))
    for word, meaning in MEANINGS.items():
        assert word in shown and meaning in shown
    for label, _, _ in SHELVES.values():
        assert label in shown


@pytest.mark.parametrize("look", LOOKS)
def test_the_looks_lead_to_each_other_and_to_the_open_data(cast, visitor, now, look):
    topic = builders.topic(cast.group)
    builders.said(cast.group, topic=topic, published_at=now)
    for about in (None, topic):
        links = {one["href"] for one in BeautifulSoup(page(cast, visitor, look, about).content, "html.parser")("a")}
        name, args = ("public_topic", [cast.group.slug, topic.pk]) if about else ("public_page", [cast.group.slug])
        assert {reverse(name + other, args=args) for other in LOOKS if other != look} <= links
        assert reverse("public_data", args=[cast.group.slug]) in links


@pytest.mark.parametrize("look", LOOKS)
def test_a_topic_shows_its_own_things_only(cast, visitor, now, look):
    travel, food = builders.topic(cast.group, "Travel"), builders.topic(cast.group, "Food")
    builders.said(cast.group, "Buses", topic=travel, published_at=now)
    builders.said(cast.group, "Soup", topic=food, published_at=now)
    builders.said(cast.group, "Left inside", topic=travel)
    shown = words(page(cast, visitor, look, travel))
    assert "Travel" in shown and "Buses" in shown and "Soup" not in shown and "Left inside" not in shown


def test_the_group_page_lists_its_topics_with_how_much_is_published(cast, visitor, now):
    travel = builders.topic(cast.group, "Travel")
    builders.topic(cast.group, "Nothing here")
    for _ in range(2):
        builders.said(cast.group, topic=travel, published_at=now)
    builders.said(cast.group, topic=travel)
    shown = words(page(cast, visitor))
    assert "Travel 2 things we said" in shown and "Nothing here" not in shown


def test_a_topic_without_anything_published_or_of_another_group_has_no_page(cast, visitor, now):
    empty, theirs = builders.topic(cast.group, "Travel"), builders.topic(cast.other_group, "Food")
    builders.said(cast.group, topic=empty)
    builders.said(cast.other_group, topic=theirs, published_at=now)
    for topic in (empty, theirs):
        for look in LOOKS:
            assert page(cast, visitor, look, topic).status_code == 404


@pytest.mark.parametrize("look", LOOKS)
@pytest.mark.parametrize("rows", [1, 3])
def test_a_page_takes_as_many_statements_for_three_as_for_one(
    cast, visitor, now, look, rows, django_assert_num_queries
):
    topics = [builders.topic(cast.group, f"Topic {n}") for n in range(rows)]
    for topic in topics:
        for _ in range(rows):
            builders.said(cast.group, topic=topic, published_at=now)
    with django_assert_num_queries(
        11
    ):  # group, entries, decisions, claims, counts, purpose, who agreed, times, late, notes, what leaders promised
        page(cast, visitor, look)
    with django_assert_num_queries(5):  # group, entries, decisions, claims, counts
        page(cast, visitor, look, topics[0])


def test_a_long_list_is_turned_page_by_page(cast, visitor, now):
    for n in range(21):
        builders.said(cast.group, f"Thing number {n}.", published_at=now)
    assert "Thing number 0." not in words(page(cast, visitor))
    assert "Thing number 0." in words(page(cast, visitor, page=2))


def test_everyone_gets_the_same_bytes_and_a_reader_who_has_them_gets_none(cast, visitor, now):
    builders.said(cast.group, published_at=now)
    first = page(cast, visitor)
    assert "max-age=60" in first["Cache-Control"] and "public" in first["Cache-Control"] and not first.cookies
    assert page(cast, cast.sam.client).content == first.content
    again = visitor.get(reverse("public_page", args=[cast.group.slug]), headers={"if-none-match": first["ETag"]})
    assert again.status_code == 304
    builders.said(cast.group, "New", published_at=now)
    assert (
        visitor.get(
            reverse("public_page", args=[cast.group.slug]), headers={"if-none-match": first["ETag"]}
        ).status_code
        == 200
    )


def test_promises_are_told_with_how_often_they_were_kept(cast, visitor, now, clock):
    published(cast, now, chain.cannot)
    assert (
        "The middle time to get an answer was 0 working days (half took longer). The promise was kept 10 times in 10."
        in words(page(cast, visitor))
    )
    said = published(cast, now, chain.heard)
    clock("2027-02-02T10:00")
    assert said.due_on < said.due_on.replace(2027, 2, 2)
    assert "The promise was kept 5 times in 10." in words(page(cast, visitor))


def test_what_was_never_heard_is_told_as_a_promise_to_answer_that_was_not_kept(cast, visitor, now, clock):
    published(cast, now, chain.sent)
    assert "The promise was kept" not in words(page(cast, visitor)), "no promise has passed"
    clock("2027-02-02T10:00")
    for what in ("to be heard", "to get an answer"):
        assert f"There is no middle time {what} yet. The promise was kept 0 times in 10." in words(page(cast, visitor))
    published(cast, now, chain.cannot)
    assert words(page(cast, visitor)).count("The promise was kept 5 times in 10.") == 2


@pytest.mark.parametrize("look", LOOKS)
def test_an_empty_page_and_what_was_done_before_say_so(cast, visitor, now, look):
    assert "published" in words(page(cast, visitor, look))
    builders.said(cast.group, stage=Stage.EARLIER, source="Our spreadsheet", published_at=now)
    assert "Our spreadsheet" in words(page(cast, visitor, look)) or look == "_plain"


def test_an_empty_shelf_says_so(cast, visitor, now):
    builders.said(cast.group, published_at=now)
    assert "Nothing here now." in words(page(cast, visitor, show="did"))


def test_what_is_being_done_tells_its_next_promise(cast, visitor, now):
    builders.said(cast.group, stage=Stage.DOING, due_on=now.date(), published_at=now)
    builders.said(cast.group, stage=Stage.DOING, opened_at=None, published_at=now)
    assert "The next step is promised by 18 November 2026." in words(page(cast, visitor))
