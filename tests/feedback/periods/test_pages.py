"""The list of periods, and the files people take away."""

import csv
import io
from datetime import UTC, datetime

import pytest
from bs4 import BeautifulSoup

from feedback.periods import operations
from tests import builders
from tests.feedback import chain

OVER = datetime(2027, 1, 4, 9, tzinfo=UTC)
ADDRESS = "/groups/rivers-and-moors-co-production-group/periods/"


def rows(player, name):
    response = player.client.get(f"{ADDRESS}{name}/")
    assert response.status_code == 200 and response.streaming and "attachment" in response["Content-Disposition"]
    return list(csv.reader(io.StringIO(response.getvalue().decode("utf-8-sig"), newline="")))


def test_the_list_leads_to_each_and_says_when_the_next_is_counted(cast, now):
    page = cast.sam.client.get(ADDRESS).content.decode()
    assert "Nothing was counted yet" in page and "November 2026, on 4 December 2026" in page
    chain.sent(cast, now)
    operations.freeze_due(now=OVER)
    found = BeautifulSoup(cast.nia.client.get(ADDRESS).content, "html.parser").find("main")
    assert [link.get_text() for link in found.select(".app-row > div:first-child a")] == [
        "2026", "October to December 2026", "December 2026", "November 2026",
    ]  # fmt: skip
    assert "1 thing said, 0 answered, 0 done" in found.get_text() and "Nothing was said" in found.get_text()
    for place in ("overview/", "about/"):
        assert f'href="{ADDRESS}"' in cast.sam.client.get(ADDRESS.replace("periods/", place)).content.decode()
    for player in cast.outsiders:
        assert player.client.get(ADDRESS).status_code == 404


def test_the_figures_are_taken_away_as_they_were_frozen(cast, now):
    chain.did(cast, now, topic=builders.topic(cast.group, "=Travel"))
    operations.freeze_due(now=OVER)
    head, *found = rows(cast.okoro, "figures")
    assert head == ["Period", "What", "Number"]
    for row in (["November 2026", "Done", "1"], ["November 2026", "Promise to hear kept, times in 10", "10"],
                ["November 2026", "Said about: =Travel", "1"], ["2026", "Members on the last day", "fewer than 8"],
                ["December 2026", "Middle time to answer", ""]):  # fmt: skip
        assert row in found, row


def test_what_was_sent_is_taken_away_with_dates_and_how_long_it_took(cast, now):
    chain.drafted(cast, now, words="A draft.")
    chain.cannot(cast, now, words="Open on Sundays.")
    chain.sent(cast, now, words="=1+1")
    head, no, sent = rows(cast.okoro, "entries")
    assert dict(zip(head[8:], no[8:], strict=True))["Why not"] == "Money"
    assert no[1:9] == ["Open on Sundays.", "", "We can’t", "2026-11-18", "2026-11-18", "2026-11-18", "", "0"]
    assert sent[1] == "'=1+1" and sent[5:] == [""] * 9
    for name in ("figures", "entries"):
        assert cast.hal.client.get(f"{ADDRESS}{name}/").status_code == 404


@pytest.mark.parametrize("entries", [1, 3])
def test_a_file_takes_as_many_statements_for_three_as_for_one(cast, now, entries, django_assert_num_queries):
    for _ in range(entries):
        chain.cannot(cast, now)
    client = cast.sam.client
    with django_assert_num_queries(6):  # session, person, membership, entries, how long it took, why not
        client.get(f"{ADDRESS}entries/").getvalue()
