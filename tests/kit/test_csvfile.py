import csv
import io
from datetime import date

import pytest
from django.utils.functional import lazy
from django.utils.safestring import mark_safe
from hypothesis import given
from hypothesis import strategies as st

from coproduction.kit import csvfile


@pytest.mark.parametrize("cell", ["=1+1", "+44", "-2 and more", "@SUM(A1)", "\t=1", "\r=1", " =1", "＝1", "\n-x"])
def test_a_cell_a_spreadsheet_would_run_is_shown_to_it_as_text(cell):
    assert csvfile.safe(cell) == f"'{cell}"


@pytest.mark.parametrize(("cell", "shown"), [
    ("Too few buses", "Too few buses"), ("a = b", "a = b"), ("“Why?”", "“Why?”"), ("", ""), (5, "5"), (-5, "-5"), (2.5, "2.5"),
    (None, ""), (date(2026, 11, 18), "2026-11-18"),
])  # fmt: skip
def test_other_cells_stay_as_they_are(cell, shown):
    assert csvfile.written(cell) == shown


@pytest.mark.parametrize("words", [lazy(lambda: "=1+1", str)(), mark_safe("=1+1")])
def test_words_of_another_kind_are_looked_at_too(words):
    assert csvfile.written(words) == "'=1+1"


@given(
    st.lists(
        st.lists(st.text(alphabet='a9 ",\r\n;|é’', max_size=6) | st.integers() | st.none(), min_size=2), min_size=1
    )
)
def test_a_file_is_byte_for_byte_what_python_writes(rows):
    expected = io.StringIO(newline="")
    csv.writer(expected).writerows([csvfile.safe(c) if isinstance(c, str) else c for c in row] for row in rows)
    assert b"".join(csvfile.pieces(rows[0], rows[1:])).decode("utf-8-sig") == expected.getvalue()


def test_a_file_can_be_read_back_with_everything_in_it():
    rows = [["one, two; three", 'says "hello"\nand more', -3], ["=cmd()", "", None]]
    whole = b"".join(csvfile.pieces(["Said", "Why", "Number"], rows)).decode("utf-8-sig")
    assert list(csv.reader(io.StringIO(whole, newline=""))) == [
        ["Said", "Why", "Number"], ["one, two; three", 'says "hello"\nand more', "-3"], ["'=cmd()", "", ""],
    ]  # fmt: skip


def test_a_long_file_comes_in_pieces():
    assert len(list(csvfile.pieces(["n"], ([n] for n in range(999))))) == 5


def test_a_download_has_a_plain_name_and_is_not_kept_on_the_way():
    answer = csvfile.download('We said\r\n"x"/..', ["a"], [])
    assert answer["Content-Disposition"] == 'attachment; filename="we-said-x.csv"'
    assert answer["Cache-Control"] == "private, no-store"
    assert csvfile.download("…", ["a"], [])["Content-Disposition"].endswith('"rows.csv"')
