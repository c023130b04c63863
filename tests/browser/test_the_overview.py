"""A leader and a member open the overview beside each other: one page, and what makes its days of waiting opens for both."""

import re
from datetime import timedelta

import pytest

from groups.membership.models import Role
from tests import builders
from tests.browser.people import PHONE
from tests.feedback import chain
from tests.feedback.overview.seen import figures, on, only

pytestmark = pytest.mark.django_db(transaction=True)
LONG_AGO = builders.NOW - timedelta(days=90)
ONLY_A_SPONSOR = {
    "Nobody rings back.": {"Say that you have heard it", "Answer it"},
    "The ramp is too steep.": {"Answer it"},
}


@pytest.fixture
def overdue(cast):
    """What nobody heard and what nobody answered, both past the promise; something done; and a second group of the leader."""
    builders.membership(cast.other_group, Role.SPONSOR, who=cast.okoro.person)
    builders.said(cast.other_group, "Open on Saturdays.", due_on=LONG_AGO.date())
    topic = builders.topic(cast.group, "Letters")
    unheard, unanswered = ONLY_A_SPONSOR
    chain.sent(cast, LONG_AGO, words=unheard, topic=topic)
    chain.heard(cast, LONG_AGO, words=unanswered, topic=topic)
    chain.did(cast, LONG_AGO, words="Pay the fares.")
    return f"/groups/{cast.group.slug}/overview/"


def test_a_member_sees_what_their_sponsor_sees_and_opens_each_thing_that_makes_the_debt(
    cast, overdue, at_a_browser, accessible
):
    sam, okoro = (at_a_browser(one).go(overdue) for one in (cast.sam, cast.okoro))
    the_same(okoro, sam)
    assert len(figures(sam.page.content())) == 7 and ("tile", "Harbour Voices", "") not in on(sam.page.content())
    every_link_opens(sam)
    sam.page.set_viewport_size(PHONE)
    accessible(sam.page)
    days = int(figures(sam.page.content())[0].split()[0])
    for one in (sam, okoro):
        one.press("What it means, and what makes it").sees("What this number is", "Only the group can end it")
    the_same(okoro, sam)
    accessible(sam.page)
    made = sam.page.locator(".app-said__meta > strong:first-child", has_text="days").all_inner_texts()
    assert sum(int(one.split()[0]) for one in made) == days > 0 and len(made) == 2
    for words, deeds in ONLY_A_SPONSOR.items():
        both_open(sam, okoro, words, deeds)


def the_same(sponsor, member):
    assert member.page.url == sponsor.page.url
    assert (only(sponsor.page.content(), member.page.content()), only(member.page.content(), sponsor.page.content())) == (
        set(), set(),
    )  # fmt: skip


def every_link_opens(member):
    """To what a word means here, and to pages: none is a dead end."""
    links = {where for part, _, where in on(member.page.content()) if part == "link"}
    assert "#what-it-means" in links and len(links) > 15
    for where in links:
        if where.startswith("#"):
            assert member.page.locator(where).count() == 1, where
        else:
            assert member.page.request.get(member.address + where).status == 200, where


def both_open(member, sponsor, words, deeds):
    """From the list of what makes the days: the entry opens, and only the sponsor can answer it."""
    for one in (member, sponsor):
        one.page.get_by_role("main").get_by_role("link", name=words).click()
        one.sees(f"“{words}”", "What happened")
    more = only(sponsor.page.content(), member.page.content())
    assert {name for part, name in more if part in ("link", "deed")} == deeds
    for one in (member, sponsor):
        one.page.go_back()
        assert re.search(r"/debt/$", one.page.url)
