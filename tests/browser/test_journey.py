"""From said to told back and did it help, end to end on real parts: web server, worker, beat, PostgreSQL, Redis, mail."""

from datetime import UTC, datetime, timedelta

import pytest

from feedback.deeds.models import Verdict
from groups.notices.models import Letter, Pulse
from tests import builders
from tests.browser.people import Somebody, letters_to
from tests.running import a_site, until

pytestmark = [pytest.mark.services, pytest.mark.django_db(transaction=True)]
WORDS = "Letters about my care come after the appointment."
MONDAY = datetime(2026, 11, 23, 8, 5, tzinfo=UTC)
FIRST_OF_MONTH = datetime(2026, 12, 1, 8, 5, tzinfo=UTC)
A_TICK = 150  # seconds: beat ticks each minute, and the machine may be busy


@pytest.fixture
def site(transactional_db, tmp_path):
    with a_site(tmp_path) as made:
        made.set_clock(builders.NOW)
        made.web()
        made.worker(processes=2)
        made.beat(1)
        yield made


@pytest.fixture
def address(site):
    return site.address


@pytest.fixture
def at_a_browser(new_context, watched, address):
    return lambda player: Somebody(player, new_context(), watched, address)


def test_one_thing_from_said_to_told_back_and_into_each_digest_once(site, cast, at_a_browser, accessible):
    sam, farah = at_a_browser(cast.sam), at_a_browser(cast.farah)
    jo, priya, okoro = (at_a_browser(one).signed_in_already() for one in (cast.jo, cast.priya, cast.okoro))
    entry = f"/groups/{cast.group.slug}/we-said/1/"

    says_something(sam, site)
    the_group_agrees(sam, jo, entry)
    an_hour_later(site)
    the_facilitator_sends(farah, site, entry)
    an_hour_later(site)
    the_system_answers(priya, okoro, site, entry)
    an_hour_later(site)
    it_is_done_and_checked(okoro, jo, site, entry)
    told_back(site, cast.sam.person)
    an_hour_later(site)
    sam.go(entry).press("Partly").sees("Does that answer what we said?")
    accessible(sam.page)
    sam.type("What is missing?", "The letters for tests still come late.").press("Give your answer")
    sam.told("Your answer is part of the record").sees("We did")
    accessible(sam.page)
    the_digests_carry_it_once(site, cast)
    assert list(Verdict.objects.values_list("answer", flat=True)) == ["PARTLY"]


def an_hour_later(site):
    """Once every letter has gone, so that no lease runs out while a worker holds it."""
    until(lambda: not waiting(site).exists())
    site.minutes_pass(60)


def waiting(site):
    return Letter.objects.filter(state__in=["PENDING", "SENDING"], due_at__lte=site.now)


def says_something(sam, site):
    sam.sign_in_with_a_code(site.mail).sees("Hello Sam").press("Say something")
    sam.type("What do you want to say?", WORDS).type("Why does it matter?", "I want to bring my own goals.")
    sam.choose("With my name").press("Say it and put it to the group").press("Put it to the group")
    sam.told("You put it to the group")


def the_group_agrees(sam, jo, entry):
    for one in (sam, jo):
        one.go(entry).sees(WORDS).press("I agree").press("Give your answer").told("Thank you")


def the_facilitator_sends(farah, site, entry):
    farah.sign_in_with_a_code(site.mail).set_up_an_app()
    farah.go(entry).press("Send it").sees("The words can never be changed after this").press("Send it")
    farah.told("You sent it to Rivershire")


def the_system_answers(priya, okoro, site, entry):
    until(lambda: letters_to(site.mail, priya.person, WORDS))
    priya.go(entry).sees(WORDS).press("Say that you have heard it")
    priya.type("What do you want to say back?", "I have read this to the outpatients team.")
    priya.type("Who has the final say?", "The outpatients board")
    priya.on_day((site.now + timedelta(days=14)).date(), "answer_by").press("Say that you have heard it")
    priya.told("You heard it")
    okoro.go(entry).press("Answer it").choose("Partly").type("Why?", "The hospital part is fixed until April.")
    okoro.choose("Money").type("What matters to people?", "Being able to prepare")
    okoro.type("What did you have to follow?", "The contract for printing").type(
        "Who decided?", "The outpatients board"
    )
    okoro.press("Give the answer").told("You gave the answer")


def it_is_done_and_checked(okoro, jo, site, entry):
    okoro.go(entry).press("Take on an action").type("What will be done?", "Write to every clinic")
    okoro.type("Who does it?", "The outpatients team").on_day((site.now + timedelta(days=9)).date(), "due_on")
    okoro.press("Take on this action").told("You took on an action")
    okoro.go(entry).press("Say it is done").choose("All of it").type("What changed?", "Letters go out 10 days before.")
    okoro.type("Where?", "All clinics").on_day(site.now.date(), "since")
    okoro.type("How can people see it?", "Ask at any desk").press("Say what is done").told("You said what is done")
    until(lambda: letters_to(site.mail, jo.person, "Letters go out 10 days before."))
    jo.go(entry).press("Check if it is done").choose("Yes, it is done").press("Give your answer").told("Thank you")


def told_back(site, sam):
    """Each step was told to the one whose words began it, by mail, and the last asks whether that answers it."""
    for words in ("Heard", "The hospital part is fixed until April.", "Write to every clinic", "answers it"):
        until(lambda words=words: letters_to(site.mail, sam, words))
    assert len(set(site.mail.ids)) == len(site.mail.ids)


def digests_to(site, person):
    return letters_to(site.mail, person, "You can change how often it comes")


def the_digests_carry_it_once(site, cast):
    """Beat ticks by itself; the clock crosses a Monday, then the first working day of a month."""
    farah, okoro, sam = cast.farah.person, cast.okoro.person, cast.sam.person
    until(lambda: Pulse.objects.filter(name="tick").exists(), A_TICK)  # beat has been here before
    assert digests_to(site, farah) == digests_to(site, okoro) == []
    site.set_clock(MONDAY)
    until(lambda: digests_to(site, farah), A_TICK)
    assert [text.count(WORDS) for text in digests_to(site, farah)] == [1]
    assert "said: partly" in digests_to(site, farah)[0]
    assert digests_to(site, okoro) == []
    an_hour_later(site)
    site.set_clock(FIRST_OF_MONTH)
    until(lambda: digests_to(site, okoro), A_TICK)
    assert [text.count(WORDS) for text in digests_to(site, okoro)] == [1]
    assert "said: partly" in digests_to(site, okoro)[0]
    until(lambda: digests_to(site, sam), A_TICK)
    assert "What became of your words" in digests_to(site, sam)[0]
    assert "Sam" not in digests_to(site, okoro)[0]
    an_hour_later(site)
    ticks_again(site)
    assert sum(text.count(WORDS) for text in digests_to(site, farah)) == 1
    assert sum(text.count(WORDS) for text in digests_to(site, okoro)) == 1
    assert sum(text.count(WORDS) for text in digests_to(site, sam)) == 1
    assert len(set(site.mail.ids)) == len(site.mail.ids)


def ticks_again(site):
    """One more look at everything, and whatever was due is gone."""
    site.tick()
    until(lambda: Pulse.objects.get(name="tick").at >= site.now, A_TICK)
    until(lambda: not waiting(site).exists())
