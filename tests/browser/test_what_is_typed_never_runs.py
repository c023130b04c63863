"""Five hundred hostile inputs in every question of every form: Chromium reads the page that comes back, and nothing of it runs.

The page is given to the browser without the headers that forbid scripts, so it is the page alone that is judged.
"""

import pytest

from tests.browser.payloads import ALL, that_fit
from tests.house.test_bad_input import _django_db_helper as _django_db_helper
from tests.house.test_bad_input import site as site
from tests.house.test_bad_input import texts_of
from tests.house.trying import post_all, report

ADDRESS = "http://site.example/"
TAKEN = 2  # times that each form is sent words that fit; between them the forms are sent all
FITS = 180  # letters that most questions take
LOOK = """() => {
    const wrong = window.hits.map(n => `number ${n} ran`), bad = /^(javascript|vbscript|data:(?!image\\/))/i
    const led = ['href', 'src', 'action', 'formaction', 'data', 'srcdoc', 'xlink:href', 'content']
    for (const one of document.querySelectorAll('*')) {
        const shown = one.outerHTML.slice(0, 150)
        for (const {name, value} of one.attributes) {
            if (name.startsWith('on')) wrong.push(`${name}: ${shown}`)
            if (led.includes(name) && bad.test(value.replace(/[\\s\\x00-\\x20]/g, ''))) wrong.push(`${name}: ${shown}`)
            if (led.includes(name) && value.startsWith('//')) wrong.push(`${name}: ${shown}`)
        }
        const from = one.getAttribute('src') || ''
        const own = from.startsWith('/static/') || (!from && one.type === 'application/json')
        if (one.localName === 'script' && !own) wrong.push(`script: ${shown}`)
        if (['iframe', 'object', 'embed', 'base', 'style'].includes(one.localName)) wrong.push(shown)
    }
    return wrong
}"""


@pytest.fixture
def looked_at(page):
    """Gives a page's bytes to Chromium and says what runs there, or would if somebody touched it."""
    shown = {}

    def answers(route):
        there = route.request.url == ADDRESS
        route.fulfill(body=shown["now"], content_type="text/html; charset=utf-8") if there else route.abort()

    page.add_init_script("window.hits = []; window.hit = n => window.hits.push(n)")
    page.route("**/*", answers)
    page.on("dialog", lambda dialog: dialog.dismiss())

    def look(content):
        shown["now"] = content
        page.goto(ADDRESS)
        return page.evaluate(LOOK)

    return look


def hostile(form, first):
    """All of them in each question that is typed, and some that the form may take."""
    names = [one.name for one in texts_of(form)]
    if names:
        yield form.filled(**dict.fromkeys(names, "\n".join(ALL)))
    free = [one.name for one in texts_of(form) if one.kind in ("text", "textarea") and not one.mode]
    for _ in range(TAKEN if free else 0):
        words, first[0] = that_fit(FITS, first[0])
        yield form.filled(**dict.fromkeys(free, words))


@pytest.mark.django_db
@pytest.mark.takes(900)
def test_nothing_that_is_typed_into_any_form_runs(site, looked_at):
    seen, first = [0, 0], [0]

    def check(one):
        for page in {id(one.answer): one.answer, id(one.next): one.next}.values():
            if not page.streaming and page.get("Content-Type", "").startswith("text/html"):
                one.wrong += looked_at(page.content)
                seen[0] += 1
        seen[1] += not one.refused

    report(post_all(site, site.forms, lambda form: hostile(form, first), check))
    print(f"\n{len(ALL)} inputs, {len(site.forms)} forms, {seen[0]} pages looked at, {seen[1]} times taken")
    assert len(ALL) >= 500 and first[0] >= len(ALL) and seen[1] > 50


def test_what_would_run_if_a_page_showed_it_as_it_was_typed_is_seen(looked_at):
    """The negative control: in the page, in a question that is a line, and in one that is a paragraph."""
    for around in ("<main>{}</main>", '<input value="{}">', "<textarea>{}</textarea>"):
        wrong = looked_at(around.format("\n".join(ALL)).encode())
        assert any("ran" in one for one in wrong) and len(wrong) > 20, around
    for number in range(len(ALL)):
        if ALL[number].startswith(("<script>", "<img", "<svg", "<iframe", "<body", "<a ")):
            assert looked_at(f"<main>{ALL[number]}</main>".encode()), ALL[number]
    assert looked_at(b"<main><p>Plain words, &lt;script&gt;</p></main>") == []
