"""A leader with a phone clears what waits, without leaving the page: hears, answers, looks again."""

from datetime import date

import pytest
from playwright.sync_api import expect

from feedback.log.models import Said, Stage
from tests import builders
from tests.browser.people import PHONE

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.mark.parametrize("script", [True, False], ids=["with script", "without script"])
def test_a_sponsor_on_a_phone_clears_three_things_on_one_page(cast, at_a_browser, accessible, script):
    for number, words in enumerate(("Pay the fares.", "Heat the waiting room.", "Write to us in words.")):
        day = date(2026, 11, 20 + number)
        builders.said(
            cast.group, words, stage=Stage.HEARD, due_on=day, hear_by=day, answer_by=day, final_say="Dr Okoro"
        )
    okoro = at_a_browser(cast.okoro, java_script_enabled=script, viewport=PHONE).go("/queue/")
    page = okoro.page
    page.set_viewport_size(PHONE)
    okoro.sees("3 things wait")
    page.locator("summary", has_text="Give the answer").first.click()
    if script:
        accessible(page)
    answer(page, kind="We can’t")
    okoro.sees("Say why. People need to know the reason")
    open_form = page.locator("details[open] form")
    expect(open_form.get_by_label("What matters to people?")).to_have_value("Getting there.")
    if script:
        accessible(page)
    answer(page, kind="We will")
    okoro.told("You gave the answer").sees("2 things wait", "Heat the waiting room.")
    for left in ("One thing waits", "Nothing waits for you"):
        answer(page)  # the next one is open already
        okoro.sees(left)
        assert page.url.split("?")[0].endswith("/queue/")
    assert set(Said.objects.values_list("stage", flat=True)) == {Stage.DOING}


def answer(page, kind="We will"):
    form = page.locator("details[open] form")
    form.get_by_label(kind, exact=True).check()
    form.get_by_label("What matters to people?").fill("Getting there.")
    form.get_by_label("What did you have to follow?").fill("Nothing stands in the way.")
    form.get_by_role("button", name="Give the answer").click()
