"""Following it to the end: a refusal challenged up to the independent person, and *did you notice?* answered from a letter."""

import re

import pytest

from feedback.challenges.models import Challenge
from feedback.challenges.queries import PRESS
from feedback.impact.models import Noticing
from feedback.log.models import Said
from groups.notices.models import Letter
from tests import builders
from tests.browser.people import PHONE
from tests.browser.test_journey_plain import Keyboard
from tests.feedback import chain
from tests.feedback.impact.asking import asked

pytestmark = pytest.mark.django_db(transaction=True)
WHY = "You answered another question."


@pytest.fixture
def refused(cast):
    cast.group.independent_name, cast.group.independent_email = "Ines Frey", "ines@example.org"
    cast.group.save()
    return chain.cannot(cast, builders.NOW)


@pytest.mark.parametrize("script", [True, False], ids=["with script", "without script"])
def test_a_refusal_is_challenged_until_the_independent_person_opens_it_again(
    cast, refused, at_a_browser, new_context, watched, address, accessible, script
):
    entry = refused.get_absolute_url()
    jo = at_a_browser(cast.jo, java_script_enabled=script, viewport=PHONE)
    priya, okoro = at_a_browser(cast.priya), at_a_browser(cast.okoro)
    jo.go(entry).sees("If you cannot accept this answer").press("Ask for the reason again")
    if script:
        accessible(jo.page)
    jo.press("Ask for the reason again").sees("There is something to put right", "Say why you ask again")
    jo.type("Why do you ask again?", WHY).press("Ask for the reason again").sees(WHY, "It is here now")
    priya.go(entry).press("Give the reason again").sees(WHY)
    priya.type("Why is this the answer?", "The money is spent.").press("Give the reason").told("reason")
    jo.go(entry).sees("The money is spent.").press(PRESS["SPONSOR"])
    jo.type("Why do you ask again?", "Money was found elsewhere.").press(PRESS["SPONSOR"])
    okoro.go(entry).press("Look at it again").sees("Money was found elsewhere.")
    okoro.type("You keep the answer. Why?", "I read it all again.").press("Keep the answer")
    jo.go(entry).press(PRESS["INDEPENDENT"]).type("Why do you ask again?", "Nobody has read what we wrote.")
    jo.press(PRESS["INDEPENDENT"]).sees("Ines Frey")
    last = Challenge.objects.get(rung="INDEPENDENT")
    page = watched(f"/fair/{last.token}/", context=new_context(java_script_enabled=script, viewport=PHONE))
    if script:
        accessible(page)
    page.get_by_label("It should be looked at again").check()
    page.get_by_label("Why?").fill("The question was not answered.")
    page.get_by_role("button", name="Send what you found").click()
    jo.go(entry).sees("The question was not answered.", "Waiting to be heard")
    assert Said.objects.get(pk=refused.pk).round == 2


def test_by_keys_alone_a_member_challenges_a_refusal(cast, refused, at_a_browser):
    jo = at_a_browser(cast.jo).go(refused.get_absolute_url())
    keys = Keyboard(jo.page)
    keys.to("^Ask for the reason again$").enter()
    keys.to("^Why do you ask again").type(WHY).to("^(From the group|With my name)").press("ArrowDown")
    keys.to("^Ask for the reason again$").enter()
    jo.sees("It is here now", WHY)
    assert Challenge.objects.get().asked_by == cast.jo.membership


@pytest.mark.parametrize("script", [True, False], ids=["with script", "without script"])
def test_somebody_answers_from_the_letter_if_they_noticed_and_changes_it(
    cast, clock, new_context, watched, accessible, script
):
    asking, at = asked(cast, builders.NOW)
    clock(at)
    letter = Letter.objects.get(stem__endswith="did_you_notice", person=cast.sam.person)
    link = re.search(r"/noticed/\S+\?answer=LITTLE", letter.text)[0]
    page = watched(link, context=new_context(java_script_enabled=script, viewport=PHONE))
    assert page.get_by_text(asking.said.words).is_visible()
    assert page.get_by_label("A little").is_checked() and not Noticing.objects.exists()
    if script:
        accessible(page)
    send(page)
    assert page.get_by_role("heading", name="Thank you. We kept your answer").is_visible()
    page.goto(page.url)
    page.get_by_label("No", exact=True).check()
    send(page)
    assert Noticing.objects.get().answer == "NO"


def test_by_keys_alone_somebody_answers_from_the_letter(cast, clock, watched):
    asking, at = asked(cast, builders.NOW)
    clock(at)
    letter = Letter.objects.get(stem__endswith="did_you_notice", person=cast.sam.person)
    page = watched(re.search(r"/noticed/\S+\?answer=YES", letter.text)[0])
    keys = Keyboard(page)
    keys.to("^Yes").press("ArrowDown").to("^(Send|Say|Give|Keep)").enter()
    assert page.get_by_role("heading", name="Thank you. We kept your answer").is_visible()
    assert Noticing.objects.get().answer == "LITTLE"


def send(page):
    page.locator("[data-form] button[type=submit]").first.click()
