"""A meeting that is on, with two browsers at once: a facilitator on a phone and a member on another."""

from datetime import timedelta

import pytest
from playwright.sync_api import expect

from groups.agendas import operations as agendas
from groups.facilitation.models import Card, Hand
from groups.pacing.models import Running, Turn
from tests import builders
from tests.browser.people import PHONE, Somebody
from tests.running import until

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def meeting(cast):
    found = builders.meeting(cast.group, cast.farah.membership, starts_at=builders.NOW - timedelta(minutes=2))
    for title in ("Welcome", "Letters", "Parking"):
        agendas.propose(
            meeting=found, by=cast.farah.membership, now=builders.NOW, title=title, purpose="EXPLORE", minutes=10
        )
    return found


def start(farah, page):
    return farah.go(page).press("Run the meeting").press("Start the meeting").sees("The meeting has begun.", "Welcome")


def test_a_hand_a_card_and_a_turn_by_chat_without_a_page_being_loaded_again(
    cast, meeting, at_a_browser, accessible, clock
):
    page = f"/groups/{cast.group.slug}/meetings/{meeting.pk}/"
    sam = at_a_browser(cast.sam, viewport=PHONE).go(page).press("Go to the meeting now")
    sam.page.set_viewport_size(PHONE)
    sam.sees("The meeting has not begun.")
    farah = start(at_a_browser(cast.farah, viewport=PHONE), page)
    farah.page.set_viewport_size(PHONE)
    sam.sees("Welcome", "10 minutes left")
    for one in (farah, sam):
        one.page.evaluate("window.loadedOnce = true")

    sam.press("Raise my hand").sees("Your hand is up. You are number 1.")
    farah.sees("Sam", "New voice").press("Speaks now", exact=False).sees("Sam is speaking")
    sam.sees("You are speaking.").press("Show this card", exact=False).sees("Pause. Someone asks the group to stop")
    farah.sees("Pause: Sam")
    accessible(sam.page)
    accessible(farah.page)
    farah.press("Done speaking", exact=False).sees("Nobody has the floor.")
    sam.press("Take my card down", exact=False)
    expect(sam.page.get_by_text("Someone asks the group to stop")).to_have_count(0)

    farah.page.get_by_text("Note something for someone").click()
    farah.page.get_by_label("For whom?").select_option(label="Jo, member")
    farah.choose("Said it in the chat").type("What did they say?", "I agree with Sam.").press("Note it")
    farah.sees("I agree with Sam.")
    until(lambda: Turn.objects.filter(way="CHAT").exists())
    assert farah.page.get_by_label("What did they say?").input_value() == ""

    farah.press("Next item", exact=False).sees("Next: Parking")
    sam.sees("Letters")
    farah.press("Take a break")
    sam.sees("the clock stands still")
    assert all(one.page.evaluate("window.loadedOnce") for one in (farah, sam))
    assert Turn.objects.filter(way="ALOUD").count() == 1


def test_a_refresh_takes_no_focus_and_no_words_away(cast, meeting, at_a_browser):
    page = f"/groups/{cast.group.slug}/meetings/{meeting.pk}/"
    farah = start(at_a_browser(cast.farah), page)
    sam = at_a_browser(cast.sam).go(page + "live/").sees("Welcome")
    sam.type("Say it in writing", "Half a sent")
    farah.press("Next item", exact=False)
    sam.sees("Letters")
    assert sam.page.evaluate("document.activeElement.name") == "words"
    assert sam.page.get_by_label("Say it in writing").input_value() == "Half a sent"
    sam.page.get_by_role("button", name="Raise my hand").focus()
    farah.press("Go to this", exact=False)
    sam.sees("Welcome")
    assert sam.page.evaluate("document.activeElement.textContent") == "Raise my hand"


def test_what_is_tapped_without_a_connection_is_kept_and_sent_in_order_when_it_is_back(
    cast, meeting, at_a_browser, clock
):
    page = f"/groups/{cast.group.slug}/meetings/{meeting.pk}/"
    farah = start(at_a_browser(cast.farah), page)
    sam = at_a_browser(cast.sam).go(page + "live/").sees("Welcome")
    sam.context.set_offline(True)
    sam.press("Raise my hand")
    sam.type("Say it in writing", "Sent from a tunnel.").press("Send it")
    sam.page.locator("[data-tap=raise_card-EXPLAIN] button").click()
    sam.sees("No connection.", "Not sent yet: 3")
    assert not Hand.objects.exists() and not Turn.objects.exists() and not Card.objects.exists()
    farah.press("Next item", exact=False).sees("Next: Parking")
    sam.context.set_offline(False)
    sam.sees("Your hand is up. You are number 1.", "Letters")
    until(lambda: Card.objects.exists())
    expect(sam.page.get_by_text("Not sent yet")).to_have_count(0)
    farah.sees("Sent from a tunnel.", "Explain: Sam")
    assert (Hand.objects.count(), Turn.objects.count(), Card.objects.count()) == (1, 1, 1)


def test_what_waits_is_still_there_when_the_page_is_opened_again(cast, meeting, at_a_browser):
    page = f"/groups/{cast.group.slug}/meetings/{meeting.pk}/"
    start(at_a_browser(cast.farah), page)
    sam = at_a_browser(cast.sam).go(page + "live/").sees("Welcome")
    sam.context.set_offline(True)
    sam.press("Raise my hand").sees("Not sent yet: 1")
    kept = sam.page.evaluate("Object.entries(localStorage)")
    assert len(kept) == 1 and f"taps:{cast.sam.membership.pk}:" in kept[0][0]
    sam.page.evaluate("window.stop()")
    sam.context.set_offline(False)
    sam.go(page + "live/").sees("Your hand is up.")
    assert Hand.objects.count() == 1
    assert sam.page.evaluate("Object.entries(localStorage)") == []


def test_what_was_refused_is_said_with_the_words_kept(cast, meeting, at_a_browser, new_context, address):
    page = f"/groups/{cast.group.slug}/meetings/{meeting.pk}/"
    farah = start(at_a_browser(cast.farah), page)
    # A browser writes every refusal to its console, which those that are watched may not do.
    sam = Somebody(cast.sam, new_context(), None, address).signed_in_already()
    sam.page = sam.context.new_page()
    sam.go(page + "live/").sees("Welcome")
    sam.context.set_offline(True)
    sam.type("Say it in writing", "Too late.").press("Send it").sees("Not sent yet: 1")
    farah.press("End the meeting").press("End the meeting").sees("The meeting is over.")
    assert Running.objects.get().ended_at
    sam.context.set_offline(False)
    sam.sees("This was not taken: This meeting is not on now. “Too late.”")
    assert sam.page.get_by_label("Say it in writing").input_value() == "Too late."


def test_without_script_every_tap_is_a_form(cast, meeting, at_a_browser):
    page = f"/groups/{cast.group.slug}/meetings/{meeting.pk}/"
    farah = start(at_a_browser(cast.farah, java_script_enabled=False), page)
    sam = at_a_browser(cast.sam, java_script_enabled=False, viewport=PHONE).go(page + "live/")
    sam.press("Raise my hand").told("Your hand is up.")
    farah.go(page + "run/").press("Speaks now", exact=False).sees("Sam is speaking").press("Done speaking", exact=False)
    sam.type("Say it in writing", "In writing, too.").press("Send it").told("You said it in writing.")
    farah.go(page + "run/").sees("In writing, too.")
    assert Turn.objects.count() == 2
