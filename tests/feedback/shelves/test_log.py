import pytest
from bs4 import BeautifulSoup
from django.urls import reverse

from feedback.log import operations as log
from feedback.log.models import Said
from feedback.shelves import queries
from tests import builders
from tests.feedback import chain


def address(cast, query=""):
    return reverse("log", kwargs={"slug": cast.group.slug}) + query


def page(player, cast, query=""):
    answer = player.client.get(address(cast, query))
    assert answer.status_code == 200
    return BeautifulSoup(answer.content, "html.parser")


def words(soup):
    return [one.get_text(strip=True) for one in soup.select(".app-said__words")]


@pytest.mark.parametrize("rows", [1, 3])
@pytest.mark.parametrize("query", ["", "?show=waiting", "?show=done"])
def test_the_list_takes_the_same_few_statements_at_any_length(cast, now, rows, query):
    topic = builders.topic(cast.group)
    for _ in range(rows):
        chain.sent(cast, now, topic=topic, shown_as="NAME")
        chain.did(cast, now)
    for player in (cast.sam, cast.farah, cast.okoro):
        assert player.client.get(address(cast, query)).headers["X-SQL-Count"] == "5"


def test_each_line_has_our_words_where_it_stands_how_long_and_whose_turn(cast, now):
    chain.sent(cast, now)
    line = page(cast.sam, cast).select_one(".app-said").get_text(" ", strip=True)
    assert chain.WORDS in line
    assert "Waiting to be heard" in line
    assert "Waiting since Wednesday 18 November 2026" in line
    assert "Their turn: to hear it." in line


def test_people_from_the_system_see_first_what_waits_for_them(cast, now):
    chain.did(cast, now, words="Done thing")
    chain.sent(cast, now, words="Waiting thing")
    assert words(page(cast.okoro, cast)) == ["“Waiting thing”"]
    assert len(words(page(cast.okoro, cast, "?show=all"))) == 2
    assert len(words(page(cast.sam, cast))) == 2
    assert "Your turn: to hear it." in page(cast.priya, cast).get_text()


def test_late_is_said_in_a_word(cast, now, clock):
    chain.sent(cast, now)
    clock("2026-12-01T10:00")
    assert "Late." in page(cast.sam, cast).get_text()


def test_each_shelf_holds_its_own_and_its_count_links_to_it(cast, now):
    for arrange in ("drafted", "agreeing", "sent", "decided", "did", "cannot"):
        getattr(chain, arrange)(cast, now, words=arrange)
    log.bring_in_done(by=cast.farah.membership, now=now, words="earlier", source="A report")
    soup = page(cast.sam, cast)
    links = {a.get_text(strip=True): a["href"] for a in soup.select(".app-filters nav a")}
    assert list(links) == [
        "All we said (5)", "Still waiting (2)", "We did (2)", "We can’t, or not now (1)", "Being agreed (1)", "Drafts",
        "Taken back",
    ]  # fmt: skip
    shelves = {
        "Still waiting (2)": {"“sent”", "“decided”"}, "We did (2)": {"“did”", "“earlier”"},
        "We can’t, or not now (1)": {"“cannot”"}, "Being agreed (1)": {"“agreeing”"}, "Drafts": {"“drafted”"},
        "Taken back": set(),
    }  # fmt: skip
    for label, expected in shelves.items():
        answer = BeautifulSoup(cast.sam.client.get(links[label]).content, "html.parser")
        assert set(words(answer)) == expected


def test_nobody_outside_sees_drafts_or_that_there_are_any(cast, now):
    chain.drafted(cast, now)
    chain.agreeing(cast, now)
    for player in (cast.priya, cast.okoro, cast.nia):
        soup = page(player, cast, "?show=drafts")
        assert words(soup) == []
        assert "Draft" not in soup.get_text()
        assert "agreed" not in soup.select_one(".app-filters").get_text()


def test_a_named_draft_is_on_no_shelf_but_its_authors(cast, now):
    chain.drafted(cast, now, shown_as="NAME")
    assert len(words(page(cast.sam, cast, "?show=drafts"))) == 1
    for player in (cast.jo, cast.farah, cast.sol):
        assert words(page(player, cast, "?show=drafts")) == []


def test_a_topic_shows_its_own_with_its_own_counts(cast, now):
    planning, letters = builders.topic(cast.group), builders.topic(cast.group, "Letters")
    chain.sent(cast, now, topic=planning, words="one")
    chain.did(cast, now, topic=letters, words="two")
    soup = page(cast.sam, cast, f"?topic={letters.pk}")
    assert words(soup) == ["“two”"]
    assert "All we said (1)" in soup.get_text()
    assert soup.select_one('nav[aria-label="Topics"] [aria-current]').get_text(strip=True) == "Letters (1)"
    assert words(page(cast.sam, cast, f"?show=waiting&topic={letters.pk}")) == []


def test_words_are_found_and_the_filter_stays_on(cast, now):
    chain.sent(cast, now, words="The blue badge spaces are full")
    chain.sent(cast, now, words="Letters come late", why_it_matters="Nobody can park a badge")
    chain.sent(cast, now, words="Something else")
    soup = page(cast.sam, cast, "?q=badge&show=waiting")
    assert len(words(soup)) == 2
    assert soup.select_one("#search")["value"] == "badge"
    assert soup.select_one('input[name="show"]')["value"] == "waiting"
    assert "Nothing here matches" in page(cast.sam, cast, "?q=nowhere").get_text()


def test_a_common_word_is_looked_for_along_the_list(cast, now, monkeypatch):
    monkeypatch.setattr(queries, "COMMON", 1)
    for number in range(3):
        chain.sent(cast, now, words=f"badge {number}")
    assert words(page(cast.sam, cast, "?q=badge")) == ["“badge 2”", "“badge 1”", "“badge 0”"]


@pytest.mark.parametrize(
    "query", ["?show=nothing", "?topic=x", "?topic=99999999999", "?page=x", "?q=%00", "?q=" + "x" * 500, "?q='%22%20OR"]
)
def test_an_odd_address_is_no_error(cast, now, query):
    chain.sent(cast, now)
    assert page(cast.sam, cast, query).h1.get_text() == page(cast.sam, cast).h1.get_text()


def test_an_empty_log_offers_the_first_thing_to_do(cast):
    soup = page(cast.sam, cast)
    assert soup.select_one(".app-empty a").get_text() == "Say the first thing"
    assert not page(cast.nia, cast).select(".app-empty a")
    assert "Nothing waits" in page(cast.okoro, cast).get_text()
    assert "There is nothing here now" in page(cast.sam, cast, "?show=done").get_text()


def test_the_list_turns_its_pages(cast, now):
    plain = {"group": cast.group, "shown_as": "GROUP", "drafted_at": now, "moved_at": now, "opened_at": now}
    Said.objects.bulk_create(
        [
            Said(number=n, words=f"thing {n}", stage="SENT", sent_at=now, due_on=now.date(), **plain)
            for n in range(1, 23)
        ]
    )
    assert len(words(page(cast.sam, cast))) == 20
    assert words(page(cast.sam, cast, "?page=2")) == ["“thing 2”", "“thing 1”"]


def test_outsiders_learn_nothing(cast, now):
    chain.sent(cast, now)
    for player in cast.outsiders:
        assert player.client.get(address(cast)).status_code == 404
