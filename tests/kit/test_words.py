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


def test_counts_read_as_people_say_them():
    assert [words.count_of(1, "person", "people"), words.count_of(2, "person", "people"), words.count_of(0, "day")] == [
        "1 person", "2 people", "0 days",
    ]  # fmt: skip
