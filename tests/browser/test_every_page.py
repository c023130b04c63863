"""Every page, as everybody who may open it, in a real browser: wide and narrow, no barrier, no complaint; and without script."""

import re

import pytest
from django.db import connection

from coproduction.kit.addresses import every_address
from tests import kept_world, schema
from tests.house.walking import OPENING, World, table

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.takes(400)]
ROLES = [
    "visitor", "member", "supporter", "facilitator", "point_of_contact", "sponsor", "network_coordinator",
    "organisation_admin", "site_admin",
]  # fmt: skip
WIDTHS = (1280, 320)
FILES = (
    "calendar_feed",
    "meeting_calendar",
    "export_log",
    "health_live",
    "health_ready",
    "codes_file",
    "run_part",
    "live_part",
    "live_part_for",
)  # not pages: taken away, for machines, or a part of a page
FORGERY = re.compile(r'name="csrfmiddlewaretoken" value="\w+"')
LOADED = {"content-type": "text/html"}


@pytest.fixture(scope="module")
def kept(django_db_setup, django_db_blocker):
    """The world, made once. Each test empties its tables afterwards, so what was made is kept beside them."""
    with django_db_blocker.unblock(), kept_world.lived_in() as world:
        yield world, schema.copied()


@pytest.fixture
def world(transactional_db, request):
    if connection.vendor != "sqlite":
        return World(kept_world.make())
    told, full = request.getfixturevalue("kept")
    full.backup(connection.connection)
    return World(told)


@pytest.fixture(scope="module")
def seen():
    """What stood between header and footer on the pages that were looked at: the same for somebody else is no other page."""
    return set()


def pages_of(world, persona):
    """Every address that gives this persona a page, as the test client sees it: what sends them on is opened where it leads."""
    client = world.client(persona)
    for address in every_address():
        if "GET" not in address.door.methods or address.name in FILES:
            continue
        url = world.url(address)
        answer = client.get(url)
        if answer.status_code == 200 and answer.headers["Content-Type"].startswith(LOADED["content-type"]):
            yield url


def sign_in(context, live_server, world, persona):
    cookie = world.people[persona]["cookie"]
    if cookie:
        name, value = cookie.split("=", 1)
        context.add_cookies([{"name": name, "value": value, "url": live_server.url}])


@pytest.mark.parametrize("persona", ROLES)
def test_every_page_is_free_of_barriers_and_complaints(world, persona, context, live_server, watched, accessible, seen):
    sign_in(context, live_server, world, persona)
    urls = list(pages_of(world, persona))
    assert len(urls) >= 8
    page, found = watched("/help/"), []
    for number, url in enumerate(urls):
        answer = page.goto(live_server.url + url)
        if answer.status != 200:
            found.append(f"{url} answered {answer.status}")
        elif new(page, seen) or number == 0:
            for width in WIDTHS:
                page.set_viewport_size({"width": width, "height": 900})
                found += barriers(accessible, page, url, width)
    assert found == []


def new(page, seen):
    words = FORGERY.sub("", page.locator("main").inner_html())
    before = len(seen)
    seen.add(hash(words))
    return len(seen) > before


def barriers(accessible, page, url, width):
    try:
        accessible(page)
    except AssertionError as found:
        return [f"{url} at {width}: {str(found)[:600]}"]
    return [] if page.locator("h1").count() == 1 else [f"{url}: not exactly one h1"]


@pytest.mark.parametrize("persona", ["visitor", "member", "facilitator", "sponsor"])
def test_every_page_works_without_script(world, persona, browser, live_server):
    context = browser.new_context(java_script_enabled=False, viewport={"width": 320, "height": 900})
    sign_in(context, live_server, world, persona)
    page, found = context.new_page(), []
    for url in pages_of(world, persona):
        answer = page.goto(live_server.url + url)
        forms = page.locator("form[method=post]")
        unusable = [n for n in range(forms.count()) if not forms.nth(n).locator("button, input[type=submit]").count()]
        if answer.status != 200 or page.locator("h1").count() != 1 or unusable:
            found.append(f"{url}: {answer.status}, {page.locator('h1').count()} h1, forms without a button: {unusable}")
    context.close()
    assert found == []


def test_the_rules_let_each_role_open_some_pages():
    """The sweep is not empty: each role holds abilities that open pages."""
    for role in ("member", "supporter", "facilitator", "point_of_contact", "sponsor", "network_coordinator"):
        assert sum(row[role].split("/")[0] in OPENING for row in table().values()) > 5
