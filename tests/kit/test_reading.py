import pytest

from coproduction.kit import reading

PLAIN = "There is less money. We asked who decides. They say in May. Then we can ask again, and we will."
HARD = (
    "The commissioning organisation anticipates implementation of an integrated multidisciplinary personalisation "
    "methodology subsequent to comprehensive stakeholder engagement and evaluation activities across the locality."
)


def test_plain_words_need_no_hint():
    assert reading.age(PLAIN) <= reading.AIM
    assert reading.hints(PLAIN) == []


def test_a_few_words_are_not_measured():
    assert reading.age("Organisational implementation.") is None
    assert reading.hints("") == []


def test_hard_words_get_hints_that_say_what_to_change():
    said = reading.hints(HARD)
    assert said[0].startswith("This reads like something for people of about ")
    assert (
        "One sentence has 22 words." in said[1]
        and "“The commissioning organisation anticipates implementation of…”" in said[1]
    )
    assert said[2].startswith("Long words: commissioning, organisation, anticipates")


def test_long_words_alone_and_long_sentences_alone_are_told_apart():
    words = reading.hints("Organisational implementation. Multidisciplinary evaluation activities. " * 3)
    assert len(words) == 2 and words[1].startswith("Long words")
    long = reading.hints(
        ("and then we all went down to the town hall with our bags to see who was there " * 4) + "today."
    )
    assert len(long) == 2 and long[1].startswith("One sentence has")


@pytest.mark.parametrize(
    ("word", "count"),
    [("we", 1), ("make", 1), ("little", 2), ("agree", 2), ("asked", 1), ("wanted", 2), ("personal", 3), ("hmm", 1), ("the", 1),
     ("organisation", 5), ("red", 1)],
)  # fmt: skip
def test_syllables_are_counted_about_as_people_say_them(word, count):
    assert reading.syllables(word) == count


def test_any_text_can_be_measured():
    for text in ("", "\n\n", "…!!!", "1 2 3 " * 50, "é" * 5000, "<b>" * 100):
        reading.hints(text)
