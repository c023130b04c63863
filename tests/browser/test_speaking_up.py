"""Speaking without a name and taking it back, as somebody who is unsure would do it: with a mouse, without script, by keys."""

import re
from datetime import timedelta

import pytest

from feedback.receipts import operations as receipts
from groups.membership.models import Membership
from tests import builders
from tests.browser.test_journey_plain import Keyboard

pytestmark = pytest.mark.django_db(transaction=True)
WORDS = "I am afraid to ask for the other ward."
PROMISES = (
    "We do not save your name with this. Nobody can look it up: not facilitators, not sponsors, not us.",
    "Keep this code if you may want to take it back. We cannot send it again.",
    "Because we do not know who you are, we cannot contact you.",
)


@pytest.fixture
def enough_people(cast):
    """Ten members, all of them here lately: so many that a name is not given away by counting."""
    for number in range(8):
        builders.membership(cast.group, name=f"Member {number}")
    Membership.objects.filter(group=cast.group).update(looked_at=builders.NOW - timedelta(days=2))


def code_on(page):
    return page.locator("strong.app-code").inner_text()


@pytest.mark.parametrize("script", [True, False], ids=["with script", "without script"])
def test_a_member_says_something_without_their_name_and_takes_it_back(
    cast, enough_people, at_a_browser, accessible, script
):
    group = f"/groups/{cast.group.slug}/"
    sam = at_a_browser(cast.sam, java_script_enabled=script, viewport={"width": 320, "height": 640})
    sam.go(group).press("Say something").sees(PROMISES[0], "About 10 people could have written it.")
    sam.type("What do you want to say?", WORDS).choose("Without my name").press("Say it")
    sam.sees("Thank you", *PROMISES[1:])
    if script:
        accessible(sam.page)
    code = code_on(sam.page)
    jo = at_a_browser(cast.jo)
    assert WORDS not in jo.go(group + "talk/").page.content(), "it waits, so that the time gives nobody away"
    receipts.show_due(now=builders.NOW + timedelta(hours=12))
    jo.go(group + "talk/").sees(WORDS, "Someone in the group")
    accessible(jo.page)
    sam.go(group + "receipt/").type("What is your code?", "K7QF-2M9X-8RTD-40WC-ZH3P").choose("Take back what I said")
    sam.press("Go on").sees("There is something to put right")
    sam.type("What is your code?", code).choose("Take back what I said").press("Go on").sees("Your words are gone")
    jo.go(group + "talk/").sees("This was taken back by whoever said it.")
    assert WORDS not in jo.page.content()


def test_by_keys_alone_somebody_speaks_without_their_name(cast, enough_people, at_a_browser):
    sam = at_a_browser(cast.sam).go(f"/groups/{cast.group.slug}/we-said/say-something/")
    keys = Keyboard(sam.page)
    keys.to("^What do you want to say").type(WORDS)
    keys.to("^(With my name|From the group|Without my name)")
    while not re.match("Without my name", keys.here()):
        keys.press("ArrowDown")
    keys.to("^Say it").enter()
    sam.sees("Thank you", PROMISES[1])
    assert re.fullmatch(r"[0-9A-Z]{4}(-[0-9A-Z]{4})+", code_on(sam.page))
