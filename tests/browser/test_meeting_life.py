"""The whole life of a meeting with two browsers at once: planned, prepared, held, weighed, written down, put right, and sent on."""

from datetime import UTC, datetime, timedelta

import pytest

from feedback.log.models import Said
from groups.agendas import operations as agendas
from groups.arrangements.models import Arrangement
from groups.checkouts.models import CheckOut
from groups.corrections import operations as corrections
from groups.corrections.models import Correction
from groups.meetings.models import Meeting
from groups.minutes.models import Notes
from groups.pacing.models import Turn
from tests import builders
from tests.browser.people import PHONE
from tests.browser.test_journey_plain import Keyboard
from tests.groups.minutes.noted import write
from tests.running import until

pytestmark = pytest.mark.django_db(transaction=True)
STARTS = datetime(2026, 12, 8, 14, tzinfo=UTC)
SAID = "Letters come after the appointment."
FOR_THE_LOG = "Send every letter two weeks before."


def planned(farah, cast):
    farah.go(f"/groups/{cast.group.slug}/meetings/plan/")
    farah.type("What is the meeting called?", "Letters that come late").on_day(STARTS, "day")
    farah.type("When does it start?", "2pm").type("When does it end?", "3:30pm")
    farah.choose("Both: in person and online")
    farah.type("Where is it?", "The Weir Centre").type("Link to join online", "https://meet.example.org/care")
    farah.press("Plan this meeting").told("Letters that come late")
    return Meeting.objects.get()


def prepared(farah, sam, page, clock):
    """An item, a reply with what is needed, which is arranged, and a paper that comes too late."""
    sam.go(page + "reply/").choose("Yes, I am coming").choose("Online or by phone")
    sam.type("What you need this time", "Captions, please.").press("Send my reply").told("coming")
    farah.go(page + "agenda/suggest/").type("What should we talk about?", "Letters").type(
        "About how many minutes", "30"
    )
    farah.choose("To explore").page.locator("main form button[type=submit]").first.click()
    farah.sees("Letters")
    farah.go(page + "arrangements/").sees("“Captions, please.”").press("It is arranged", exact=False).sees("Arranged")
    sam.go(page + "arrangements/").sees("Arranged")
    clock(STARTS - timedelta(days=1))
    farah.go(page + "paper/").type("What is the paper called?", "How letters are printed")
    farah.type("What does it say, in short?", "Every letter waits for the printer.")
    farah.page.locator("main textarea[name=text]").fill("The printer runs on Fridays.")
    farah.press("Put it here").told("is here now")
    sam.go(page).sees("How letters are printed", "Late")


def held(farah, sam, page, clock, accessible, talk):
    clock(STARTS + timedelta(minutes=1))
    farah.go(page).press("Run the meeting").press("Start the meeting").sees("The meeting has begun.", "Letters")
    talk(farah, sam, page)
    until(lambda: Turn.objects.filter(way="CHAT").exists())
    accessible(farah.page)
    clock(STARTS + timedelta(minutes=80))
    farah.go(page).press("Ask people now", exact=False)
    farah.go(page + "run/").press("End the meeting").press("End the meeting").sees("The meeting is over.")


def talk(farah, sam, page):
    """A hand, a card, a turn by chat, and a tap without a connection that catches up."""
    sam.go(page).press("Go to the meeting now").sees("Letters")
    sam.press("Raise my hand").sees("Your hand is up.")
    farah.sees("Sam").press("Speaks now", exact=False).sees("Sam is speaking").press("Done speaking", exact=False)
    sam.context.set_offline(True)
    sam.press("Show this card", exact=False).sees("No connection.")
    by_chat(farah)
    farah.sees("It was the same for me.")
    sam.context.set_offline(False)
    farah.sees("Pause: Sam")


def talk_without_script(farah, sam, page):
    sam.go(page + "live/").press("Raise my hand").told("Your hand is up.")
    farah.go(page + "run/").press("Speaks now", exact=False).press("Done speaking", exact=False)
    by_chat(farah)


def by_chat(farah):
    farah.page.get_by_text("Note something for someone").click()
    farah.page.get_by_label("For whom?").select_option(label="Jo, member")
    farah.choose("Said it in the chat").type("What did they say?", "It was the same for me.").press("Note it")


def weighed(farah, sam, page):
    """How turns were shared, by role; and the three questions, without a name."""
    farah.go(page + "balance/").sees("Members")
    assert "Sam" not in farah.page.get_by_role("main").inner_text()
    sam.go(page + "check-out/")
    for question in ("heard", "safe", "worth"):
        sam.page.locator(f"main [name={question}][value=YES]").check(timeout=5000)
    sam.press("Send my answers")
    until(lambda: CheckOut.objects.get().answered == 1)


def written_down(farah, sam, page, clock):
    """Notes in parts, read by those who were there; one says what is missing, and it is taken in; the group confirms."""
    farah.go(page + "notes/write/").type("In short", "We talked about letters.")
    farah.page.locator("main textarea[name^=said-]").first.fill(SAID)
    farah.page.locator("main [name=new-WE_SAID-1]").fill(FOR_THE_LOG)
    farah.press("Save the notes").told("You saved")
    farah.press("Ask people to read them", exact=False).told("You asked people to read the notes.")
    sam.go(page + "notes/").press("Something is not right, or is missing")
    sam.choose("Letters").type("What should it say?", f"{SAID} Mine came on the day itself.").press(
        "Send my correction"
    )
    farah.go(page + "notes/").press("Take it in", exact=False)
    farah.page.locator("main form button[type=submit]").first.click()
    until(lambda: Correction.objects.get().taken_in)
    clock(STARTS + timedelta(days=9))
    sam.go(page + "notes/").sees("Mine came on the day itself.").press("These notes are right", exact=False)
    until(lambda: Notes.objects.get().confirmed)


def sent_on(farah, sam, jo, page, clock):
    """From a line of the notes to an entry the system must answer."""
    sam.go(page + "notes/").press("Make a draft", exact=False).sees("From the notes of").press("Save the draft")
    sam.told("It is a draft of the group now.").press("Put it to the group").press("Put it to the group")
    entry = Said.objects.get().get_absolute_url()
    for one in (sam, jo):
        one.go(entry).sees(FOR_THE_LOG).press("I agree").press("Give your answer").told("Thank you")
    clock(STARTS + timedelta(days=40))  # the others had their time to say
    farah.go(entry).press("Send it").press("Send it").told("You sent it")


@pytest.mark.parametrize("script", [True, False], ids=["with script", "without script"])
def test_a_meeting_from_planning_to_what_we_said(cast, at_a_browser, clock, accessible, script):
    for number in range(5):  # enough people that nobody can be told by their answer
        builders.membership(cast.group, name=f"Member {number}")
    farah, jo = at_a_browser(cast.farah), at_a_browser(cast.jo)
    sam = at_a_browser(cast.sam, viewport=PHONE, java_script_enabled=script)
    meeting = planned(farah, cast)
    page = f"/groups/{cast.group.slug}/meetings/{meeting.pk}/"
    prepared(farah, sam, page, clock)
    assert Arrangement.objects.get().arranged_at
    held(farah, sam, page, clock, accessible, talk if script else talk_without_script)
    assert set(Turn.objects.values_list("way", flat=True)) == {"ALOUD", "CHAT"}
    weighed(farah, sam, page)
    written_down(farah, sam, page, clock)
    sent_on(farah, sam, jo, page, clock)
    said = Said.objects.get()
    assert (said.words, said.stage, said.meeting, said.said_by) == (FOR_THE_LOG, "SENT", meeting, None)


def test_by_keys_alone_a_meeting_is_answered_run_and_its_notes_put_right(cast, at_a_browser, clock):
    meeting = builders.meeting(cast.group, cast.farah.membership, starts_at=STARTS)
    agendas.propose(
        meeting=meeting, by=cast.farah.membership, now=builders.NOW, title="Letters", purpose="HEAR", minutes=10
    )
    page = f"/groups/{cast.group.slug}/meetings/{meeting.pk}/"
    sam, farah = at_a_browser(cast.sam).go(page + "reply/"), at_a_browser(cast.farah)
    keys = Keyboard(sam.page)
    keys.to("^Yes, I am coming").press("Space").to("^What you need").type("A quiet corner.").to(
        "^Send my reply"
    ).enter()
    sam.sees("A quiet corner.")
    clock(STARTS + timedelta(minutes=1))
    farah.go(page + "run/")
    chair = Keyboard(farah.page)
    chair.to("^Start the meeting").enter()
    farah.sees("The meeting has begun.")
    sam.go(page + "live/").sees("Letters")
    keys.to("^Raise my hand").press()
    sam.sees("Your hand is up.")
    farah.sees("Speaks now")
    chair.to("^Speaks now").press()
    farah.sees("Sam is speaking")
    chair.to("^Done speaking").press()
    farah.sees("Nobody has the floor.")
    chair.to("^End the meeting").enter()
    chair.to("^End the meeting").enter()
    farah.sees("The meeting is over.")
    write(cast.farah, meeting, said={0: SAID}, now=STARTS + timedelta(hours=3))
    clock(STARTS + timedelta(hours=4))
    corrections.ask_to_read(meeting=meeting, by=cast.farah.membership, now=STARTS + timedelta(hours=4))
    sam.go(page + "notes/")
    keys.to("^Something is not right").enter()
    keys.to("^Anything else").press("Space").to("^What should it say").type("Mine never came.").to("^Send my").enter()
    sam.sees("Mine never came.")
    assert Correction.objects.get().words == "Mine never came."
