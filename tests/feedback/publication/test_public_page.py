from datetime import timedelta

import pytest
from bs4 import BeautifulSoup

from feedback.answers import operations as answers
from feedback.deeds import operations as deeds
from feedback.log import operations as log
from feedback.log.models import Stage
from tests import builders
from tests.feedback import chain

ADDRESS = "/public/rivers-and-moors-co-production-group/"


def words(response):
    assert response.status_code == 200
    return BeautifulSoup(response.content, "html.parser").find("main").get_text(" ", strip=True)


def test_a_visitor_reads_what_was_published_and_nothing_else(cast, visitor, now):
    builders.said(cast.group, "Published words", published_at=now)
    builders.said(cast.group, "Kept words")
    builders.said(cast.other_group, "Their words", published_at=now)
    page = words(visitor.get(ADDRESS))
    assert "Published words" in page
    assert "Kept words" not in page and "Their words" not in page


def test_waiting_and_cannot_stand_as_prominently_as_did(cast, visitor, now):
    for stage in (Stage.SENT, Stage.DID, Stage.CANNOT):
        builders.said(cast.group, f"Words {stage}", stage=stage, published_at=now)
    page = words(visitor.get(ADDRESS))
    for heading in ("1 Still waiting", "1 We did", "1 We can’t, or not now", "0 Being done"):
        assert heading in page
    assert "Words CANNOT" in words(visitor.get(ADDRESS, {"show": "cannot"}))
    assert "Words SENT" not in words(visitor.get(ADDRESS, {"show": "cannot"}))


def test_what_was_brought_in_names_its_source(cast, visitor, now):
    builders.said(
        cast.group, "Top tips", stage=Stage.EARLIER, source="Our spreadsheet", happened="3 July 2020", published_at=now
    )
    page = words(visitor.get(ADDRESS))
    assert "3 July 2020 · from “Our spreadsheet”" in page
    assert "1 of them before we used this site" in page


def test_no_name_of_a_member_is_on_it(cast, visitor, now):
    builders.said(cast.group, shown_as="NAME", said_by=cast.sam.membership, published_at=now)
    assert "Sam" not in words(visitor.get(ADDRESS))


def test_a_group_that_is_not_public_has_no_page(cast, visitor):
    cast.group.is_public = False
    cast.group.save()
    assert visitor.get(ADDRESS).status_code == 404


def test_everyone_gets_the_same_bytes_so_that_it_can_be_kept_near_the_reader(cast, visitor):
    answer = visitor.get(ADDRESS)
    assert answer["Cache-Control"] == "public, max-age=60"
    assert not answer.cookies
    assert answer.content == cast.sam.client.get(ADDRESS).content


@pytest.mark.parametrize("rows", [1, 3])
def test_it_takes_as_many_statements_for_three_as_for_one(cast, visitor, now, rows, django_assert_num_queries):
    for _ in range(rows):
        builders.said(cast.group, published_at=now)
    with django_assert_num_queries(
        11
    ):  # group, entries, decisions, claims, counts, purpose, who agreed, times, late, notes, what leaders promised
        visitor.get(ADDRESS)


def test_an_odd_shelf_shows_everything(cast, visitor, now):
    builders.said(cast.group, "Published words", published_at=now)
    assert "Published words" in words(visitor.get(ADDRESS, {"show": "<script>"}))


def test_a_promise_that_passed_is_told_as_one_that_was_made(cast, visitor, now):
    builders.said(cast.group, answer_by=now.date() - timedelta(days=1), published_at=now)
    assert "An answer was promised by 17 November 2026" in words(visitor.get(ADDRESS))
    builders.said(cast.group, answer_by=now.date(), published_at=now)
    assert "An answer is promised by 18 November 2026" in words(visitor.get(ADDRESS))


def test_the_answer_shown_is_the_one_that_stands(cast, visitor, now):
    said = chain.decided(cast, now)
    answers.decide_again(by=cast.okoro.membership, now=now, said=said, kind="CANNOT", **chain.ANSWER, **chain.REASON)
    log.publish(by=cast.farah.membership, now=now, said=said)
    page = words(visitor.get(ADDRESS))
    assert "We can’t. The hospital part is fixed until April." in page and "We will." not in page


def test_what_the_group_said_no_to_is_no_longer_shown_as_its_answer(cast, visitor, now):
    said = chain.did(cast, now)
    log.publish(by=cast.farah.membership, now=now, said=said)
    assert "What changed: Letters go out 10 days before." in words(visitor.get(ADDRESS))
    deeds.say_if_answered(by=cast.sam.membership, now=now, said=said, answer="NO", words="They do not.")
    page = words(visitor.get(ADDRESS))
    assert "What changed" not in page and "We will." not in page and "An answer is promised by" in page
