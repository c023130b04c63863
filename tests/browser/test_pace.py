"""Somebody who goes on too fast, at a real browser: what they typed or tapped is not lost."""

from datetime import timedelta

import pytest
from playwright.sync_api import expect

from coproduction.kit import pace
from feedback.asides.models import Aside
from groups.facilitation.models import Hand
from tests import builders
from tests.browser.people import PHONE, Somebody

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def limited(settings, monkeypatch):
    settings.PACE = True
    return lambda kind, most: monkeypatch.setitem(pace.LIMITS, kind, ((most, pace.HOUR),))


@pytest.fixture
def sam(cast, new_context, address):
    """A browser writes every refusal to its console, which those that are watched may not do."""
    found = Somebody(cast.sam, new_context(viewport=PHONE), None, address).signed_in_already()
    found.page = found.context.new_page()
    return found


def test_what_is_tapped_too_fast_waits_in_the_browser_and_is_sent_later(cast, at_a_browser, sam, limited):
    meeting = builders.meeting(cast.group, cast.farah.membership, starts_at=builders.NOW - timedelta(minutes=2))
    page = f"/groups/{cast.group.slug}/meetings/{meeting.pk}/"
    farah = at_a_browser(cast.farah).go(page).press("Run the meeting").press("Start the meeting")
    farah.sees("The meeting has begun.")
    sam.go(page + "live/").sees("Raise my hand")
    limited("tap", 0)
    sam.press("Raise my hand").sees("Not sent yet: 1")
    assert not Hand.objects.exists()
    limited("tap", 10)
    sam.sees("Your hand is up. You are number 1.")
    expect(sam.page.get_by_text("Not sent yet")).to_have_count(0)
    assert Hand.objects.count() == 1


@pytest.mark.parametrize("width", [1280, 320])
def test_what_was_typed_too_fast_comes_back_on_a_page_everyone_can_read(cast, sam, limited, accessible, width):
    limited("write", 0)
    sam.page.set_viewport_size({"width": width, "height": 900})
    sam.go(f"/groups/{cast.group.slug}/privately/write/")
    sam.page.locator("main textarea[name=words]").fill("Nobody told me which door was open.")
    sam.page.locator("main form button[type=submit]").click()
    sam.sees("You have done a lot here in a short time.", "Nobody told me which door was open.")
    accessible(sam.page)
    assert not Aside.objects.exists()
    limited("write", 10)
    sam.page.go_back()
    assert sam.page.locator("main textarea[name=words]").input_value() == "Nobody told me which door was open."
    sam.page.locator("main form button[type=submit]").click()
    sam.sees("You told the facilitators, and nobody else.")
    assert Aside.objects.count() == 1
