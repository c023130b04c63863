import pytest
from bs4 import BeautifulSoup

from coproduction.pages.guides import GUIDES, ROLE_WORDS


def words(response):
    assert response.status_code == 200
    return BeautifulSoup(response.content, "html.parser").find("main").get_text(" ", strip=True)


@pytest.mark.parametrize("address", ["/help/", "/accessibility/", "/privacy/", "/who-may-do-what/"])
def test_anyone_may_read_the_guides_signed_in_or_not(cast, visitor, address):
    assert words(visitor.get(address)) == words(cast.sam.client.get(address))


@pytest.mark.parametrize("name", GUIDES)
def test_there_is_a_help_page_for_each_role(visitor, name):
    assert GUIDES[name] in words(visitor.get(f"/help/{name}/"))


def test_there_is_no_help_page_for_what_is_no_role(visitor):
    assert visitor.get("/help/chair/").status_code == 404


@pytest.mark.parametrize("role", ROLE_WORDS)
def test_who_may_do_what_can_be_read_for_every_role(visitor, role):
    page = words(visitor.get("/who-may-do-what/", {"role": role}))
    assert f"What a {ROLE_WORDS[role]} can do" in page
    assert "Change someone else's words" in page


def test_the_page_says_what_the_doors_do(visitor):
    member = visitor.get("/who-may-do-what/", {"role": "MEMBER"}).content.decode()
    may, may_not = member.split("What a member cannot do")
    assert "Say if it is answered" in may
    assert "Plan, change or cancel a meeting" in may_not
    facilitator = visitor.get("/who-may-do-what/", {"role": "FACILITATOR"}).content.decode()
    may, may_not = facilitator.split("What a facilitator cannot do")
    assert "Plan, change or cancel a meeting" in may
    assert "Say if it is answered" in may_not


WORDS_OF_THE_TRADE = ["token", "RSVP", "minutes", "audit", "dashboard", "sessions", "(versioned)", "factor", "queues"]


@pytest.mark.parametrize("role", ROLE_WORDS)
def test_the_page_says_it_in_plain_words(visitor, role):
    page = words(visitor.get("/who-may-do-what/", {"role": role}))
    assert [word for word in WORDS_OF_THE_TRADE if word in page] == []


def test_an_odd_role_shows_the_members_page(visitor):
    assert "What a member can do" in words(visitor.get("/who-may-do-what/", {"role": "<b>"}))


@pytest.mark.parametrize(
    ("path", "said"), [("/help/member/", "STOP"), ("/help/facilitator/", "STOP"), ("/privacy/", "GOV.UK Notify")]
)
def test_texts_and_post_are_spoken_of_only_where_there_are_any(visitor, settings, path, said):
    settings.NOTIFY_KEY = ""
    without = visitor.get(path).content.decode()
    settings.NOTIFY_KEY = "a key"
    assert said in visitor.get(path).content.decode() and said not in without
