"""The pages to sign off are read by people who print them: no barrier on a screen of any width, and nothing cut off on paper."""

import pytest

from coproduction.pages.assurance import PAPERS

pytestmark = pytest.mark.django_db(transaction=True)
PAGES = ["", *(f"{name}/" for name in PAPERS)]


@pytest.mark.parametrize("path", PAGES)
def test_it_is_free_of_barriers_and_prints(path, watched, accessible, live_server):
    page = watched(f"/how-we-keep-this-safe/{path}")
    for width in (1280, 320):
        page.set_viewport_size({"width": width, "height": 900})
        accessible(page)
        assert page.evaluate("document.documentElement.scrollWidth") <= width
    assert page.pdf(prefer_css_page_size=True)
