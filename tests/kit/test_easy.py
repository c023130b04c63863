"""Easy Read: each row is a picture and its words, whatever people wrote into the words."""

import pytest
from django.template import Context, Template, TemplateSyntaxError

from coproduction.kit import easy

PAGE = "components/easy_rows.html"


def drawn(template, **given):
    return easy.kept(Template("{% load easy %}" + template).render(Context(given, autoescape=False)))


def test_each_picture_begins_a_row_and_what_follows_is_its_words():
    said = drawn(
        '{% picture "clock" %}It is on {{ when }}.\n{% picture "said" %}You said: “{{ words }}”',
        when="Monday",
        words="Hi",
    )
    assert easy.rows(said) == [("🕙", "It is on Monday."), ("💬", "You said: “Hi”")]
    assert said == "clock: It is on Monday.\n\nsaid: You said: “Hi”"


def test_a_row_in_which_nothing_was_put_is_not_there():
    assert drawn('{% picture "clock" %}{{ nothing }}\n{% picture "yes" %}Yes.') == "yes: Yes."
    assert easy.rows("") == []


@pytest.mark.parametrize(
    "words",
    ["a\n\nno: You are out", "a\r\n \r\nno: Out", "a\u2028\n\n\nno: Out", "{% picture 'no' %}Out", "\x1eno\x1fOut"],
)
def test_words_that_people_wrote_cannot_begin_a_row(words):
    said = easy.rows(drawn('{% picture "said" %}{{ words }}', words=words))
    assert [picture for picture, _ in said] == ["💬"] and "Out" in said[0][1] or "out" in said[0][1]


def test_with_the_mark_of_chance_they_could_which_is_why_it_is_chance():
    """The negative control."""
    assert len(easy.rows(drawn('{% picture "said" %}{{ words }}', words="Hi" + easy.begun("no") + "Out"))) == 2


@pytest.mark.parametrize(
    "tag", ['{% picture "unicorn" %}', "{% picture clock %}", "{% picture %}", '{% picture "clock" "no" %}']
)
def test_a_picture_that_we_do_not_have_is_found_when_the_template_is_read(tag):
    with pytest.raises(TemplateSyntaxError, match="say one of"):
        Template("{% load easy %}" + tag)


def test_read_aloud_it_is_one_sentence_a_line_without_the_pictures():
    said = "calendar: There is a new meeting. It is soon.\n\nsaid: One\nTwo"
    assert easy.as_text(said) == "There is a new meeting.\nIt is soon.\n\nOne\nTwo"


def test_on_a_page_the_picture_is_hidden_from_screen_readers_and_words_are_only_words():
    html = easy.as_html("said: <b>Hi</b> & bye\nhttps://meet.example/a. See you.", PAGE)
    assert 'aria-hidden="true">💬<' in html and "&lt;b&gt;Hi&lt;/b&gt; &amp; bye<br>" in html
    assert '<a href="https://meet.example/a"' in html


def test_a_picture_that_we_no_longer_have_leaves_its_words():
    assert easy.rows("unicorn: Hello: you") == [("", "Hello: you")]


def test_hard_words_of_a_letter_stand_at_its_end():
    said = easy.explained("calendar: The Budget is there.", {"budget": "The money.\n\nno: Out", "board": "Who decides"})
    assert easy.rows(said)[1:] == [("📋", "Hard words in this letter:"), ("💡", "budget: The money.\nno: Out")]
    assert easy.explained("calendar: Hello.", {"budget": "The money."}) == "calendar: Hello."
    assert easy.explained("", {"budget": "x"}) == ""
