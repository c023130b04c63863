"""The report of a period: everyone reads the same, and it reads the same whenever it is opened."""

from collections import Counter
from datetime import UTC, datetime

import pytest
from bs4 import BeautifulSoup

from feedback.counting.queries import Figures, Took
from feedback.deeds import operations as deeds
from feedback.looking_back import queries
from feedback.periods import operations
from tests import builders
from tests.feedback import chain

OVER = datetime(2027, 1, 4, 9, tzinfo=UTC)
ADDRESS = "/groups/rivers-and-moors-co-production-group/periods/"


def main(player, code, end=""):
    response = player.client.get(f"{ADDRESS}{code}/{end}")
    assert response.status_code == 200, response.status_code
    return BeautifulSoup(response.content, "html.parser").find("main")


def text(*which):
    return main(*which).get_text(" ", strip=True)


@pytest.fixture
def counted(cast, now):
    chain.sent(cast, now, words="Pay travel on the day.")
    said = chain.did(cast, now, words="Write to us.", shown_as="NAME")
    chain.cannot(cast, now, words="Open on Sundays.")
    operations.freeze_due(now=OVER)
    return said


def test_it_says_plainly_what_was_said_and_what_came_of_it(cast, counted):
    page = text(cast.sam, "2026-q4")
    for words in (
        "3 things were said and sent.", "2 things were answered: “we will” once, “we can’t” once.",
        "1 thing was done, and someone in the group checked.", "1 thing waited for an answer, and nothing was being done.",
        "The group had fewer than 8 members",
        "Letters go out 10 days before. (All clinics, since", "The hospital part is fixed until April.",
    ):  # fmt: skip
        assert words in page, words
    large = main(cast.sam, "2026-q4", "large/")
    assert large.find(class_="app-large") and "Write to us." in large.get_text()


def test_everyone_reads_the_same_and_nobody_is_named(cast, counted):
    pages = {
        str(main(player, "2026-11")) for player in (cast.sam, cast.sol, cast.farah, cast.priya, cast.okoro, cast.nia)
    }
    page = pages.pop()
    assert pages == set()
    assert not any(name in page for name in ("Sam", "Jo", "Farah"))
    for player in cast.outsiders:
        assert player.client.get(f"{ADDRESS}2026-11/").status_code == 404


def test_what_happens_later_changes_nothing_on_it(cast, counted, clock):
    before = str(main(cast.sam, "2026-q4"))
    deeds.say_if_answered(by=cast.sam.membership, now=OVER, said=counted, answer="NO", words="Not here.")
    chain.sent(cast, OVER, words="A new thing.")
    assert str(main(cast.sam, "2026-q4")) == before
    operations.freeze_due(now=datetime(2027, 2, 4, 9, tzinfo=UTC))
    assert f"Number {counted.number} was opened again" in text(cast.sam, "2027-01")


@pytest.mark.parametrize("code", ["2026-12", "nonsense", "2020-q1"])
def test_what_was_not_counted_is_not_there(cast, code):
    assert cast.sam.client.get(f"{ADDRESS}{code}/").status_code == 404


@pytest.mark.parametrize("rows", [1, 3])
def test_a_report_takes_as_many_statements_for_three_as_for_one(cast, now, rows, django_assert_num_queries):
    for number in range(rows):
        chain.did(cast, now, words=f"{rows} {number}", topic=builders.topic(cast.group, f"Topic {rows} {number}"))
        chain.cannot(cast, now, words=f"{rows} {number}")
        chain.sent(cast, now)
    operations.freeze_due(now=OVER)
    client = cast.sam.client
    with django_assert_num_queries(
        7
    ):  # session, person, membership, the period and the one before, three for what it tells of
        client.get(f"{ADDRESS}2026-q4/")


def test_silence_is_said_and_many_are_said_as_many():
    nothing = queries.sentences(Figures())
    assert nothing == [
        "Nothing was sent.",
        "Nothing was heard.",
        "Nothing was answered.",
        "Nothing was finished.",
        "At the end nothing waited.",
    ]
    counts = {
        "HALF": 2,
        "NOTICED": 1,
        "UNNOTICED": 2,
        "REOPENED": 1,
        "CHALLENGED": 2,
        "DOING": 1,
        "WAITING": 2,
        "LATE": 1,
        "MEETINGS": 2,
    }
    many = " ".join(queries.sentences(Figures(counts=Counter(counts), hear=Took(late=1), members="none")))
    for words in (
        "2 things were half done.", "People noticed 1 thing that was done. Nobody noticed 2 things that were said to be done.",
        "1 thing was opened again. Answers were challenged 2 times.", 
        "2 things waited for an answer, and 1 thing was being done. 1 of those that waited was late.",
        "There were 2 meetings.", "Nothing was heard. The promise to hear was never kept.", "The group had no members",
    ):  # fmt: skip
        assert words in many, words


def test_every_time_is_said_of_all_alone_and_never_of_none():
    def kept(number, of):
        took = Took(Counter({3: of}), number)
        return " ".join(queries.sentences(Figures(Counter(HEARD=of), hear=took)))

    said = {number: kept(number, 25) for number in (25, 24, 13, 1, 0)}
    assert {number: line.rpartition("The promise to hear was ")[2].split(".")[0] for number, line in said.items()} == {
        25: "kept every time", 24: "kept 9 times in 10", 13: "kept 5 times in 10", 1: "kept 1 time in 10", 0: "never kept",
    }  # fmt: skip


def test_a_long_list_of_topics_ends_in_the_others():
    topics = Figures(topics=Counter({f"Topic {n}": 1 for n in range(10)}))
    chart = queries.topics_chart(queries.Report(None, topics, None, [], {}))
    assert chart.rows[-1].label == "Other topics" and len(chart.rows) == 9
