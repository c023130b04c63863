"""What the page of an outage, or of an error of ours, gives back of what was typed, and what it never shows."""

from bs4 import BeautifulSoup

from coproduction.pages import errors
from tests.house.faulty import MINE


def test_an_error_of_ours_gives_the_words_back_too(rf):
    asked = rf.post("/", {"words": MINE, "seen": "4", "csrfmiddlewaretoken": "abc", "kind": "IN_WORDS", "topic": "12"})
    asked.csrf_processing_done = True
    page = BeautifulSoup(errors.broken(asked).content, "html.parser")
    assert [one.get_text() for one in page.select(".app-words")] == [MINE]


def test_words_that_another_site_may_have_sent_are_not_shown(rf):
    assert b"which door" not in errors.broken(rf.post("/", {"words": MINE})).content


def test_without_words_the_page_promises_none(rf):
    assert b"here is what you wrote" not in errors.broken(rf.get("/")).content
