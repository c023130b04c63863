"""Half a year is over: the facilitator looks at our impact with a phone, from the page that says so to what comes of it."""

from datetime import timedelta

import pytest
from playwright.sync_api import expect

from feedback.log.models import Said, Stage
from feedback.reviews.models import ImpactReview
from groups.charter.models import Group
from tests import builders
from tests.browser.people import PHONE

pytestmark = pytest.mark.django_db(transaction=True)
TO_SAY = ("Clinics still ring.", "Nobody asks us.")
CHANGED, GREW = "Letters come in time.", "More of us speak."


def test_without_script_a_review_is_not_closed_empty_and_what_comes_of_it_is_there_to_be_done(cast, at_a_browser):
    Group.objects.filter(pk=cast.group.pk).update(created_at=builders.NOW - timedelta(weeks=27))
    home = f"/groups/{cast.group.slug}/"
    farah = at_a_browser(cast.farah, java_script_enabled=False).go(home)
    farah.page.set_viewport_size(PHONE)
    farah.sees("What has passed its day", "Due since Wednesday 11 November 2026").press("A look at our impact")
    farah.sees("It has been time since 11 November 2026", "We have not looked at our impact here yet")
    farah.press("Write down what came of it")
    not_closed_empty(farah)
    farah.type("What do we want to say", "\n".join(TO_SAY)).type(
        "What should change in our purpose", "Carers are missing."
    )
    farah.type("What do we want to learn", "How budgets work").press("Close this review")
    farah.told("2 drafts of it are with the drafts now.").sees("What we found on 18 November 2026", CHANGED, GREW)
    farah.sees("Still to be done", "Carers are missing.", "How budgets work", "Next time: 19 May 2027")
    drafts_of_the_group(farah, home)
    to_be_done(farah, home)
    sam = at_a_browser(cast.sam, java_script_enabled=False).go(home + "journey/impact/")
    sam.sees("Carers are missing.", f"“{TO_SAY[0]}”")
    assert sam.page.get_by_role("main").get_by_role("button").count() == 0


def not_closed_empty(farah):
    """Neither without answers nor without anything that comes of it; what was typed stays."""
    farah.press("Close this review").sees("There is something to put right", "Say what has changed because of you")
    farah.type("What has changed because of us?", CHANGED).type("How have our confidence", GREW)
    farah.press("Close this review").sees(
        "There is something to put right", "Write at least one thing that comes of it"
    )
    for question, words in (("What has changed because of us?", CHANGED), ("How have our confidence", GREW)):
        expect(farah.page.get_by_label(question).first).to_have_value(words)
    assert not ImpactReview.objects.exists() and not Said.objects.exists()


def drafts_of_the_group(farah, home):
    farah.press(f"“{TO_SAY[0]}”").sees("Draft", "It came of looking at our impact on Wednesday 18 November 2026.")
    farah.go(home + "we-said/").press("Drafts").sees(*TO_SAY)
    assert set(Said.objects.values_list("words", "stage", "said_by")) == {(one, Stage.DRAFT, None) for one in TO_SAY}


def to_be_done(farah, home):
    """The learning goal is ticked off; the note on the purpose leads to the purpose, and stays until it was looked at."""
    farah.go(home + "journey/impact/").page.get_by_role("button", name="How budgets work").click()
    farah.told("You noted that it is done.")
    expect(farah.page.get_by_role("button", name="It is done")).to_have_count(1)
    farah.press("Our purpose").sees("Our purpose")
    farah.go(home)
    expect(farah.page.get_by_role("main")).not_to_contain_text("A look at our impact")
