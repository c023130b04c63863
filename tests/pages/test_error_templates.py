"""Pages about errors need no request, no session, no database and no built styles."""

import pytest
from bs4 import BeautifulSoup
from django.template.loader import render_to_string


@pytest.mark.parametrize("code", [400, 403, 404, 429, 500, 503])
def test_an_error_page_says_what_to_do_with_nothing_to_lean_on(code):
    page = BeautifulSoup(render_to_string(f"{code}.html"), "html.parser")
    assert page.h1.get_text() in page.title.get_text()
    assert page.select_one("main a.nhsuk-button")["href"] == "/"
    assert not page.select("script, form, [style]")


def test_a_page_that_is_not_there_is_the_same_whatever_is_known():
    knowing = {"group": "Rivers and Moors", "brand": {"name": "Rivers"}, "messages": ["You planned a meeting"]}
    assert render_to_string("404.html", knowing) == render_to_string("404.html")


def test_a_refusal_says_why_and_whom_to_ask():
    page = render_to_string("403.html", {"reason": "Only a facilitator can plan meetings.", "ask": "Ask Farah."})
    assert "Only a facilitator can plan meetings." in page
    assert "Ask Farah." in page


def test_an_error_page_survives_styles_that_were_never_built(settings):
    settings.STORAGES = {
        **settings.STORAGES,
        "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.ManifestStaticFilesStorage"},
    }
    settings.DEBUG = False
    assert "<h1" in render_to_string("500.html")
