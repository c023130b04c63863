"""Every letter the product can write, as the mail server gets it, read by a parser that shares no code with what wrote it.

A new stem is in here by being there: each is written with words that attack wherever its templates have a place for words.
"""

from urllib.parse import urlsplit

import fast_mail_parser
import pytest
from bs4 import BeautifulSoup
from django.conf import settings
from django.urls import Resolver404, resolve

from coproduction.kit import easy, parts
from groups.choices import operations as choosing
from groups.notices import delivery, emails
from groups.notices.models import Kind, Letter
from tests.house.reading import HOUSE
from tests.house.world import World

TEMPLATES = HOUSE / "templates"
LARGEST = 100_000  # bytes; Gmail cuts what is longer
HEADERS = {
    "content-type", "mime-version", "subject", "from", "to", "date", "message-id", "auto-submitted", "list-unsubscribe",
    "list-unsubscribe-post", "reply-to",
}  # fmt: skip
FETCHES = [
    "img",
    "script",
    "link",
    "iframe",
    "object",
    "embed",
    "video",
    "audio",
    "source",
    "form",
    "input",
    "svg",
    "base",
]
MEET = "https://meet.example/abc"  # the one address elsewhere: a form made sure that it is one
ATTACK = 'Hi <img src="https://elsewhere.example/p.gif"> & "x" \'y\'\r\nBcc: thief@example.org'


def stems():
    found = TEMPLATES.rglob("emails/*.subject.txt")
    return sorted(str(one.relative_to(TEMPLATES)).removesuffix(".subject.txt") for one in found)


class Words(str):
    """A word that is also a row of a table and a list of two such: whatever a template asks of it, it has."""

    def __getattr__(self, name):
        if name.startswith("_") or name == "resolve_expression":
            raise AttributeError(name)
        return Words({"path": "/you/letters/", "url": parts.absolute("/you/letters/")}.get(name, self))

    def __iter__(self):
        return iter([Words(self), Words(self)])

    def __len__(self):
        return 2


class Everything(dict):
    """A context in which every name stands for something."""

    def __contains__(self, name):
        return True

    def __missing__(self, name):
        return Words(ATTACK)


def given(stem):
    if stem == emails.TOGETHER:  # what it joins was escaped when it was written
        one = {
            "subject": ATTACK,
            "text": ATTACK,
            "html": "<p>Hello</p>",
            "button": "Read",
            "url": parts.absolute("/you/"),
        }
        return {"count": 2, "letters": [one, one | {"url": parts.absolute("/you/letters/")}]}
    to_us = {"root": settings.SITE_ADDRESS, "url": parts.absolute("/you/letters/")}
    return Everything(name="Sam", site=settings.BRAND_NAME, link=MEET, **to_us)


def on_the_wire(mail, letters):
    """Hands each over, and gives it back as it arrived."""
    with delivery.Round() as way:
        for letter in letters:
            way.hand_over(delivery.message(letter))
    return list(zip(letters, mail.raw, strict=True))


def pieces_of(node):
    return [one for child in node.children for one in pieces_of(child)] if node.children else [node]


def wrong_with(raw, *, stoppable):
    """What is wrong with a letter on the wire, in words."""
    tree = fast_mail_parser.parse_email_tree(raw)
    headers = {name.lower(): values for name, values in tree.headers.items()}
    wrong = [f"a header {name}" for name in headers if name not in HEADERS]
    wrong += [f"{name} {len(values)} times" for name, values in headers.items() if len(values) != 1]
    kinds = [part.content_type.split(";")[0] for part in pieces_of(tree)]
    if kinds[:2] != ["text/plain", "text/html"]:
        wrong.append(f"parts {kinds}")
    if len(raw) > LARGEST:
        wrong.append(f"{len(raw)} bytes")
    pair = {name: headers.get(name, [""])[0].strip() for name in ("list-unsubscribe", "list-unsubscribe-post")}
    if stoppable and not (
        pair["list-unsubscribe"].startswith(f"<{settings.SITE_ADDRESS}/") and pair["list-unsubscribe"].endswith(">")
        and pair["list-unsubscribe-post"] == "List-Unsubscribe=One-Click"
    ):  # fmt: skip
        wrong.append(f"how to stop: {pair}")
    if not stoppable and any(pair.values()):
        wrong.append("a way to stop what cannot be stopped")
    mail = fast_mail_parser.parse_email(raw)
    return wrong + wrong_in_page(mail.text_html[0], mail.text_plain[0])


def wrong_in_page(html, text):
    page = BeautifulSoup(html, "html.parser")
    wrong = [f"<{one.name}>" for one in page.find_all(FETCHES)]
    for one in page.find_all(True):
        wrong += [f"{name}={one[name]}" for name in ("src", "srcset", "background", "poster") if one.has_attr(name)]
        wrong += [f"on: {name}" for name in one.attrs if name.startswith("on")]
        if "url(" in one.get("style", "") or "@import" in one.get_text():
            wrong.append("a style that fetches")
    for link in page.find_all("a", href=True):
        if link["href"] != MEET:
            wrong += wrong_link(link["href"], text)
    return wrong


def wrong_link(address, text):
    """To us, to a page there is, with nothing that tells who followed it, and the same for whoever reads the plain text."""
    split = urlsplit(address)
    if f"{split.scheme}://{split.netloc}" != settings.SITE_ADDRESS:
        return [f"leads elsewhere: {address}"]
    try:
        resolve(split.path)
    except Resolver404:
        return [f"leads nowhere: {address}"]
    return ([] if address in text else [f"not in the plain text: {address}"]) + (["utm"] if "utm_" in address else [])


@pytest.mark.django_db
def test_every_stem_is_a_plain_letter_first_without_anything_fetched_whatever_words_it_is_given(mail, cast, now):
    letters = []
    for number, stem in enumerate(stems()):
        subject, text, html = parts.written(stem, given(stem))
        said = {"stem": stem, "subject": subject, "text": text, "html": html, "name": ATTACK, "about": "meeting:0:1"}
        said |= {"why": emails.words.one_line(ATTACK), "path": "/you/letters/", "button": "Read it"}
        said |= {"kind": Kind.NEWS if number % 2 else Kind.ACCOUNT, "person": cast.sam.person, "group": cast.group}
        when = {"posted_at": now, "due_at": now, "useful_until": now}
        letters.append(Letter(key=stem, message_id=parts.new_message_id(), **said, **when))
    Letter.objects.bulk_create(letters)
    assert len(letters) > 120
    wrong = {
        letter.stem: found
        for letter, raw in on_the_wire(mail, letters)
        if (found := wrong_with(raw, stoppable=letter.stoppable))
    }
    assert wrong == {}


@pytest.mark.django_db
def test_every_part_in_easy_read_is_such_a_letter_too_whatever_words_it_is_given(mail, cast, now):
    choosing.change(person=cast.sam.person, now=now, look="EASY", language="URDU")
    letters, to = [], type(cast.sam.person).objects.get(pk=cast.sam.person.pk)
    for stem in (one for one in stems() if easy.has_easy(one)):
        said = {
            "stem": stem,
            "subject": stem,
            "text": "",
            "html": "",
            "easy": easy.written(stem, given(stem)),
            "name": ATTACK,
        }
        said |= {"kind": Kind.NEWS, "person": to, "group": cast.group, "path": "/you/letters/", "about": "meeting:0:1"}
        when = {"posted_at": now, "due_at": now, "useful_until": now}
        letters.append(Letter(key=stem, message_id=parts.new_message_id(), **said, **when))
    Letter.objects.bulk_create(letters)
    wrong = {}
    for letter, raw in on_the_wire(mail, letters):
        page = BeautifulSoup(fast_mail_parser.parse_email(raw).text_html[0], "html.parser")
        found = wrong_with(raw, stoppable=True) + ([] if page.find("table", role="presentation") else ["no pictures"])
        wrong |= {letter.stem: found} if found else {}
    assert letters and wrong == {}


@pytest.mark.django_db
def test_every_letter_of_a_whole_world_is_such_a_letter(mail, cast, now):
    World(cast, now)
    letters = list(Letter.objects.select_related("person__letter_preference", "group"))
    assert len({letter.stem for letter in letters}) > 40
    wrong = {
        letter.stem: found
        for letter, raw in on_the_wire(mail, letters)
        if (found := wrong_with(raw, stoppable=letter.stoppable))
    }
    assert wrong == {}


@pytest.mark.django_db
@pytest.mark.parametrize(("count", "left_out"), [(3, 0), (500, 440)])
def test_however_many_letters_go_together_mail_programs_need_not_cut_them(mail, cast, now, count, left_out):
    words = "Somebody said something that matters. " * 13
    told = {"person": cast.sam.person, "posted_at": now, "due_at": now, "useful_until": now}
    several = [
        Letter(subject=f"News {n}", text=words, html=f"<p>{words}</p>", button="Read", path="/you/")
        for n in range(count)
    ]
    batch = Letter(key="b", message_id="<b@x>", kind=Kind.BATCH, stem=emails.TOGETHER, **told)
    emails.together(batch, several)
    batch.save()
    [(_, raw)] = on_the_wire(mail, [batch])
    assert wrong_with(raw, stoppable=True) == []
    read = fast_mail_parser.parse_email(raw)
    assert read.subject.strip() == f"News 0, and {count - 1} more"
    assert (f"There are {left_out} more" in read.text_plain[0]) == bool(left_out)
    assert read.text_plain[0].count("Somebody said") == 13 * (count - left_out)


@pytest.mark.django_db
def test_nor_need_they_cut_them_in_easy_read_below_words_of_another_language(mail, cast, now):
    choosing.change(person=cast.sam.person, now=now, look="EASY", language="URDU")
    to = type(cast.sam.person).objects.get(pk=cast.sam.person.pk)
    rows = "\n\n".join(["said: “Somebody said something.”"] * 12)
    several = [
        Letter(subject=f"News {n}", text="x", html="x", easy=rows, button="Read", path="/you/") for n in range(500)
    ]
    told = {"person": to, "posted_at": now, "due_at": now, "useful_until": now}
    batch = Letter(key="b", message_id="<b@x>", kind=Kind.BATCH, stem=emails.TOGETHER, **told)
    emails.together(batch, several)
    batch.save()
    [(_, raw)] = on_the_wire(mail, [batch])
    assert wrong_with(raw, stoppable=True) == [] and len(raw) > LARGEST / 2
    assert fast_mail_parser.parse_email(raw).text_html[0].count("💬") == 12 * (500 - len(batch.left_out))


BROKEN = {
    "remote content": b'<p>Hello</p><img src="https://elsewhere.example/p.gif">',
    "a link that tells": b'<a href="http://127.0.0.1:8000/you/letters/?utm_source=x">Read</a>',
    "elsewhere": b'<a href="https://elsewhere.example/">Read</a>',
    "a style": b'<p style="background: url(https://elsewhere.example)">Hello</p>',
}


@pytest.mark.parametrize("broken", BROKEN)
def test_what_is_wrong_with_a_page_is_seen(broken):
    assert wrong_in_page(BROKEN[broken].decode(), "")


def test_what_is_wrong_with_a_message_is_seen():
    """The negative control: HTML first, a second receiver, a header too many, and no way to stop it."""
    raw = (
        b"From: a@x.org\r\nTo: b@x.org\r\nBcc: c@x.org\r\nX-Mailer: y\r\nX-Mailer: z\r\nMIME-Version: 1.0\r\n"
        b"Content-Type: multipart/alternative; boundary=q\r\n\r\n--q\r\nContent-Type: text/html\r\n\r\n<p>Hello\r\n"
        b"--q\r\nContent-Type: text/plain\r\n\r\nHello\r\n--q--\r\n" + b"x" * LARGEST
    )
    said = " ".join(wrong_with(raw, stoppable=True))
    for word in ("bcc", "x-mailer 2 times", "text/html", "bytes", "how to stop"):
        assert word in said
