"""Large print is large in the letter itself, on its page and on paper; one sentence on each line is just that."""

import re

import pytest
from bs4 import BeautifulSoup

from groups.choices import operations
from groups.notices import operations as notices
from groups.notices.models import Letter

SAYS = {"what": "Your phone was lost. You can set up a new one. Ask <us>."}


@pytest.fixture
def changed(cast, now, mail, send):
    def made(look, at=None):
        operations.change(person=cast.sam.person, now=now, look=look)
        notices.post("groups/people/emails/changed", to=cast.sam.person, key=look, at=now, context=SAYS)
        send()
        [message] = mail.messages
        return [message.get_body((kind,)).get_content().replace("\r\n", "\n") for kind in ("plain", "html")]

    return made


def sizes(html):
    return {int(size) for size in re.findall(r"font-size:(\d+)px", html)}


def test_letters_look_as_most_get_them_unless_somebody_says_otherwise(changed):
    text, html = changed("STANDARD")
    assert sizes(html) == {19, 16} and "lost. You can" in text


def test_nothing_in_a_large_letter_is_small(changed):
    text, html = changed("LARGE")
    assert sizes(html) == {27} and "lost. You can" in text and "<br>" not in html


def test_one_sentence_on_each_line_in_both_parts_and_the_words_are_the_same(changed):
    text, html = changed("SPACED")
    assert "was lost.\nYou can set up a new one.\nAsk <us>." in text
    assert "was lost.<br>You can set up a new one.<br>Ask &lt;us&gt;." in html
    assert sizes(html) == {27} and "line-height:2" in html
    assert "<br>" not in html.partition("<body")[0]
    shown = BeautifulSoup(html, "html.parser").body.get_text(" ").split()
    assert " ".join(shown).count("Your phone was lost. You can set up a new one. Ask <us>.") == 1


def test_an_address_without_an_account_gets_the_usual_look(now, mail, send, db):
    notices.post("groups/people/emails/changed", to="ann@example.org", key="a", at=now, context=SAYS, kind="ACCOUNT")
    send()
    assert sizes(mail.messages[0].get_body(("html",)).get_content()) == {19, 16}


@pytest.mark.parametrize("look, its_class", [("LARGE", "app-large"), ("SPACED", "app-large app-spaced")])
def test_the_page_of_a_letter_looks_like_it(changed, cast, look, its_class):
    changed(look)
    page = cast.sam.client.get(f"/you/letters/{Letter.objects.get().pk}/").content.decode()
    assert f'<div class="{its_class}">' in page
    assert ("was lost.<br>You can" in page) == (look == "SPACED")


def test_the_look_is_chosen_on_the_page_and_only_one_is_called_easy_read(cast):
    page = cast.sam.client.get("/you/letters/choices/").content.decode()
    assert "so it is not Easy Read" in page and "Easy Read: short sentences with pictures" in page
    assert "Letters are in English. If you choose another language" in page
