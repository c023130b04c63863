import datetime as dt
import io
import re
import zipfile

import pytest
from openpyxl import Workbook
from openpyxl.chartsheet import Chartsheet

from coproduction.kit import delimited, sheets

ROWS = [["What we said", "When"], ["It’s £5 for the café – too much; “really”", "July"]]


def text(rows, between=",", end="\n"):
    cells = [[f'"{c}"' if between in c or '"' in c else c for c in row] for row in rows]
    return end.join(between.join(row) for row in cells) + end


def read(content):
    return [row.cells for sheet in sheets.read(content) for row in sheet.rows]


def workbook(fill=None, **kwargs):
    book = Workbook()
    (fill or (lambda sheet: None))(book.active)
    kept = io.BytesIO()
    book.save(kept)
    return kept.getvalue()


def changed(content, member, change):
    """The same workbook with one member rewritten (or added)."""
    kept = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(kept, "w", zipfile.ZIP_DEFLATED) as new:
        for info in old.infolist():
            if info.filename != member:
                new.writestr(info.filename, old.read(info.filename))
        new.writestr(member, change(old.read(member).decode() if member in old.namelist() else ""))
    return kept.getvalue()


def refusal(content):
    with pytest.raises(sheets.NotASheet) as caught:
        sheets.read(content)
    return caught.value.sentence


# --- text ---


@pytest.mark.parametrize("between", [",", ";", "\t", "|"])
@pytest.mark.parametrize(
    "encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32", "cp1252", "mac_roman"]
)
def test_the_usual_encodings_and_marks_between_cells_are_read(between, encoding):
    assert read(text(ROWS, between).encode(encoding)) == [tuple(row) for row in ROWS]


def test_latin_1_and_welsh_letters_are_read():
    assert read("Pwy,Ble\ncafé,Rhŷl\n".encode()) == [("Pwy", "Ble"), ("café", "Rhŷl")]
    assert read("Who,Where\ncafé,Zoë\n".encode("latin-1")) == [("Who", "Where"), ("café", "Zoë")]


def test_bytes_that_windows_does_not_have_are_read_as_a_mac_wrote_them():
    assert read("Who,Where\nÅsa,Århus\n".encode("mac_roman")) == [("Who", "Where"), ("Åsa", "Århus")]


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_every_kind_of_line_end_is_read(end):
    assert read(text(ROWS, end=end).encode()) == [tuple(row) for row in ROWS]


def test_excels_own_line_about_what_stands_between_is_no_row():
    sheet = sheets.read(b"sep=;\r\nsaid;when\r\na, b;July\r\n")[0]
    assert [(row.number, row.cells) for row in sheet.rows] == [(1, ("said", "when")), (2, ("a, b", "July"))]


def test_uneven_rows_and_empty_ones_are_counted_as_they_are():
    sheet = sheets.read(b"a,b,c\n\n1\n,,\n1,2,3,4\n,,,,\n")[0]
    assert [(row.number, row.cells) for row in sheet.rows] == [
        (1, ("a", "b", "c")),
        (3, ("1",)),
        (5, ("1", "2", "3", "4")),
    ]
    assert sheet.empty == 3


def test_a_single_column_needs_nothing_between():
    assert read(b"Feedback\nToo few buses\n") == [("Feedback",), ("Too few buses",)]


def test_a_cell_may_hold_several_lines_and_quotation_marks():
    assert read(b'said,when\n"one\ntwo ""three""",July\n') == [("said", "when"), ('one\ntwo "three"', "July")]


def test_a_quotation_mark_that_never_closes_does_not_swallow_the_rest():
    assert read(b'a,b\n"open,1\n2,3\n') == [("a", "b"), ('"open', "1"), ("2", "3")]


def test_words_behind_a_closing_quotation_mark_are_kept():
    assert read(b'a,b\n"x" and y,1\n2,3\n') == [("a", "b"), ("x and y", "1"), ("2", "3")]


def test_a_mark_that_swallows_more_than_a_cell_can_hold_is_a_plain_mark():
    rows = read(b'a,b\n"open,' + b"x,y\n" * 4000 + b"3," + b"z" * 130_000 + b"\n")
    assert rows[1] == ('"open', "x", "y")
    assert len(rows) == 4002


def test_too_many_marks_that_never_close_are_refused():
    with pytest.raises(delimited.Unreadable, match="open and never close"):
        list(delimited.rows("a,b\n" + ('"x' + "y," * 70_000 + "\n") * 21))


def test_a_cell_without_end_is_refused():
    assert "far too long" in refusal(b"a,b\n" + b"x" * 200_000 + b"\n")


def test_formulas_in_text_stay_text():
    assert read(b'a,b\n=1+1,"@SUM(A1)"\n') == [("a", "b"), ("=1+1", "@SUM(A1)")]


def test_characters_nobody_can_see_are_taken_out():
    assert read("a,b\nle\u200bft,\u202eright\n".encode()) == [("a", "b"), ("left", "right")]


# --- workbooks ---


def test_every_sheet_of_a_workbook_is_read_and_hidden_ones_are_marked():
    book = Workbook()
    book.active.title = "Said"
    book.active.append(["What we said"])
    book.create_sheet("Nothing here")
    old = book.create_sheet("Old")
    old.append(["x"])
    old.sheet_state = "hidden"
    book._add_sheet(Chartsheet(parent=book, title="Chart"))
    kept = io.BytesIO()
    book.save(kept)
    found = sheets.read(kept.getvalue())
    assert [(sheet.name, sheet.hidden) for sheet in found] == [("Said", False), ("Old", True)]


def test_dates_numbers_and_ticks_become_the_words_people_see():
    def fill(sheet):
        sheet.append(
            [dt.date(2020, 7, 3), dt.datetime(2020, 7, 3, 14, 30), dt.time(9, 0), True, False, 3, 2.5, 0.1 + 0.2]
        )
        sheet.append([dt.date(2020, 7, 1), dt.date(2020, 1, 1), dt.datetime(2020, 7, 3), dt.date(2020, 7, 3)])
        for cell, drawn in zip(sheet[2][:4], ("mmm-yy", "yyyy", "[$-809]d mmmm yyyy", '"day" h:mm'), strict=True):
            cell.number_format = drawn

    assert read(workbook(fill)) == [
        ("3 July 2020", "3 July 2020, 2:30pm", "9am", "Yes", "No", "3", "2.5", "0.3"),
        ("July 2020", "2020", "3 July 2020", "3 July 2020"),
    ]


def test_a_formula_gives_its_last_value_or_else_its_own_words():
    content = workbook(lambda sheet: sheet.append(["=1+1", '=HYPERLINK("http://x")', "=A1"]))

    def worked_out(xml):
        xml = re.sub(r"<f>1\+1</f><v ?/>|<f>1\+1</f><v></v>", "<f>1+1</f><v>2</v>", xml)
        return xml.replace("<f>A1</f>", "<f></f>")

    content = changed(content, "xl/worksheets/sheet1.xml", worked_out)
    assert read(content) == [("2", '=HYPERLINK("http://x")', "=")]


def test_a_cell_merged_over_rows_says_the_same_on_each():
    def fill(sheet):
        for row in (
            ["Area", "Said"],
            ["North", "one"],
            [None, "two"],
            [None, None],
            [None, "three"],
            ["South", "four"],
        ):
            sheet.append(row)
        sheet.merge_cells("A2:A5")
        sheet.merge_cells("D1:E3")

    sheet = sheets.read(workbook(fill))[0]
    assert [row.cells for row in sheet.rows] == [
        ("Area", "Said"), ("North", "one"), ("North", "two"), ("North", "three"), ("South", "four"),
    ]  # fmt: skip
    assert sheet.empty == 1


def test_rows_left_out_of_the_file_are_counted_as_empty():
    sheet = sheets.read(workbook(lambda sheet: (sheet.append(["a"]), sheet.cell(6, 2, "b"))))[0]
    assert [(row.number, row.cells) for row in sheet.rows] == [(1, ("a",)), (6, ("", "b"))]
    assert sheet.empty == 4


def test_macros_are_not_looked_at():
    content = changed(workbook(lambda sheet: sheet.append(["a", "b"])), "xl/vbaProject.bin", lambda _: "Sub Bad()")
    assert read(content) == [("a", "b")]


# --- what is refused, each with a sentence ---


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"", "empty"),
        (b" \r\n\t", "empty"),
        (b",,,\n,,\n", "nothing in the cells"),
        (b"%PDF-1.7 and so on", "This is a PDF"),
        (b"\x89PNG\r\n", "picture"),
        (b"GIF89a\x00\x00", "picture"),
        (b"{\\rtf1 hello}", "text document"),
        (b"\x1f\x8b\x08", "packed"),
        (sheets.OLD_OFFICE + b"\x00" * 100, "older kind of Office file"),
        (sheets.OLD_OFFICE + "EncryptedPackage".encode("utf-16-le"), "has a password"),
        (b"<html><table>", "web page"),
        (b"\xef\xbb\xbf<?xml version='1.0'?>", "web page"),
        (b"\xff\xfea", "could not read the letters"),
        (bytes(range(256)) * 20, "not a spreadsheet"),
        (b"\x01\x02\x03\x04\x05 hello", "not a spreadsheet"),
        (b"PK\x03\x04 but broken", "may be damaged"),
        (b",".join([b"x"] * 41), "more than 40 columns"),
        (b"x\n" * 5001, "more than 5,000 rows"),
        (b"x" * (5 * 1024 * 1024 + 1), "larger than 5 MB"),
    ],
)
def test_odd_files_are_refused_in_a_sentence(content, sentence):
    assert sentence in refusal(content)


def test_words_that_begin_like_a_picture_are_still_words():
    assert read(b"BMI clinic,RIFF\nx,y\n") == [("BMI clinic", "RIFF"), ("x", "y")]


def test_another_kind_of_zip_is_refused():
    kept = io.BytesIO()
    with zipfile.ZipFile(kept, "w") as archive:
        archive.writestr("word/document.xml", "<x/>")
    assert "not an Excel workbook" in refusal(kept.getvalue())


def test_a_workbook_that_unpacks_to_too_much_is_refused():
    assert "too large when it is opened" in refusal(
        changed(workbook(), "xl/media/zeros.bin", lambda _: "0" * 21_000_000)
    )


def test_a_workbook_with_a_password_on_its_members_is_refused():
    content = bytearray(workbook())
    at = content.index(b"PK\x01\x02")
    content[at + 8] |= 1
    assert "has a password" in refusal(bytes(content))


def test_a_workbook_that_names_things_inside_things_without_end_is_refused():
    bomb = '<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;">]>'
    content = changed(workbook(lambda s: s.append(["a"])), "xl/worksheets/sheet1.xml", lambda xml: f"{bomb}{xml}")
    assert "may be damaged" in refusal(content)


def test_a_workbook_with_rows_out_of_order_is_refused():
    content = workbook(lambda sheet: sheet.append(["a"]))
    for number in ("99999999999", "1"):
        again = f'<row r="{number}"><c r="A1" t="inlineStr"><is><t>x</t></is></c></row></sheetData>'
        odd = changed(content, "xl/worksheets/sheet1.xml", lambda xml, again=again: xml.replace("</sheetData>", again))
        assert "out of order" in refusal(odd)


def test_a_workbook_with_too_many_merged_cells_is_refused(monkeypatch):
    monkeypatch.setattr(sheets, "MOST_MERGED", 2)

    def fill(sheet):
        for number in range(6):
            sheet.append([number, "x"])
        sheet.merge_cells("A1:A5")

    assert "are merged" in refusal(workbook(fill))


def test_a_workbook_with_too_many_sheets_or_rows_is_refused():
    def fill(sheets_, rows):
        book = Workbook()
        for number in range(sheets_):
            sheet = book.create_sheet(f"s{number}")
            for _ in range(rows):
                sheet.append(["x"])
        kept = io.BytesIO()
        book.save(kept)
        return kept.getvalue()

    assert "more than 12 sheets" in refusal(fill(13, 1))
    assert "more than 5,000 rows" in refusal(fill(2, 2501))


def test_text_in_sixteen_bits_that_breaks_off_is_refused():
    with pytest.raises(delimited.Unreadable):
        delimited.decoded("abcdefgh".encode("utf-16-le") + b"\xd8")
