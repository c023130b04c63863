"""The same first steps for whoever has no script, and for whoever has no mouse."""

import re

import pytest

from feedback.log.models import Said, Stage

pytestmark = pytest.mark.django_db(transaction=True)
WORDS = "The ramp is too steep."


def test_without_script_a_member_says_something_the_group_agrees_and_the_facilitator_sends(cast, at_a_browser):
    sam, jo, farah = (at_a_browser(one, java_script_enabled=False) for one in (cast.sam, cast.jo, cast.farah))
    entry = f"/groups/{cast.group.slug}/we-said/1/"
    sam.go("/").press("Say something").press("Say it and put it to the group")
    sam.sees("There is something to put right", "Enter what you want to say")
    sam.type("What do you want to say?", WORDS).press("Say it and put it to the group")
    sam.on_day_typed("agree_by", "32", "13", "2026").press("Put it to the group").sees("Enter a real date")
    sam.on_day_typed("agree_by", "25", "November", "2026").press("Put it to the group")
    sam.told("You put it to the group")
    for one in (sam, jo):
        one.go(entry).press("I agree").press("Give your answer").told("Thank you")
    farah.go("/").sees(WORDS).go(entry).press("Send it").press("Send it").told("You sent it to")
    jo.go(f"/groups/{cast.group.slug}/we-said/").sees(WORDS)
    assert Said.objects.get().stage == Stage.SENT


class Keyboard:
    """Somebody who only has keys: goes from one thing to the next, presses, and types where the cursor is."""

    def __init__(self, page):
        self.page, self.keys = page, page.keyboard

    def to(self, words, most=80):
        """Tab by tab, until what has the focus says these words. It must be visible there."""
        for _ in range(most):
            self.keys.press("Tab")
            if re.search(words, self.here()):
                assert self.page.evaluate(SEEN), f"the focus on {words} cannot be seen"
                return self
        raise AssertionError(f"no key leads to {words} on {self.page.url}")

    def here(self):
        return self.page.evaluate(SAYS)

    def press(self, key="Enter"):
        self.keys.press(key)
        return self

    def enter(self):
        with self.page.expect_navigation():
            self.keys.press("Enter")
        return self

    def type(self, words):
        self.keys.type(words)
        return self


SAYS = """() => {
  const one = document.activeElement;
  const label = one.labels && one.labels[0] ? one.labels[0].innerText : "";
  return (label || one.innerText || one.getAttribute("aria-label") || one.name || "").trim();
}"""
SEEN = """() => {
  const one = document.activeElement, box = one.getBoundingClientRect();
  const label = one.labels && one.labels[0], style = getComputedStyle(one), around = label && getComputedStyle(label, "::before");
  const drawn = (s) => s && (s.outlineStyle !== "none" || s.boxShadow !== "none");
  return box.bottom > 0 && box.top < innerHeight && (drawn(style) || drawn(around));
}"""


def test_by_keys_alone_a_member_says_something_puts_it_to_the_group_and_another_agrees(cast, at_a_browser):
    sam, jo = at_a_browser(cast.sam), at_a_browser(cast.jo)
    sam.go(f"/groups/{cast.group.slug}/")
    keys = Keyboard(sam.page)
    keys.to("^Skip to main content$").press().to("^Say something$").enter()
    keys.to("^What do you want to say").type(WORDS).to("^Why does it matter").type("My chair rolls back.")
    keys.to("^(With my name|From the group)").press("ArrowUp").press("ArrowDown")
    keys.to("^Say it and put it to the group$").enter()
    sam.sees("Put it to the group")
    keys.to("^Put it to the group$").enter()
    sam.told("You put it to the group").sees(WORDS)
    jo.go(f"/groups/{cast.group.slug}/")
    keys = Keyboard(jo.page)
    keys.to("The ramp is too steep|Say if you agree|agree").enter()
    jo.sees("Do you agree")
    if "agree/" not in jo.page.url:
        keys.to("^I agree$").enter()
    keys.to("^I agree$").press("Space").to("^Give your answer$").enter()
    jo.told("Thank you").sees("1 of 2 members have said")
    assert [one.membership for one in Said.objects.get().agreements.all()] == [cast.jo.membership]
