"""A letter in Easy Read, from its posting to the page it is read on; and what comes to whoever did not ask for it."""

import re

import pytest
from bs4 import BeautifulSoup

from coproduction.kit import easy
from groups.choices import operations as choosing
from groups.glossary.models import Explained
from groups.looks import queries
from groups.notices import emails, operations
from groups.notices.models import Kind, Letter
from groups.people.models import Person

STEM = "groups/people/emails/still_you"
NOTE = "groups/notices/emails/note"


@pytest.fixture
def easily(cast, now):
    choosing.change(person=cast.sam.person, now=now, look="EASY")
    return Person.objects.get(pk=cast.sam.person.pk)


def post(to, now, stem=NOTE, key="k", **rest):
    operations.post(stem, to=to, key=key, at=now, **rest)
    return Letter.objects.get(key=key)


def got(mail):
    [message] = mail.messages
    return [message.get_body((kind,)).get_content().replace("\r\n", "\n") for kind in ("plain", "html")]


def rows_of(html):
    table = BeautifulSoup(html, "html.parser").find("table", role="presentation")
    return [[cell.get_text("\n", strip=True) for cell in row.find_all("td")] for row in table.find_all("tr")]


def test_each_sentence_stands_beside_its_picture_and_programs_that_read_aloud_hear_the_words(easily, now, mail, send):
    post(easily, now)
    send()
    text, html = got(mail)
    assert rows_of(html) == [["✉️", "There is something new for you."], ["🔑", "Sign in to read it."]]
    cells = BeautifulSoup(html, "html.parser").find_all("td")
    assert [cell.get("aria-hidden") for cell in cells] == ["true", None] * 2
    assert "There is something new for you.\n\nSign in to read it.\n" in text and "✉️" not in text
    sizes = {int(size) for size in re.findall(r"font-size:(\d+)px", html)}
    assert sizes == {27, 48}


def test_whoever_did_not_ask_gets_no_table_and_nothing_of_it_is_kept(cast, now, mail, send):
    assert post(cast.sam.person, now).easy == ""
    send()
    assert "<table" not in got(mail)[1]


def test_of_several_only_those_who_asked_get_it(easily, cast, now):
    letters = [
        {"to": easily, "key": "sam"},
        {"to": cast.jo.person, "key": "jo"},
        {"to": "ann@example.org", "key": "ann"},
    ]
    operations.post_many(NOTE, letters, at=now)
    assert [key for key, said in Letter.objects.values_list("key", "easy") if said] == ["sam"]


def test_letters_to_many_that_a_worker_writes_are_the_same(easily, cast, now, monkeypatch):
    monkeypatch.setattr(operations, "MANY", 0)
    operations.post_many(
        NOTE, [{"to": easily, "key": "sam"}, {"to": cast.jo.person, "key": "jo"}], at=now, group=cast.group
    )
    assert not Letter.objects.exists()
    operations.unfold(now=now)
    assert [key for key, said in Letter.objects.values_list("key", "easy") if said] == ["sam"]


def test_a_letter_without_such_a_part_comes_large_with_a_sentence_on_each_line(easily, now, mail, send, monkeypatch):
    monkeypatch.setattr(easy, "has_easy", lambda stem: False)
    post(easily, now, stem="groups/people/emails/changed", context={"what": "It was lost. You can go."})
    send()
    text, html = got(mail)
    assert "lost.\nYou can go." in text and "lost.<br>You can go." in html and "<table" not in html
    assert {int(size) for size in re.findall(r"font-size:(\d+)px", html)} == {27}


def test_the_page_shows_it_too_and_what_everybody_gets_to_whoever_chose_otherwise_since(easily, cast, now, mail, send):
    letter = post(easily, now)
    send()
    page = cast.sam.client.get(f"/you/letters/{letter.pk}/").content.decode()
    assert '<span class="app-easy__picture" aria-hidden="true">✉️</span>' in page and "<table" not in page
    choosing.change(person=easily, now=now, look="LARGE")
    page = cast.sam.client.get(f"/you/letters/{letter.pk}/").content.decode()
    assert "app-easy" not in page and "There is something new for you. Sign in to read it." in page


def test_the_page_of_a_letter_from_before_has_a_sentence_on_each_line(cast, now, mail, send):
    letter = post(cast.sam.person, now)
    send()
    choosing.change(person=cast.sam.person, now=now, look="EASY")
    page = cast.sam.client.get(f"/you/letters/{letter.pk}/").content.decode()
    assert "There is something new for you.<br>Sign in" in page and '<div class="app-large app-spaced">' in page


def test_a_discreet_reader_gets_the_note_in_easy_read_and_nothing_else(easily, cast, now, mail, send):
    choosing.change(person=easily, now=now, discreet=True)
    said = {"code": "The budget"}
    post(easily, now, stem=STEM, context=said, group=cast.group)
    send()
    text, html = got(mail)
    assert [words for _, words in rows_of(html)] == ["There is something new for you.", "Sign in to read it."]
    assert "budget" not in text + html and cast.group.name not in text + html


def test_several_together_are_each_as_their_reader_reads(easily, cast, now):
    letters = [post(easily, now, key="a"), post(easily, now, key="b")]
    letters[1].easy = ""
    batch = Letter(person=easily, kind=Kind.BATCH)
    emails.together(batch, letters)
    assert batch.html.count('<table role="presentation"') == 1
    assert "There is something new for you.\n\nSign in" in batch.text and "for you. Sign in" in batch.text


def test_on_paper_it_is_the_short_sentences_without_pictures(easily, now):
    letter = post(easily, now)
    letter.discreet = False
    assert "There is something new for you.\n\nSign in to read it." in emails.on_paper(letter)[1]


def test_hard_words_of_the_group_are_explained_at_the_end_for_one_more_statement(
    easily, cast, now, django_assert_num_queries, monkeypatch
):
    by = {"asked_at": now, "explained_at": now, "explained_by": cast.farah.membership}
    Explained.objects.create(group=cast.group, word="something new", meaning="What we tell you", **by)
    Explained.objects.create(group=cast.other_group, word="sign in", meaning="Not of this group", **by)
    with django_assert_num_queries(3):  # who reads Easy Read, the hard words, the letter
        operations.post(NOTE, to=easily, key="k", at=now, group=cast.group)
    assert easy.rows(Letter.objects.get().easy)[2:] == [
        ("📋", "Hard words in this letter:"), ("💡", "something new: What we tell you"),
    ]  # fmt: skip


def test_without_a_group_there_are_none(easily, now, django_assert_num_queries):
    with django_assert_num_queries(2):
        operations.post(NOTE, to=easily, key="k", at=now)
    assert "Hard words" not in Letter.objects.get().easy


def test_a_code_goes_from_both_when_it_is_of_no_use_any_more(easily, now):
    letter = post(easily, now, kind=Kind.SIGN_IN)
    assert letter.easy
    operations.tidy(now=letter.useful_until)
    letter.refresh_from_db()
    assert (letter.text, letter.html, letter.easy) == ("", "", "")


def test_an_address_is_a_link_only_if_it_is_one_in_the_letter_everybody_gets():
    said = (
        "screen: Join: https://meet.example/a?b&c\n\nsaid: I say https://elsewhere.example/ and https://meet.example/"
    )
    html = '<p><a href="https://meet.example/">x</a><a href="https://meet.example/a?b&amp;c">y</a> https://elsewhere.example/</p>'
    shown = BeautifulSoup(queries.middle("EASY", "", html, said)[1], "html.parser")
    assert [(a["href"], a.get_text()) for a in shown.find_all("a")] == [
        ("https://meet.example/a?b&c", "https://meet.example/a?b&c"), ("https://meet.example/", "https://meet.example/"),
    ]  # fmt: skip
