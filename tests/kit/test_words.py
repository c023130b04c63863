import pytest
from hypothesis import given
from hypothesis import strategies as st

from coproduction.kit import words


def test_what_was_typed_keeps_its_lines_and_loses_what_nobody_can_see():
    assert words.clean("  one\r\ntwo\x00\u202ethree\u200b ") == "one\ntwothree"


def test_one_line_has_no_line_ends():
    assert words.one_line("Letters\ncome  late") == "Letters come late"


def test_paragraphs_and_lists_are_drawn():
    html = words.as_html("Hello\n\n- one\n- two\n\n**now**")
    assert "<li>one</li>" in html
    assert "<strong>now</strong>" in html


@pytest.mark.parametrize(
    "attack",
    [
        "<script>alert(1)</script>",
        "[x](javascript:alert(1))",
        "![x](https://elsewhere.example/p.png)",
        "<img src=x onerror=y>",
    ],
)
def test_nothing_typed_can_run_or_load(attack):
    html = words.as_html(attack)
    for sign in ("<script", "<img", 'href="javascript', "onerror=y>"):
        assert sign not in html.replace("&lt;", "").replace("&gt;", "") or "&lt;" in html
    assert "<script" not in html and "<img" not in html and 'href="javascript' not in html


@given(st.text(max_size=300))
def test_cleaning_twice_is_cleaning_once(text):
    assert words.clean(words.clean(text)) == words.clean(text)


@pytest.mark.parametrize(
    ("number", "shown"),
    [
        (0, "none"),
        (1, "fewer than 8"),
        (7, "fewer than 8"),
        (8, "about 10"),
        (12, "about 10"),
        (13, "about 15"),
        (100, "about 100"),
    ],
)
def test_numbers_about_people_are_hidden_or_rounded_outside_the_group(number, shown):
    assert words.rounded(number) == shown


@given(st.integers(1, 10_000), st.data())
def test_ten_in_ten_is_all_and_none_in_ten_is_none(whole, data):
    part = data.draw(st.integers(0, whole))
    shown = words.in_ten(part, whole)
    assert (shown == 10, shown == 0) == (part == whole, part == 0)
    assert abs(shown - 10 * part / whole) < 1 and words.in_ten(0, 0) is None


def test_counts_read_as_people_say_them():
    assert [words.count_of(1, "person", "people"), words.count_of(2, "person", "people"), words.count_of(0, "day")] == [
        "1 person", "2 people", "0 days",
    ]  # fmt: skip


@pytest.mark.parametrize("text, lines", [
    ("One. Two! Three? Four", ["One.", "Two!", "Three?", "Four"]),
    ("She said “stop.” Then she left.", ["She said “stop.”", "Then she left."]),
    ("Read it: http://x.org/a.B?c. 3 letters", ["Read it: http://x.org/a.B?c.", "3 letters"]),
    ("It costs 3.50 and more", ["It costs 3.50 and more"]),
    ("no capital. no new line", ["no capital. no new line"]),
])  # fmt: skip
def test_each_sentence_can_stand_on_its_own_line(text, lines):
    assert words.a_sentence_a_line(text).split("\n") == lines


def test_in_html_no_tag_is_touched():
    html = '<p title="One. Two">Say &quot;yes.&quot; Then <a href="/a. B">go. Now</a>. &lt;b&gt;Not. Bold&lt;/b&gt;</p>'
    assert words.a_sentence_a_line_in_html(html) == (
        '<p title="One. Two">Say &quot;yes.&quot;<br>Then <a href="/a. B">go.<br>Now</a>. &lt;b&gt;Not.<br>Bold&lt;/b&gt;</p>'
    )


@pytest.mark.parametrize(
    ("text", "most", "short"),
    [
        ("Letters come late", 40, "Letters come late"),
        ("Letters\n\ncome  late", 17, "Letters come late"),
        ("Letters come late", 16, "Letters come…"),
        ("Letters come late", 13, "Letters come…"),
        ("We say co-production", 14, "We say…"),
        ("Donaudampfschifffahrt", 8, "Donauda…"),
        ("", 8, ""),
        ("…", 8, "…"),
    ],
)
def test_long_words_are_cut_between_words_and_say_so(text, most, short):
    assert words.shortened(text, most) == short


def test_long_words_are_cut_between_two_of_them():
    assert words.shortened("  Letters\ncome late. ", 40) == "Letters come late."
    assert words.shortened("The letters come, too late for us", 20) == "The letters come…"
