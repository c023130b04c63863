"""The parts every page is made of, in a real browser: readable by everyone, quiet under strict rules, usable without script."""

import gzip
from pathlib import Path

import pytest
from django.conf import settings

pytestmark = pytest.mark.urls("tests.browser.shelf")
WIDTHS = [1280, 320]


@pytest.mark.parametrize("width", WIDTHS)
def test_every_part_is_accessible_wide_and_narrow(watched, accessible, width):
    assert accessible(watched("/", width=width))


@pytest.mark.parametrize("width", WIDTHS)
def test_a_form_with_mistakes_leads_to_them(watched, accessible, width):
    page = watched("/plan/", width=width)
    accessible(page)
    page.click("#plan-button")
    accessible(page)
    assert page.evaluate("document.activeElement.className") == "nhsuk-error-summary"
    assert page.title().startswith("Error: ")
    page.click(".nhsuk-error-summary a[href='#id_day-day']")
    assert page.evaluate("document.activeElement.id") == "id_day-day"


@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize("code", [403, 404, 429, 500, 503])
def test_an_error_page_is_accessible(watched, accessible, code, width):
    assert accessible(watched(f"/error/{code}/", width=width, expect=code))


def test_everything_works_at_four_times_the_size(watched, accessible):
    page = watched("/")
    page.set_viewport_size({"width": 320, "height": 256})  # 1280 by 1024 at 400 %
    accessible(page)
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.matches('a:focus-visible, button:focus-visible')")


def test_what_happened_is_read_out_first(watched):
    page = watched("/")
    assert "nhsuk-notification-banner--success" in page.evaluate("document.activeElement.className")


def test_the_skip_link_goes_past_the_navigation(watched):
    page = watched("/plan/")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.textContent") == "Skip to main content"
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "maincontent"


def test_the_count_of_what_may_still_be_written_follows_the_typing(watched):
    page = watched("/plan/")
    page.fill("#id_words", "x" * 25)
    page.wait_for_selector(".nhsuk-character-count__status:has-text('too many')")
    assert page.inner_text(".nhsuk-character-count__status") == "You have 5 characters too many"


def test_what_can_be_pressed_is_large_enough_for_a_thumb(watched):
    page = watched("/", width=320)
    small = page.evaluate(
        """() => [...document.querySelectorAll('button, .nhsuk-button, .app-nav a, .app-account a, .app-footer a,'
           + '.app-pages a, .app-filters nav a, input, summary')]
           .filter(e => e.getClientRects().length && e.getBoundingClientRect().height < 40)
           .map(e => e.outerHTML.slice(0, 80))"""
    )
    assert small == []


def test_a_page_and_its_form_work_without_script(browser, live_server):
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(live_server.url + "/plan/")
    page.fill("#id_title", "Clinic times")
    page.click("#plan-button")
    assert page.input_value("#id_title") == "Clinic times"
    assert page.locator(".nhsuk-error-summary a").count() >= 5
    assert page.locator(".nhsuk-password-input__toggle").is_hidden()
    context.close()


def test_the_first_visit_is_light(watched):
    """Everything together is at most 60 kB compressed, in a handful of requests, and most of it is words and looks."""
    asked = []
    page = watched("/plan/")
    page.on("request", lambda request: asked.append(request.url))
    page.reload()
    page.wait_for_load_state("networkidle")
    dist = Path(settings.STATICFILES_DIRS[0]) / "dist"
    styles, script = (len(gzip.compress((dist / name).read_bytes(), 9)) for name in ("app.css", "app.js"))
    assert len(asked) <= 5
    assert script < 12_000
    assert styles + script + len(gzip.compress(page.content().encode(), 9)) < 60_000
