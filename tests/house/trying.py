"""Posts a form with whatever one likes, looks hard at what came back and at what it did, and undoes it."""

import re
from contextlib import contextmanager
from copy import deepcopy
from functools import cache

from bs4 import BeautifulSoup
from django.apps import apps
from django.conf import settings
from django.core.cache import caches
from django.db import connection, transaction

from groups.notices.models import Letter
from tests.house import crawl

JARGON = re.compile(
    r"This field|Ensure this|Ensure that|Select a valid|Enter a valid|valid choice|not a valid|None\b|[A-Z]\w+Error"
    r"|null char|constraint|required\.|%\(|violat|List of values|submitted data",
    re.IGNORECASE,
)
NOT_KEPT = ("password", "file", "hidden")
QUIET_TABLES = {"django_session", "groups_kept", "usersessions_usersession"}
WRITES = re.compile(r'\s*(?:INSERT (?:OR \w+ )?INTO|UPDATE|DELETE FROM)\s+"(\w+)"', re.IGNORECASE)


class Site:
    def __init__(self, furnished, found):
        self.world, self.found = furnished, found
        self.forms, self.searches = found.once(), found.once("get")
        with undone():
            self.before = everything_kept()

    def changed(self):
        now = everything_kept()
        return sorted(table for table in now if now[table] != self.before[table])


@contextmanager
def undone():
    """Nothing done inside stays; nor do the counts of tries, which Redis keeps outside any transaction."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)
    for alias in settings.CACHES:
        caches[alias].clear()


@contextmanager
def as_it_was(client):
    """The browser forgets what this one form told it to keep: a new session, or that there is none."""
    kept = deepcopy(client.cookies)
    yield
    client.cookies = kept


@cache
def rows_of_each_table():
    """What to ask for all that is kept. Sessions and counters of tries are not what people wrote."""
    asks = {}
    for model in apps.get_models():
        meta = model._meta
        if meta.db_table not in QUIET_TABLES and meta.managed:
            columns = [
                f.column
                for f in meta.concrete_fields
                if f.attname not in ("looked_at", "looked_before_at", "last_login")
            ]
            named = ", ".join(connection.ops.quote_name(column) for column in columns)
            asks[meta.db_table] = f"SELECT {named} FROM {connection.ops.quote_name(meta.db_table)} ORDER BY 1"
    return asks


def everything_kept():
    kept = {}
    with connection.cursor() as cursor:
        for table, ask in rows_of_each_table().items():
            cursor.execute(ask)
            kept[table] = hash(str(cursor.fetchall()))
    return kept


class Tried:
    """One form, posted once; what came back, and what it did. `wrong` collects what must not be."""

    def __init__(self, site, form, sent, *, client=None):
        self.site, self.form, self.sent, self.wrong, self.wrote = site, form, sent, [], set()
        client = client or form.client
        client.raise_request_exception = False
        with as_it_was(client), transaction.atomic(), connection.execute_wrapper(self.watch):
            self.newest = Letter.objects.order_by("-id").values_list("id", flat=True).first() or 0
            if form.method == "post":
                token = {"csrfmiddlewaretoken": "x"} if client is form.client else {}
                self.answer = client.post(form.action, {**token, **sent})
            else:
                self.answer = client.get(form.action, sent)
            self.status = self.answer.status_code
            # Everything that is said has one answer, with or without a name: a page, and not another address.
            given = self.answer.streaming  # a file
            self.refused = self.status == 200 and not given and b"data-taken" not in self.answer.content
            if self.status in (301, 302) and self.answer["Location"].startswith("/"):
                self.next = client.get(self.answer["Location"])
            else:
                self.next = self.answer
        if self.next.status_code >= 500:
            error = getattr(self.next, "exc_info", None)
            self.wrong.append(f"{self.next.status_code} {error[0].__name__}: {str(error[1])[:200]}" if error else "500")
        self.changed = site.changed() if self.wrote - QUIET_TABLES and self.status < 500 else []

    def watch(self, execute, sql, params, many, context):
        found = WRITES.match(sql)
        if found:
            self.wrote.add(found[1])
        return execute(sql, params, many, context)

    @property
    def page(self):
        if not hasattr(self, "_page"):
            whole = self.answer.content.decode()
            start, end = whole.find("<main"), whole.find("</main>")
            told = whole[whole.find("<title") : whole.find("</title>") + 8] + whole[start:end]
            self._page = BeautifulSoup(told, "html.parser")
        return self._page

    def says(self):
        """The messages beside the questions, by the name of the question."""
        said = {}
        for error in self.page.select(".nhsuk-error-message"):
            group = error.find_parent(class_="nhsuk-form-group")
            for control in group.select("input, textarea, select") if group else ():
                said.setdefault(control.get("name"), error.get_text(" ", strip=True))
        return said

    def check_refusal(self, *expected):
        """A summary that leads to the questions, plain words beside each, everything typed still there, nothing written."""
        summary = self.page.select_one(".nhsuk-error-summary")
        if summary is None:
            self.wrong.append("refused without saying what is wrong")
            return
        for link in summary.select("a[href]"):
            if not self.page.find(id=link["href"].removeprefix("#")):
                self.wrong.append(f"the summary leads to {link['href']}, which is not there")
        title = self.page.title.get_text()
        if not title.strip().startswith("Error"):
            self.wrong.append(f"the title says nothing of an error: {title.strip()}")
        said = self.says()
        for name in expected:
            if name not in said:
                self.wrong.append(f"nothing beside {name}")
        for words in [*said.values(), *(li.get_text(" ", strip=True) for li in summary.select("li"))]:
            if JARGON.search(words):
                self.wrong.append(f"not plain: {words[:120]}")
        self.check_kept()
        if self.changed:
            self.wrong.append(f"refused, but changed {', '.join(self.changed)}")

    def check_kept(self):
        names = {field.name for field in self.form.fields}
        alike = self.page.find_all("form", attrs={"data-form": self.form.deed})  # a list has one for each thing
        form = max(alike, key=lambda one: len(names & {f.name for f in crawl.fields_of(one)}), default=self.page)
        shown = {one.name: one for one in crawl.fields_of(form)}
        for asked in self.form.fields:
            typed = self.sent.get(asked.name)
            if asked.kind in NOT_KEPT or typed is None or (asked.options and typed not in asked.options):
                continue
            there = shown.get(asked.name)
            if there is None:
                self.wrong.append(f"{asked.name} is not asked again")
            elif letters(there.value) != letters(typed):
                self.wrong.append(f"{asked.name} was {letters(typed)[:40]!r}, is now {letters(there.value)[:40]!r}")

    def check_harmless(self):
        """Whatever was taken: no tag of theirs on the next page, no line end in a subject."""
        answer = self.next
        if (
            b"<script>alert" in answer.content
            or b"<img src=x" in answer.content
            or b'href="javascript' in answer.content
        ):
            self.wrong.append("their markup is on the page")
        for letter in Letter.objects.filter(id__gt=self.newest):
            if re.search(r"[\r\n\x00\u2028]", letter.subject + letter.path + letter.name):
                self.wrong.append(f"a line end in the subject of {letter.stem}")
            if "<script>alert" in letter.html or "<img src=x" in letter.html or 'href="javascript' in letter.html:
                self.wrong.append(f"their markup is in {letter.stem}")


def letters(typed):
    """What one can see of it: white space and characters nobody sees may be tidied."""
    return re.sub(
        r"[\s\x00-\x20\x7f-\xa0\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufffd\U000e0000-\U000e007f]", "", typed
    )


def report(tried):
    wrong = sorted({f"{one.form}: {what}" for one in tried for what in one.wrong})
    assert not wrong, "\n" + "\n".join(wrong)


def post_all(site, forms, filled, check, **how):
    tried = []
    for form in forms:
        for sent in filled(form):
            with undone():
                one = Tried(site, form, sent, **how)
                if one.status < 500:
                    check(one)
            tried.append(one)
    return tried
