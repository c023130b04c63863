"""The paper for a board: members open what their sponsor takes there; across groups only entries are added up."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from bs4 import BeautifulSoup

from coproduction.kit import spans
from feedback.looking_back import queries as looking_back
from feedback.periods import operations
from groups.membership.models import Role
from tests import builders
from tests.cast import signed_in
from tests.feedback import chain

OVER = datetime(2027, 1, 4, 9, tzinfo=UTC)
ONE, ALL = "/groups/rivers-and-moors-co-production-group/periods/2026-q4/board-paper/", "/board-papers/2026-q4/"


def main(player, address):
    response = player.client.get(address)
    assert response.status_code == 200, response.status_code
    return BeautifulSoup(response.content, "html.parser").find("main")


@pytest.fixture
def counted(cast, now):
    builders.membership(cast.other_group, Role.SPONSOR, who=cast.okoro.person)
    chain.did(cast, now, words="Write to us.")
    chain.cannot(cast, now, words="Open on Sundays.")
    builders.said(cast.other_group, "Theirs.")
    operations.freeze_due(now=OVER)


def test_members_open_exactly_what_their_sponsor_takes_to_the_board(cast, counted):
    pages = {str(main(player, ONE)) for player in (cast.okoro, cast.sam, cast.priya, cast.farah)}
    page = pages.pop()
    assert (
        pages == set() and "Letters go out 10 days before." in page and "Open on Sundays." in page and "Sam" not in page
    )
    assert cast.hal.client.get(ONE).status_code == 404
    assert cast.sam.client.get(ONE.replace("q4", "q3")).status_code == 404


def test_refusals_stand_on_the_paper_however_many_said_yes_after_them(cast, now):
    for number in range(5):
        chain.cannot(cast, now, words=f"Refused {number}.")
    for number in range(25):
        chain.decided(cast, now + timedelta(hours=1), words=f"Agreed {number}.")
    operations.freeze_due(now=OVER)
    page = main(cast.sam, ONE).get_text(" ", strip=True)
    assert "“we can’t” 5 times" in page
    refused = page[page.index("What was not “we will”, and why") : page.index("What it was about")]
    assert [f"Refused {number}." in refused for number in range(5)] == [False, False, True, True, True]
    assert "And 2 more." in refused and "Agreed" not in refused


def test_a_paper_that_was_counted_before_refusals_were_kept_apart_still_shows_them(cast, counted):
    report, _ = looking_back.report(cast.sam.membership, spans.read("2026-q4"))
    before = {part: rows for part, rows in report.told.items() if part != "refused"}
    told = looking_back.told([cast.group], [replace(report, told=before)])
    assert [one.said.words for one in told.refused] == ["Open on Sundays."]


def test_a_sponsors_groups_stand_together_and_each_by_itself(cast, counted):
    page = main(cast.okoro, ALL).get_text(" ", strip=True)
    assert "2 groups together" in page and "2 things were said and sent." in page
    assert "3 things waited" not in page and "1 thing waited" in page  # the other group's
    assert "Harbour Voices" in page and "members on the last day" not in page
    assert "2026" in main(cast.okoro, "/board-papers/").get_text()
    for player in (cast.sam, cast.nobody):
        assert player.client.get(ALL).status_code == player.client.get("/board-papers/").status_code == 404
    answer = signed_in(cast.okoro.person, second_factor=False).get(ALL)
    assert answer.status_code == 302


def test_a_group_that_was_not_counted_is_named_and_nothing_counted_is_not_there(cast, now):
    assert cast.okoro.client.get(ALL).status_code == 404
    assert "Nothing was counted yet" in main(cast.okoro, "/board-papers/").get_text()
    operations.freeze_due(now=OVER)
    builders.membership(builders.group("Newcomers", created_at=OVER), Role.SPONSOR, who=cast.okoro.person)
    assert "Not counted for this time: Newcomers." in main(cast.okoro, ALL).get_text(" ", strip=True)
    assert cast.okoro.client.get("/board-papers/nonsense/").status_code == 404


@pytest.mark.parametrize("groups", [1, 12])
def test_the_paper_takes_as_many_statements_for_many_groups_as_for_one(cast, now, groups, django_assert_num_queries):
    for number in range(groups - 1):
        more = builders.group(f"Group {number}")
        builders.membership(more, Role.SPONSOR, who=cast.okoro.person)
    chain.did(cast, now)
    operations.freeze_due(now=OVER)
    client = cast.okoro.client
    with django_assert_num_queries(7):  # session, person, memberships, periods, three for what it tells of
        page = client.get(ALL).content.decode()
    assert ("And 4 more groups" in page) == (groups == 12)
