"""What we make of somebody's headings and rows."""

import pytest

from coproduction.kit.sheets import Row
from feedback.imports import queries
from feedback.imports.models import ImportRow, ImportSheet, Part, Start


@pytest.mark.parametrize(
    ("heading", "part"),
    [
        ("What we said", "WORDS"), ("Feedback", "WORDS"), ("What came of it", "OUTCOME"), ("What we did", "OUTCOME"),
        ("Response", "OUTCOME"), ("Kind of change", "KIND"), ("Kind", "KIND"), ("When", "HAPPENED"), ("Date", "HAPPENED"),
        ("Where", "PLACE"), ("Area", "PLACE"), ("Who with", "WITH_WHOM"), ("Source", "SOURCE"), ("Where it came from", "SOURCE"),
        ("Where it stands", "STATE"), ("Status", "STATE"), ("Theme", "TOPIC"), ("Who said it", "LEFT_OUT"), ("E-mail", "LEFT_OUT"),
    ],
)  # fmt: skip
def test_headings_are_known_by_their_words(heading, part):
    assert queries.says(heading)[1] == part


@pytest.mark.parametrize("heading", ["", "Colour", "We said that the buses are late and the letters are hard to read"])
def test_other_words_say_nothing(heading):
    assert queries.says(heading) is None


def rows(*lines):
    return [Row(number, cells) for number, cells in enumerate(lines, start=1)]


def test_headings_are_looked_for_in_the_first_rows():
    assert queries.heading_row_of(rows(("Our group",), ("What we said", "When"), ("Buses", "May"))) == 2
    assert queries.heading_row_of(rows(("Colour", "Mood"), ("red", "cross"))) == 1
    assert (
        queries.heading_row_of(rows(("Too few buses run on the day of the clinic in town", "May"), ("x", "y"))) is None
    )
    assert queries.heading_row_of(rows(("Colour", "Mood"))) is None
    assert queries.heading_row_of(rows(("same", "same"), ("x", "y"))) is None


def test_columns_without_a_heading_go_by_their_letter():
    wide = rows(("a", "", "c"), tuple("x" * 28))
    assert queries.headings_of(wide, 1)[:4] == ["a", "Column B", "c", "Column D"]
    assert queries.headings_of(wide, None)[-1] == "Column AB"


def test_an_area_is_a_place_unless_its_words_are_topics_of_the_group():
    said = rows(("Buses", "Travel"))
    assert queries.guess(["What we said", "Area"], said, set()) == [Part.WORDS, Part.PLACE]
    assert queries.guess(["What we said", "Area"], said, {"travel"}) == [Part.WORDS, Part.TOPIC]


def test_the_plainer_heading_wins_and_the_other_is_a_note():
    assert queries.guess(["Area", "Where"], rows(("x", "y")), set())[1] == Part.PLACE
    assert queries.guess(["Comment", "What we said", "Idea"], rows(("x", "y", "z")), set()) == ["NOTE", "WORDS", "NOTE"]


def test_the_fullest_column_holds_the_words_when_no_heading_says_so():
    assert queries.guess(["A", "B"], rows(("x", "a long sentence")), set()) == [Part.NOTE, Part.WORDS]
    assert queries.guess(["When"], rows(("May",)), set()) == [Part.WORDS]


@pytest.mark.parametrize(
    ("words", "start"),
    [
        ("Done", "DID"), ("Yes", "DID"), ("completed", "DID"),
        ("Waiting", "SENT"), ("not started", "SENT"), ("In progress", "SENT"),
        ("Can’t", "CANNOT"), ("No", "CANNOT"), ("not now", "CANNOT"), ("Draft", "DRAFT"), ("Perhaps", ""), ("not done", "SENT"),
    ],
)  # fmt: skip
def test_where_a_row_stands_is_known_by_its_words(words, start):
    assert queries.state_of(words) == start


def understood(starts_as, **parts):
    sheet = ImportSheet(matches=["NOTE", "LEFT_OUT"], headings=["Colour", "Email"], starts_as="DRAFT")
    return queries.understand(ImportRow(cells=["red", "a@b.org"], mended=parts, starts_as=starts_as), sheet)


def test_a_column_left_out_is_nowhere_and_a_note_names_its_heading():
    row = understood("", WORDS="Buses")
    assert row.notes == "Colour: red"
    assert "a@b.org" not in str(row)
    assert row.start_label == Start.DRAFT.label


@pytest.mark.parametrize(
    ("starts_as", "parts", "problem"),
    [
        ("", {}, "has no words"),
        ("", {"WORDS": "x", "STATE": "Perhaps"}, "We do not know where “Perhaps” stands"),
        ("CANNOT", {"WORDS": "x"}, "why the answer was no"),
        ("CANNOT", {"OUTCOME": "x"}, "why the answer was no"),
        ("DID", {"WORDS": "x"}, "does not say what came of it"),
        ("", {"WORDS": "x" * 4001}, "“What we said” is longer than 4,000 characters"),
        ("DID", {"OUTCOME": "x" * 3001}, "is longer than 3,000 characters"),
        ("", {"WORDS": "x", "HAPPENED": "y" * 61}, "“When” is longer than 60 characters"),
        ("", {"WORDS": "x", "NOTE": "y" * 3001}, "The notes are longer"),
        ("CANNOT", {"WORDS": "x", "OUTCOME": "no money"}, ""),
        ("DID", {"OUTCOME": "x"}, ""),
        ("SENT", {"OUTCOME": "x"}, ""),
    ],
)
def test_what_must_be_put_right_is_one_sentence(starts_as, parts, problem):
    found = queries.problem_of(understood(starts_as, **parts))
    assert problem in found
    assert bool(found) == bool(problem)


def test_an_unknown_state_has_no_label():
    assert understood("", STATE="Perhaps").start_label == ""
