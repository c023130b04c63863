"""One spreadsheet over all the groups somebody has: the lines of each group's own page and file, and nothing more."""

import csv
import io
from datetime import UTC, datetime

import pytest
from bs4 import BeautifulSoup
from django.urls import reverse

from feedback.overview import queries as overview
from feedback.periods import operations as periods
from groups.membership.models import Role
from tests import builders
from tests.cast import signed_in
from tests.feedback import chain

OVER = datetime(2027, 1, 4, 9, tzinfo=UTC)
FILES = ["overview_of_groups", "figures_of_groups", "entries_of_groups"]
OF_ONE = {"figures_of_groups": "periods_figures", "entries_of_groups": "periods_entries"}


def lines(player, name, *args):
    answer = player.client.get(reverse(name, args=args))
    assert answer.status_code == 200 and answer["Cache-Control"] == "private, no-store"
    return list(csv.reader(io.StringIO(answer.getvalue().decode("utf-8-sig"), newline="")))


@pytest.fixture
def both(cast, now):
    """Dr Okoro answers for two groups, and Sam is a member of both. One keeps another time."""
    for player, role in ((cast.okoro, Role.SPONSOR), (cast.sam, Role.MEMBER)):
        builders.membership(cast.other_group, role, who=player.person)
    cast.other_group.time_zone = "Asia/Kolkata"
    cast.other_group.save()
    chain.did(cast, now, words="Write to us.", topic=builders.topic(cast.group, "=Letters"))
    chain.cannot(cast, now, words="Open on Sundays.")
    chain.drafted(cast, now, words="A draft of ours.")
    late = datetime(2026, 11, 18, 20, tzinfo=UTC)
    builders.said(cast.other_group, "=Theirs.", sent_at=late, opened_at=late, due_on=now.date())
    builders.said(cast.far_group, "Words from far away.")
    periods.freeze_due(now=OVER)


@pytest.mark.parametrize("name", OF_ONE)
@pytest.mark.parametrize("who", ["okoro", "sam"])
def test_a_line_is_what_the_groups_own_file_has(cast, both, name, who):
    player = getattr(cast, who)
    head, *found = lines(player, name)
    expected = [
        [group.name, *line]
        for group in (cast.group, cast.other_group)
        for line in lines(player, OF_ONE[name], group.slug)[1:]
    ]
    assert head == ["Group", *lines(player, OF_ONE[name], cast.group.slug)[0]]
    assert sorted(found) == sorted(expected) and len(found) > 2


def test_a_day_is_the_day_on_the_wall_of_each_group_and_no_cell_is_a_formula(cast, both):
    (theirs,) = [line for line in lines(cast.okoro, "entries_of_groups") if line[0] == "Harbour Voices"]
    assert theirs[2] == "'=Theirs." and theirs[5] == "2026-11-19"


def test_the_overview_has_a_line_for_each_group_with_the_numbers_of_its_own_page(cast, both, clock):
    clock("2026-11-30T10:00")
    head, theirs, ours = lines(cast.okoro, "overview_of_groups")
    assert head[:5] == ["Group", *(words for words, _ in overview.COLUMNS)]
    assert theirs[:5] == ["Harbour Voices", "1", "0", "0", "0"] and theirs[7:] == ["", "5", "0", "", "20", ""]
    assert ours[:5] == [cast.group.name, "0", "0", "1", "1"] and ours[7:] == ["0", "5", "10", "0", "20", "10"]
    page = BeautifulSoup(cast.okoro.client.get(f"/groups/{cast.group.slug}/overview/").content, "html.parser")
    figures = [one.get_text(" ", strip=True) for one in page.select(".app-figure")]
    assert figures[0].startswith(f"{ours[5]} day") and figures[1].startswith("0 Waiting")
    assert figures[3].startswith("1 We did") and "kept 10 times in 10" in figures[5]


def test_a_group_that_nobody_heard_or_answered_is_not_shown_without_a_share(cast, now, clock):
    builders.membership(cast.other_group, Role.SPONSOR, who=cast.okoro.person)
    chain.sent(cast, now)
    clock("2027-02-12T10:00")
    assert lines(cast.okoro, "overview_of_groups")[2][7:] == ["", "5", "0", "", "20", "0"]


def test_the_files_hold_nothing_of_other_groups_and_no_draft(cast, both):
    whole = str([lines(player, name) for player in (cast.okoro, cast.sam) for name in FILES[1:]])
    assert "A draft of ours" not in whole and "far away" not in whole and "Fen Edge" not in whole
    assert {line[0] for line in lines(cast.hal, "entries_of_groups")[1:]} == {"Harbour Voices"}


def test_only_who_may_take_it_in_a_group_takes_it(cast, both):
    assert cast.sam.client.get(reverse("overview_of_groups")).status_code == 404
    for name in FILES:
        assert cast.nobody.client.get(reverse(name)).status_code == 404
        assert signed_in(cast.okoro.person, second_factor=False).get(reverse(name)).status_code == 302
    builders.membership(cast.far_group, Role.SPONSOR, who=cast.okoro.person, left_at=OVER)
    assert "Fen Edge" not in str(lines(cast.okoro, "overview_of_groups"))


def test_the_buttons_are_where_somebody_has_several_groups(cast, both):
    def buttons(player, address):
        page = BeautifulSoup(player.client.get(address).content, "html.parser")
        return {one["href"] for one in page.select("a.nhsuk-button")} & {reverse(name) for name in FILES}

    assert buttons(cast.okoro, "/overview/") == {reverse("overview_of_groups")}
    of_periods = {reverse(name) for name in FILES[1:]}
    for player in (cast.okoro, cast.sam):
        assert buttons(player, f"/groups/{cast.group.slug}/periods/") == of_periods
    assert buttons(cast.okoro, "/board-papers/") == of_periods
    for address in (f"/groups/{cast.group.slug}/periods/", "/board-papers/", "/overview/"):
        assert buttons(cast.priya, address) == set()


@pytest.mark.parametrize("groups", [2, 5])
def test_a_file_takes_as_many_statements_for_many_groups_as_for_two(cast, now, groups, django_assert_num_queries):
    for number in range(groups - 1):
        more = builders.group(f"Group {number}")
        builders.membership(more, Role.SPONSOR, who=cast.okoro.person)
        builders.said(more, heard_at=now)
    chain.did(cast, now)
    periods.freeze_due(now=OVER)
    counts = {
        "overview_of_groups": 7,
        "figures_of_groups": 4,
        "entries_of_groups": 6,
    }  # with session, person, memberships
    lines(cast.okoro, "overview_of_groups")  # signs in
    for name, count in counts.items():
        with django_assert_num_queries(count):
            lines(cast.okoro, name)
