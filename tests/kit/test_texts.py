"""Numbers as networks take them, words in the small alphabet, and what STOP means."""

import pytest

from coproduction.kit import notifyhooks, texts
from coproduction.kit.mailhooks import NotAnEvent


@pytest.mark.parametrize(
    ("written", "number"),
    [
        ("07700 900123", "+447700900123"),
        ("07700-900-123", "+447700900123"),
        ("+44 (0)7700 900123", "+447700900123"),
        ("0044 7700 900123", "+447700900123"),
        ("447700900123", "+447700900123"),
        ("+1 (202) 555.0100", "+12025550100"),
        ("01632 960 001", ""),  # a landline takes no texts
        ("+44 20 7946 0000", ""),
        ("07700 9001234", ""),
        ("7700900123", ""),
        ("ask Ann", ""),
        ("", ""),
        ("07700 900123 (mum)", ""),
    ],
)
def test_a_number_however_it_was_written(written, number):
    assert texts.number_of(written) == number
    assert texts.number_of(number) == number


def test_words_are_put_into_the_alphabet_that_costs_least():
    assert texts.plain("“It’s” – tŷ Ŵyn… café • £5 €5") == '"It\'s" - ty Wyn... café - £5 €5'
    assert texts.plain("Hi 😀 你") == "Hi  "


@pytest.mark.parametrize(
    ("text", "parts"), [("a" * 160, 1), ("a" * 161, 2), ("a" * 306, 2), ("a" * 307, 3), ("€" * 80, 1), ("€" * 81, 2)]
)
def test_parts_are_counted_as_networks_count_them(text, parts):
    assert texts.parts(text) == parts


@pytest.mark.parametrize("most", [1, 2, 3])
@pytest.mark.parametrize("middle", ["word " * 200, "x" * 900, "€ [a] " * 100])
def test_only_the_middle_is_cut_and_the_end_is_always_there(most, middle):
    text = texts.fitted("Rivers: ", middle, "\nReply STOP.", most=most)
    assert texts.parts(text) <= most
    assert text.startswith("Rivers: ") and text.endswith("...\nReply STOP.")


def test_what_fits_is_not_cut():
    assert texts.fitted("a: ", "b", " c") == "a: b c"
    assert texts.shortened("Rivers", 6) == "Rivers" and texts.shortened("Rivers and Moors", 9) == "Rivers..."


@pytest.mark.parametrize(
    "words", ["STOP", "stop", " Stop. ", "“Stop”", "STOP ALL", "unsubscribe", "End!", "stop texts"]
)
def test_stop_in_whatever_way_it_is_written(words):
    assert texts.wish(words) == "STOP"


@pytest.mark.parametrize("words", ["Start", "UNSTOP", "start texts"])
def test_start_takes_it_back(words):
    assert texts.wish(words) == "START"


@pytest.mark.parametrize("words", ["Please stop the buses at noon", "I will start", "", "no", "stopped"])
def test_words_with_stop_in_them_are_words(words):
    assert texts.wish(words) == ""


def test_a_text_that_came_in_says_who_and_what():
    said = b'{"id": "1", "source_number": "447700900123", "destination_number": "447537417379", "message": "Hi\\nAnn"}'
    assert notifyhooks.came_in(said) == notifyhooks.CameIn("1", "+447700900123", "Hi\nAnn")
    assert notifyhooks.came_in(said.replace(b"447700900123", b"12025550100")).number == "+12025550100"
    assert notifyhooks.came_in(said.replace(b"447700900123", b"GOVUK")).number == ""


@pytest.mark.parametrize(
    "said", [b"{}", b'{"id": "1", "source_number": "4477"}', b'{"id": "1", "message": "a"}', b"no"]
)
def test_half_a_text_is_refused(said):
    with pytest.raises(NotAnEvent):
        notifyhooks.came_in(said)
