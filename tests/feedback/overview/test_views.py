from datetime import date, timedelta

import pytest
from bs4 import BeautifulSoup

from feedback.answers import operations as answers
from feedback.log.models import Stage
from groups.membership.models import Role
from tests import builders
from tests.cast import signed_in
from tests.feedback import chain
from tests.feedback.overview.seen import figures, only

ADDRESS = "/groups/rivers-and-moors-co-production-group/overview/"


def main(response):
    assert response.status_code == 200
    return str(BeautifulSoup(response.content, "html.parser").find("main"))


def test_members_open_exactly_the_page_their_sponsor_sees(cast):
    builders.said(cast.group, "Pay travel on the day.", due_on=date(2026, 11, 2))
    builders.said(cast.group, "Ask us first.", stage=Stage.DID)
    pages = {main(player.client.get(ADDRESS)) for player in (cast.okoro, cast.sam, cast.priya, cast.farah)}
    assert len(pages) == 1


def test_what_one_reader_had_more_on_a_page_would_be_named(cast):
    """The negative control of the journey in the browser that compares a leader's page with a member's."""
    builders.said(cast.group, "Pay travel on the day.", due_on=date(2026, 11, 2))
    whole = main(cast.sam.client.get(ADDRESS))
    assert not only(whole, whole) and len(figures(whole)) == 7
    for where, named in (
        (".app-figure:last-of-type", ("figure", "Not yet Nothing was answered in the last year")),
        (".app-card", ("tile", "“Pay travel on the day.” To be heard: promised by Monday 2 November 2026 · 12 working days late")),
        ("a[href='#what-it-means']", ("link", "What these words and numbers mean")),
    ):  # fmt: skip
        page = BeautifulSoup(whole, "html.parser")
        page.select_one(where).decompose()
        less = str(page)
        assert named in only(whole, less), where
        assert not {part for part, _ in only(less, whole)} - {"line"}, where
    moved = whole.replace("/overview/numbers/waiting/", "/overview/numbers/doing/")
    assert only(whole, moved) == {("link", "Waiting")}


def test_the_overview_names_nobody_of_the_group(cast):
    builders.said(cast.group, "Pay travel on the day.", shown_as="NAME", said_by=cast.sam.membership)
    assert "Sam" not in main(cast.okoro.client.get(ADDRESS))


def test_outsiders_learn_nothing(cast):
    for player in cast.outsiders:
        assert player.client.get(ADDRESS).status_code == 404


@pytest.mark.parametrize("rows", [1, 3])
def test_the_overview_takes_as_many_statements_for_three_as_for_one(cast, rows, django_assert_num_queries):
    for _ in range(rows):
        builders.said(cast.group, due_on=date(2026, 11, 20), topic=builders.topic(cast.group, f"Topic {rows}{_}"))
    client = cast.sam.client
    with django_assert_num_queries(
        10
    ):  # session, person, membership, where it stands, kept counts, days owed, owed, challenged, changed, silent
        client.get(ADDRESS)
    with django_assert_num_queries(4):  # made once: only where it stands is asked
        client.get(ADDRESS)


def test_what_was_made_once_is_made_anew_as_soon_as_something_happens_and_when_the_day_is_over(cast, now, monkeypatch):
    monkeypatch.setattr("coproduction.kit.clock.now", lambda: now)
    said = chain.sent(cast, now)
    assert "To be heard" in main(cast.sam.client.get(ADDRESS))
    answers.hear(by=cast.priya.membership, now=now, said=said, answer_by=now.date(), **chain.HEARING)
    page = main(cast.okoro.client.get(ADDRESS))
    assert "To be heard" not in page and "days late" not in page
    monkeypatch.setattr("coproduction.kit.clock.now", lambda: now + timedelta(days=60))
    assert "days late" in main(cast.okoro.client.get(ADDRESS))
    assert main(cast.okoro.client.get(ADDRESS)) == main(cast.sam.client.get(ADDRESS))


def test_a_sponsor_sees_their_groups_together_and_a_tile_for_each(cast):
    builders.membership(cast.other_group, Role.SPONSOR, who=cast.okoro.person)
    builders.said(cast.other_group, "Open on Saturdays.", due_on=date(2026, 11, 12))
    page = main(cast.okoro.client.get("/overview/"))
    assert "Your groups" in page and "4 working days late" in page
    assert "Harbour Voices" in page and "1 waiting" in page


def test_a_person_without_a_group_to_answer_for_has_no_such_page(cast):
    assert cast.sam.client.get("/overview/").status_code == 404
    assert cast.nobody.client.get("/overview/").status_code == 404


def test_an_empty_overview_says_so(cast):
    page = main(cast.okoro.client.get("/overview/"))
    assert "Nothing is waiting" in page and "Nothing has been done and checked yet" in page


def test_a_group_that_nobody_answers_reads_how_often_its_promises_were_kept(cast, now, clock):
    for _ in range(3):
        chain.sent(cast, now)
    clock(now + timedelta(days=60))
    page = BeautifulSoup(cast.okoro.client.get(ADDRESS).content, "html.parser").find("main")
    heard, answered = (" ".join(one.get_text(" ").split()) for one in page.select(".app-figure")[5:])
    assert heard == "Not yet Nothing was heard in the last year. The promise was kept 0 times in 10"
    assert answered == "Not yet Nothing was answered in the last year. The promise was kept 0 times in 10"
    for chart, word in zip(page.select(".app-chart")[1:], ("heard", "answered"), strict=True):
        assert f"Nothing was {word}. The promise was kept 0 times in 10" in chart.get_text(" ")
        cells = [cell.get_text(strip=True) for cell in chart.select("tbody td")]
        assert [cell.rpartition(head)[2] for cell, head in zip(cells[1:], ("days", "kept", "many"), strict=True)] == [
            "none yet", "0 in 10", "3",
        ]  # fmt: skip


def test_what_was_done_before_is_told_apart_from_what_was_promised_and_done(cast):
    builders.said(cast.group, stage=Stage.EARLIER)
    builders.said(cast.group, stage=Stage.DID)
    page = BeautifulSoup(cast.okoro.client.get(ADDRESS).content, "html.parser").find("main").get_text(" ", strip=True)
    assert "2 We did . 1 of them before this record began" in page


def test_all_groups_together_ask_a_leader_for_the_second_step(cast):
    answer = signed_in(cast.okoro.person, second_factor=False).get("/overview/")
    assert answer.status_code == 302 and "second-step" in answer["Location"]
