"""Spare codes stand in the answer that makes them, and are read, printed or written down there: with script and without."""

import pytest

from tests.browser.people import code_of_the_app
from tests.cast import Cast

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.mark.parametrize("script", [True, False])
def test_new_spare_codes_are_free_of_barriers_and_print(script, at_a_browser, accessible):
    sam = at_a_browser(Cast().sam, java_script_enabled=script).go("/you/sign-in/app/")
    page = sam.page
    secret = page.locator("code.app-code").inner_text()
    page.locator("[data-form=set-up-app] input[name=code]").fill(code_of_the_app(secret))
    sam.press("Switch it on").sees("We cannot show them again")
    codes = page.locator("main code").all_inner_texts()
    assert len(codes) == 10
    for width in (1280, 320):
        page.set_viewport_size({"width": width, "height": 900})
        assert accessible(page) if script else True
    assert page.pdf(prefer_css_page_size=True)
    sam.press("I have kept them").go("/you/sign-in/codes/").sees("You have 10 spare codes left")
    assert page.locator("main code").count() == 0
