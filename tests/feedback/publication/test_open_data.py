import csv
import io
from datetime import UTC, date, datetime

import pytest
from bs4 import BeautifulSoup
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from coproduction.kit import quarters
from feedback.answers import operations as answers
from feedback.deeds import operations as deeds
from feedback.downloads import queries as downloads
from feedback.log import operations as log
from feedback.publication import queries, tasks
from feedback.publication.models import Figure
from tests import builders
from tests.feedback import chain

JANUARY = datetime(2027, 1, 4, 9, tzinfo=UTC)
FILES = ["public_data_entries", "public_data_figures", "public_data_meanings"]


def take(cast, client, name):
    answer = client.get(reverse(name, args=[cast.group.slug]))
    assert answer.status_code == 200 and answer["Content-Type"].startswith("text/csv")
    return list(csv.reader(io.StringIO(answer.getvalue().decode("utf-8-sig"), newline="")))


def test_each_published_thing_is_one_row(cast, visitor, now, clock):
    log.publish(by=cast.farah.membership, now=now, said=chain.cannot(cast, now, words="=Free parking"))
    log.publish(by=cast.farah.membership, now=now, said=chain.sent(cast, now, words="A ramp"))
    chain.sent(cast, now, words="Kept")
    clock("2026-12-02T10:00")
    head, first, second = take(cast, visitor, "public_data_entries")
    assert head == list(downloads.PUBLISHED_HEADINGS)
    assert first[1] == "'=Free parking" and first[10:12] == ["We can’t", "The hospital part is fixed until April."]
    assert first[5:8] == ["18 November 2026"] * 3 and first[9] == ""
    assert second[4:7] == ["Waiting to be heard", "18 November 2026", ""] and second[9] == "10"


def test_a_row_says_what_changed_and_that_something_went_before_what_people_said(cast, visitor, now):
    log.publish(by=cast.farah.membership, now=now, said=chain.did(cast, now))
    outweighed = chain.heard(cast, now)
    answers.decide(
        by=cast.okoro.membership,
        now=now,
        said=outweighed,
        kind="CANNOT",
        outweighs=True,
        **chain.ANSWER,
        **chain.REASON,
    )
    log.publish(by=cast.farah.membership, now=now, said=outweighed)
    _, done, refused = take(cast, visitor, "public_data_entries")
    assert done[8] == "18 November 2026" and done[10:13] == [
        "We will", "", "Letters go out 10 days before. (All clinics, since 18 November 2026)",
    ]  # fmt: skip
    assert refused[11] == "The system’s priority went first, because: The hospital part is fixed until April."


def test_an_answer_the_group_said_no_to_is_not_its_answer_any_more(cast, visitor, now):
    said = chain.did(cast, now)
    log.publish(by=cast.farah.membership, now=now, said=said)
    deeds.say_if_answered(by=cast.sam.membership, now=now, said=said, answer="NO", words="They still come late.")
    (row,) = take(cast, visitor, "public_data_entries")[1:]
    assert row[4] == "Waiting to be heard" and row[9:13] == ["0", "", "", ""]


def test_every_word_of_the_files_is_explained_in_one_more(cast, visitor):
    assert dict(take(cast, visitor, "public_data_meanings")[1:]) == queries.MEANINGS
    page = visitor.get(reverse("public_data", args=[cast.group.slug]))
    shown = BeautifulSoup(page.content, "html.parser")
    assert {reverse(name, args=[cast.group.slug]) for name in FILES} <= {one["href"] for one in shown("a")}


@pytest.mark.parametrize("name", ["public_data", *FILES])
def test_a_group_that_does_not_show_itself_gives_no_data(cast, visitor, name):
    cast.group.is_public = False
    cast.group.save()
    assert visitor.get(reverse(name, args=[cast.group.slug])).status_code == 404


@pytest.mark.parametrize("name", ["public_data", *FILES])
def test_data_may_be_kept_near_its_reader_and_is_the_same_for_everyone(cast, visitor, name):
    answer = visitor.get(reverse(name, args=[cast.group.slug]))
    assert "public" in answer["Cache-Control"] and "max-age=60" in answer["Cache-Control"] and not answer.cookies


def test_a_long_list_costs_no_more_statements_than_a_short_one(cast, visitor, now):
    costs = set()
    for _ in range(2):
        builders.said(cast.group, topic=builders.topic(cast.group, f"Topic {_}"), published_at=now)
        with CaptureQueriesContext(connection) as counted:
            take(cast, visitor, "public_data_entries")
        costs.add(len(counted))
    assert costs == {4}  # group, entries, decisions, claims


@pytest.mark.parametrize(("day", "first", "after", "words"), [
    (date(2026, 11, 18), date(2026, 10, 1), date(2027, 1, 1), "October to December 2026"),
    (date(2026, 3, 31), date(2026, 1, 1), date(2026, 4, 1), "January to March 2026"),
    (date(2026, 4, 1), date(2026, 4, 1), date(2026, 7, 1), "April to June 2026"),
])  # fmt: skip
def test_quarters_are_those_of_the_calendar(day, first, after, words):
    assert quarters.first_day(day) == first and quarters.after(first) == after
    assert quarters.in_words(first) == words


def test_a_quarter_is_counted_when_it_is_over_and_then_never_again(cast, visitor, now):
    for _ in range(9):
        chain.sent(cast, now)
    chain.cannot(cast, now)
    assert tasks.freeze(now) == 0
    assert tasks.freeze(JANUARY) == 3 and tasks.freeze(JANUARY) == 0  # the three groups of the cast
    first = take(cast, visitor, "public_data_figures")
    assert ["October to December 2026", "Things said and sent", "about 10"] in first
    assert ["October to December 2026", "Answers that were can’t or not now", "fewer than 8"] in first
    assert ["October to December 2026", "Members of the group on the last day", "fewer than 8"] in first
    assert ["October to December 2026", "Things done and checked", "none"] in first
    chain.sent(cast, now)
    tasks.freeze(JANUARY)
    assert take(cast, visitor, "public_data_figures") == first


def test_quarters_missed_are_counted_later_each_by_itself(cast, now):
    tasks.freeze(datetime(2027, 7, 2, tzinfo=UTC))
    assert set(Figure.objects.filter(group=cast.group).values_list("starts_on", flat=True)) == {
        date(2026, 10, 1), date(2027, 1, 1), date(2027, 4, 1),
    }  # fmt: skip


def test_no_exact_number_is_kept(cast, now):
    tasks.freeze(JANUARY)
    assert set(Figure.objects.values_list("shown", flat=True)) == {"none", "fewer than 8"}
