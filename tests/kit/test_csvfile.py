import csv
import io

import pytest

from coproduction.kit import csvfile


@pytest.mark.parametrize("cell", ["=1+1", "+44", "-2 and more", "@SUM(A1)", "\t=1", "\r=1", " =1", "＝1", "\n-x"])
def test_a_cell_a_spreadsheet_would_run_is_shown_to_it_as_text(cell):
    assert csvfile.safe(cell) == f"'{cell}"


@pytest.mark.parametrize("cell", ["Too few buses", "a = b", "", 5, -5, 2.5, None])
def test_other_cells_stay_as_they_are(cell):
    assert csvfile.safe(cell) == cell


def test_a_file_can_be_read_back_with_everything_in_it():
    rows = [["one, two; three", 'says "hello"\nand more', -3], ["=cmd()", "", None]]
    whole = b"".join(csvfile.pieces(["Said", "Why", "Number"], rows)).decode("utf-8-sig")
    assert list(csv.reader(io.StringIO(whole, newline=""))) == [
        ["Said", "Why", "Number"], ["one, two; three", 'says "hello"\nand more', "-3"], ["'=cmd()", "", ""],
    ]  # fmt: skip


def test_a_long_file_comes_in_pieces():
    assert len(list(csvfile.pieces(["n"], ([n] for n in range(1000))))) == 6


def test_a_download_has_a_plain_name_and_is_not_kept_on_the_way():
    answer = csvfile.download('We said\r\n"x"/..', ["a"], [])
    assert answer["Content-Disposition"] == 'attachment; filename="we-said-x.csv"'
    assert answer["Cache-Control"] == "private, no-store"
    assert csvfile.download("…", ["a"], [])["Content-Disposition"].endswith('"rows.csv"')
