"""At the top of each letter, in its reader's own language: that it is in English, and whom they can ask what it says."""

import unicodedata

import pytest
from bs4 import BeautifulSoup

from groups.choices import operations as choosing
from groups.choices.models import Language
from groups.looks import queries
from groups.notices import emails, operations
from groups.notices.models import Kind, Letter
from groups.people.models import Person

NOTE = "groups/notices/emails/note"
SCRIPTS = {  # the first word of a letter's name in Unicode, of all its letters but a few
    Language.ARABIC: "ARABIC", Language.BENGALI: "BENGALI", Language.CHINESE: "CJK", Language.GUJARATI: "GUJARATI",
    Language.PANJABI: "GURMUKHI", Language.UKRAINIAN: "CYRILLIC", Language.URDU: "ARABIC",
}  # fmt: skip


def wants(player, now, language, **rest):
    choosing.change(person=player.person, now=now, language=language, **rest)
    return Person.objects.get(pk=player.person.pk)


def post(to, now, **rest):
    operations.post(NOTE, to=to, key="k", at=now, **rest)
    return Letter.objects.select_related("person", "group").get()


def first_in(html):
    return BeautifulSoup(html, "html.parser").body.find("p")


def test_in_english_nothing_is_added(cast, now):
    subject, text, html = emails.framed(post(cast.sam.person, now, group=cast.group))
    assert text.startswith("Hello Sam,") and "dir=" not in html


def test_another_language_comes_first_in_words_in_html_and_on_the_page(cast, now, mail, send):
    to = wants(cast.sam, now, "URDU")
    letter = post(to, now, group=cast.group)
    send()
    [message] = mail.messages
    text, html = (message.get_body((kind,)).get_content() for kind in ("plain", "html"))
    top = first_in(html)
    assert (top["lang"], top["dir"]) == ("ur", "rtl") and top.get_text() == text.splitlines()[0]
    assert "اپنا گروپ چلانے والے شخص" in text.splitlines()[0]
    page = BeautifulSoup(cast.sam.client.get(f"/you/letters/{letter.pk}/").content, "html.parser")
    shown = page.find(class_="app-told")
    assert (shown["lang"], shown["dir"], shown.get_text()) == ("ur", "rtl", top.get_text())


def test_polish_runs_from_left_to_right_and_is_printed_too(cast, now):
    letter = post(wants(cast.sam, now, "POLISH"), now, group=cast.group)
    top = first_in(emails.framed(letter)[2])
    assert (top["lang"], top["dir"]) == ("pl", "ltr")
    assert emails.on_paper(letter)[1].startswith("Ten list jest po angielsku. ")


def test_what_a_printer_may_have_no_letters_for_is_said_in_english_on_paper(cast, now):
    letter = post(wants(cast.sam, now, "URDU"), now, group=cast.group)
    said = "If you want somebody to tell you in Urdu what it says, ask the person who runs your group."
    assert said in emails.on_paper(letter)[1]
    letter.group_id = None
    assert "in Urdu what it says, ask the person who invited you." in emails.on_paper(letter)[1]


def test_a_letter_of_no_group_names_whoever_invited_them_and_so_does_a_discreet_note(cast, now):
    to = wants(cast.sam, now, "POLISH")
    account = post(to, now, kind=Kind.ACCOUNT)
    assert "osoby, która Cię zaprosiła" in emails.framed(account)[1]
    account.group, account.discreet = cast.group, True
    said = emails.framed(account)[1]
    assert "osoby, która Cię zaprosiła" in said and "grupę" not in said
    account.discreet = False
    assert "osoby, która prowadzi Twoją grupę" in emails.framed(account)[1]


@pytest.mark.parametrize("language", [one for one in Language if one != Language.ENGLISH])
def test_each_language_is_written_in_its_own_letters_in_three_sentences_twice(cast, now, language):
    to = wants(cast.sam, now, language)
    said = [queries.told(to, of_group=one)["told"] for one in (True, False)]
    assert said[0] != said[1]
    for one in said:
        assert "{" not in one and sum(one.count(end) for end in ".。।۔") == 3
        letters = [letter for letter in one if letter.isalpha()]
        own = [letter for letter in letters if unicodedata.name(letter).startswith(SCRIPTS.get(language, "LATIN"))]
        assert len(own) == len(letters)
    assert str(queries.told(to, of_group=True)["told_lang"]).isascii()
    assert (language in queries.NOT_ON_PAPER) == (language in SCRIPTS)


def test_every_language_one_can_choose_has_its_sentences():
    assert set(queries.TOLD) == set(Language) - {Language.ENGLISH}


# --- who sees it ---


def member_page(cast, reader="farah"):
    return (
        getattr(cast, reader).client.get(f"/groups/{cast.group.slug}/people/{cast.sam.membership.pk}/").content.decode()
    )


def test_facilitators_and_supporters_see_it_with_what_they_need_and_nobody_else_does(cast, now):
    wants(cast.sam, now, "POLISH")
    assert "Wants to be told in Polish what letters say." in member_page(cast)
    assert "Each letter says that Sam can ask you." in member_page(cast)
    supporter = member_page(cast, "sol")
    assert "Wants to be told in Polish" in supporter and "can ask you" not in supporter
    assert "You want to be told in Polish" in member_page(cast, "sam")
    for reader in ("jo", "priya", "okoro"):
        assert "Polish" not in member_page(cast, reader)


def test_without_a_yes_to_keeping_needs_only_they_themselves_know(cast, now):
    wants(cast.sam, now, "POLISH")
    Person.objects.filter(pk=cast.sam.person.pk).update(may_keep_needs=False)
    assert "Polish" not in member_page(cast)
    assert "Only you see this." in cast.sam.client.get("/you/letters/choices/").content.decode()


def test_the_form_says_who_sees_it(cast):
    page = cast.sam.client.get("/you/letters/choices/").content.decode()
    assert "Your facilitators and your supporter see this" in page and "Only you see this." not in page


def test_in_english_the_page_of_a_member_says_nothing_of_it(cast):
    assert "Language</dt>" not in member_page(cast)
