"""The system's Chromium, and a page that fails on anything a person's browser would complain about."""

import os
import shutil

import pytest
from axe_playwright_python.sync_playwright import Axe

from tests.browser.people import Somebody

CHROMIUM = os.environ.get("CHROMIUM") or shutil.which("chromium") or shutil.which("chromium-browser")
WCAG = ["wcag2a", "wcag2aa", "wcag21aa", "wcag22aa"]
os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "true")


@pytest.hookimpl(tryfirst=True)  # before -m looks at the markers
def pytest_collection_modifyitems(items):
    for item in items:
        if "tests/browser/" in item.nodeid:
            item.add_marker(pytest.mark.browser)
            if not CHROMIUM:
                item.add_marker(pytest.mark.skip(reason="No Chromium on this machine"))


@pytest.fixture(scope="session")
def browser_type_launch_args():
    quiet = (
        "--no-sandbox --disable-gpu --disable-quic --no-first-run --disable-background-networking "
        "--disable-component-update --disable-sync --disable-dev-shm-usage"
    )
    return {"executable_path": CHROMIUM, "args": quiet.split()}


@pytest.fixture
def address(live_server):
    """Where the site is. A journey on the whole site says so itself."""
    return live_server.url


@pytest.fixture
def watched(context, address):
    """Makes pages that collect complaints: console errors, broken security rules, failed and off-site requests."""
    complaints = []

    def open_one(path="/", *, width=1280, expect=200, context=context):
        page = context.new_page()
        page.set_viewport_size({"width": width, "height": 900})
        page.on("console", lambda message: heard(message, expect))
        page.on("pageerror", lambda error: complaints.append(f"script: {error}"))
        page.on("request", lambda r: None if here(r.url) else complaints.append(f"off site: {r.url}"))
        page.on("response", lambda r: complaints.append(f"{r.status}: {r.url}") if failed(r.status, expect) else None)
        answer = page.goto(address + path)
        assert answer.status == expect
        return page

    def heard(message, expect):
        if message.type == "error" and not (expect >= 400 and "Failed to load resource" in message.text):
            complaints.append(f"console: {message.text}")

    def failed(status, expect):
        return status >= 400 and status != expect

    def here(url):
        return url.startswith((address, "data:", "about:"))

    yield open_one
    assert complaints == []


@pytest.fixture
def at_a_browser(new_context, watched, address):
    """Somebody who is signed in, at a browser of their own."""

    def sit_down(player, **browser):
        return Somebody(player, new_context(**browser), watched, address).signed_in_already()

    return sit_down


@pytest.fixture
def accessible():
    """Axe finds nothing against WCAG 2.2 AA, and nothing reaches past the right edge."""

    def check(page):
        found = Axe().run(page, options={"runOnly": WCAG}).response["violations"]
        assert [(v["id"], [n["html"][:200] for n in v["nodes"]]) for v in found] == []
        assert page.evaluate("document.documentElement.scrollWidth") <= page.viewport_size["width"]
        return True

    return check
