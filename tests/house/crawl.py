"""Walks the site as somebody would: opens what pages link to, and notes every form that is found on the way."""

from dataclasses import dataclass, field
from urllib.parse import parse_qsl, urlencode, urljoin, urlsplit

from bs4 import BeautifulSoup
from django.test import Client
from django.urls import Resolver404, get_resolver, resolve

HERE = "http://testserver"
ENOUGH = 2  # pages of one kind and person
ALIKE = {
    "said": 60,
    "thread": 16,
    "meeting": 14,
    "agenda": 8,
    "notes": 4,
    "run": 3,
    "commitment": 4,
}  # but each state of an entry or a talk has a page of its own
QUIET = ("text", "search", "hidden", "email", "tel", "url", "number", "password")


@dataclass(frozen=True)
class Field:
    """One question of a form. `kind` is how it is asked; `options` what may be chosen; `value` what stands there now."""

    name: str
    kind: str
    value: str = ""
    options: tuple[str, ...] = ()
    mode: str = ""  # inputmode, or autocomplete


@dataclass(frozen=True)
class Form:
    who: str
    page: str
    action: str
    view: str
    deed: str
    method: str
    fields: tuple[Field, ...]
    client: Client = field(compare=False, repr=False, default=None)

    @property
    def alike(self):
        """Two forms that ask the same in the same place need to be tried once."""
        names = frozenset("*" if f.name.startswith("start_") else f.name for f in self.fields)
        return self.view, self.deed, self.method, names

    def __str__(self):
        return f"{self.deed} on {self.page} as {self.who}"

    def asks(self, *kinds):
        return [one for one in self.fields if one.kind in kinds]

    def filled(self, **changed):
        """What a browser sends when nothing is changed, but empty questions get a plain answer."""
        sent = {}
        for one in self.fields:
            answer = plain_answer(one)
            if answer is not None:
                sent[one.name] = answer
        return sent | changed


@dataclass
class Found:
    forms: list[Form] = field(default_factory=list)
    pages: dict = field(default_factory=dict)  # (who, path): status
    broken: list[str] = field(default_factory=list)
    links: dict = field(default_factory=dict)  # (who, path): the pages it is linked on

    def once(self, method="post"):
        """One form of each kind."""
        kinds = {}
        for form in self.forms:
            if form.method == method:
                kinds.setdefault(form.alike, form)
        return list(kinds.values())

    def views(self, method="post"):
        return {form.view for form in self.forms if form.method == method}


def walk(personas: dict[str, Client], starts: dict[str, list[str]] | None = None) -> Found:
    found = Found()
    for who, client in personas.items():
        own = (starts or {}).get(who, [])
        everything = bool(own) or not found.pages  # pages for everybody need not be opened as everybody
        Walk(who, client, found, everything).begin(["/", *without_arguments(everything), *own])
    return found


def without_arguments(open_too):
    """Every address that needs no number or name."""
    known = [(route, one) for route, one in addresses() if "<" not in route and "(?P" not in route]
    return [f"/{route}" for route, one in known if open_too or one.callback.door.scope != "open"]


def addresses(patterns=None, before=""):
    """(route, view) of every address there is."""
    for one in get_resolver().url_patterns if patterns is None else patterns:
        here = before + str(one.pattern)
        if hasattr(one, "url_patterns"):
            yield from addresses(one.url_patterns, here)
        else:
            yield here, one


def opened(path):
    found = resolve(path)
    return found.view_name, found.func.door


class Walk:
    def __init__(self, who, client, found, open_too):
        self.who, self.client, self.found, self.open_too = who, client, found, open_too
        self.seen, self.of_a_kind, self.waiting, self.read_whole = set(), {}, [], {}

    def begin(self, starts):
        direct = set(starts)
        for path in starts:
            self.meet(path)
        while self.waiting:
            path = self.waiting.pop(0)
            self.open(path, linked=path not in direct)

    def meet(self, path):
        """A page to be opened, unless enough of its kind were."""
        parts = urlsplit(path)
        if path in self.seen or parts.path.startswith(("/static/", "/sign-out", "/health")):
            return
        try:
            view, door = opened(parts.path)
        except Resolver404:
            self.found.broken.append(f"{path}, linked for {self.who}, leads nowhere")
            return
        if door.scope == "open" and not self.open_too and parts.path != "/":
            return
        kind = (view, frozenset((name, value * (name == "show")) for name, value in parse_qsl(parts.query)))
        self.of_a_kind[kind] = self.of_a_kind.get(kind, 0) + 1
        if self.of_a_kind[kind] <= ALIKE.get(view, ENOUGH):
            self.seen.add(path)
            self.waiting.append(path)

    def open(self, path, linked):
        answer = self.client.get(path)
        self.found.pages[self.who, path] = answer.status_code
        if answer.status_code in (301, 302):
            self.follow(answer["Location"], path)
        elif answer.status_code != 200 and linked:
            self.found.broken.append(f"{path}, linked for {self.who}, answers {answer.status_code}")
        elif answer.status_code == 200 and answer["Content-Type"].startswith("text/html"):
            self.read(path, BeautifulSoup(self.worth_reading(path, answer.content.decode()), "html.parser"))

    def worth_reading(self, path, whole):
        """Header and footer are the same in one part of the site: they are read on its first pages."""
        part = path.split("/")[1]
        self.read_whole[part] = self.read_whole.get(part, 0) + 1
        return whole if self.read_whole[part] <= 4 else whole[whole.find("<main") : whole.find("</main>")]

    def read(self, path, soup):
        for link in soup.find_all("a", href=True):
            self.follow(link["href"], path)
        for form in soup.find_all("form"):
            self.found.forms.append(form_of(form, path, self.who, self.client))

    def follow(self, href, path):
        there = urlsplit(urljoin(HERE + path, href))
        if there.netloc == "testserver" and there.scheme == "http":
            self.found.links.setdefault((self.who, there.path), set()).add(path)
            self.meet(there.path + (f"?{there.query}" if there.query else ""))


def form_of(form, path, who, client):
    action = urlsplit(urljoin(HERE + path, form.get("action") or path))
    address = action.path + (f"?{action.query}" if action.query else "")
    return Form(
        who=who, page=path, action=address, view=resolve(action.path).view_name, deed=form.get("data-form", ""),
        method=form.get("method", "get").lower(), fields=tuple(fields_of(form)), client=client,
    )  # fmt: skip


def fields_of(form):
    boxes = {}
    for one in form.find_all(["input", "textarea", "select", "button"]):
        name, kind = one.get("name"), one.get("type", "text") if one.name == "input" else one.name
        if not name or name == "csrfmiddlewaretoken":
            continue
        if kind in ("radio", "checkbox"):
            boxes.setdefault((name, kind), []).append(one)
        elif one.name == "select":
            options = one.find_all("option")
            chosen = next((o for o in options if o.has_attr("selected")), None)
            yield Field(
                name, "select", chosen.get("value", "") if chosen else "", tuple(o.get("value", "") for o in options)
            )
        elif kind in ("button", "submit"):
            continue
        else:
            value = one.get_text() if one.name == "textarea" else one.get("value", "")
            yield Field(
                name, kind, value.removeprefix("\n"), mode=one.get("inputmode") or one.get("autocomplete") or ""
            )
    for (name, kind), ones in boxes.items():
        chosen = next((o.get("value", "on") for o in ones if o.has_attr("checked")), "")
        yield Field(name, kind, chosen, tuple(o.get("value", "on") for o in ones))


def plain_answer(one: Field):
    """What somebody who means well would answer."""
    if one.kind in ("radio", "select", "checkbox"):
        return one.value or next((option for option in one.options if option), "")
    if one.kind == "file":
        return None
    if one.value or one.kind == "hidden":
        return one.value
    ends = {"_day": "9", "_month": "12", "_year": "2026"}
    for end, answer in ends.items():
        if one.name.endswith(end):
            return answer
    if one.kind == "email" or "email" in one.name:
        return "somebody@example.org"
    known = {"starts": "2pm", "ends": "4pm", "code": "123456", "joining_link": "https://meet.example/x"}
    return known.get(one.name, "5" if one.mode == "numeric" else "Some plain words")


def with_query(path, **query):
    parts = urlsplit(path)
    return f"{parts.path}?{urlencode(dict(parse_qsl(parts.query)) | query)}"
