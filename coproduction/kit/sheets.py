"""Reads the spreadsheet somebody keeps today: CSV in any usual encoding, or an Excel workbook. Bytes in, rows of text out.

What kind of file it is, is told by its content, never by its name. Nothing is run (no macro, no formula) and nothing is
fetched. Every row that holds something comes out, with the number a person sees beside it in their own program.
"""

import datetime as dt
import io
import re
import zipfile
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from openpyxl.cell.read_only import ReadOnlyCell
from openpyxl.reader.excel import ExcelReader
from openpyxl.worksheet._reader import FORMULA_TAG, WorkSheetParser

from coproduction.kit import delimited
from coproduction.kit.refusals import Refusal
from coproduction.kit.words import clean

MAX_BYTES = 5 * 1024 * 1024
MAX_UNPACKED = 20 * 1024 * 1024
MAX_MEMBERS = 2_000
MAX_ROWS = 5_000
MAX_COLUMNS = 40
MAX_SHEETS = 12
MOST_MERGED = 100_000
LAST_LINE = 1_048_576  # of a sheet in Excel

SAVE_AS = "Open it in the program you keep it in, save it as “Excel workbook (.xlsx)” or as CSV, and try again."


class NotASheet(Refusal):
    """We could not read this file."""


@dataclass(frozen=True)
class Row:
    number: int  # as shown beside the row in the person's own program
    cells: tuple[str, ...]  # without the empty ones at the end


@dataclass(frozen=True)
class Sheet:
    name: str  # empty for CSV
    rows: tuple[Row, ...]  # those that hold something
    empty: int  # how many held nothing
    hidden: bool = False


def read(content: bytes) -> list[Sheet]:
    """The sheets that hold something. Raises NotASheet with a sentence for whoever sent the file."""
    if len(content) > MAX_BYTES:
        raise NotASheet("This file is larger than 5 MB. Split it into smaller files and bring them in one by one.")
    if not content.strip(b" \t\r\n\x00\xef\xbb\xbf\xff\xfe"):
        raise NotASheet("This file is empty. Choose the file that holds your rows.")
    refuse_other_kinds(content)
    sheets = from_workbook(content) if content.startswith(b"PK\x03\x04") else [from_text(content)]
    filled = [sheet for sheet in sheets if sheet.rows]
    if not filled:
        raise NotASheet("There is nothing in the cells of this file. Choose the file that holds your rows.")
    if len(filled) > MAX_SHEETS:
        raise NotASheet(f"This workbook has more than {MAX_SHEETS} sheets. Bring in fewer sheets at a time.")
    if sum(len(sheet.rows) for sheet in filled) > MAX_ROWS:
        raise NotASheet(f"This file has more than {MAX_ROWS:,} rows. Split it into smaller files.")
    return filled


# --- what it is not ---

BEGINNINGS = (
    (b"%PDF", "This is a PDF."),
    (b"\x89PNG", "This is a picture."),
    (b"\xff\xd8\xff", "This is a picture."),
    (b"GIF8", "This is a picture."),
    (b"BM", "This is a picture."),
    (b"RIFF", "This is a picture, a sound or a film."),
    (b"{\\rtf", "This is a text document."),
    (b"\x1f\x8b", "This is a packed file."),
    (b"7z\xbc\xaf", "This is a packed file."),
    (b"Rar!", "This is a packed file."),
)
OLD_OFFICE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"


def refuse_other_kinds(content: bytes) -> None:
    for beginning, sentence in BEGINNINGS:
        if content.startswith(beginning) and (not beginning.isalnum() or b"\x00" in content[:40]):  # or words begin so
            raise NotASheet(f"{sentence} We need a spreadsheet. {SAVE_AS}")
    if content.startswith(OLD_OFFICE):
        if "EncryptedPackage".encode("utf-16-le") in content:
            raise NotASheet("This workbook has a password. Take the password off, save it and try again.")
        raise NotASheet(f"This is an older kind of Office file, which we cannot read. {SAVE_AS}")
    start = content[:200].lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    if start.startswith((b"<!doctype", b"<html", b"<?xml", b"<table")):
        raise NotASheet(f"This is a web page or an XML file. We need a spreadsheet. {SAVE_AS}")


# --- rows, whatever they came from ---


def sheet_of(lines: Iterable[tuple[int, list[str]]], name: str = "", hidden: bool = False) -> Sheet:
    rows, empty = [], 0
    for number, values in lines:
        cells = [clean(value) for value in values]
        while cells and not cells[-1]:
            cells.pop()
        if not cells:
            empty += 1
            continue
        if len(cells) > MAX_COLUMNS:
            raise NotASheet(f"Row {number} has more than {MAX_COLUMNS} columns. Take out the columns you do not need.")
        rows.append(Row(number, tuple(cells)))
        if len(rows) > MAX_ROWS:
            raise NotASheet(f"This file has more than {MAX_ROWS:,} rows. Split it into smaller files.")
    return Sheet(name, tuple(rows), empty, hidden)


def from_text(content: bytes) -> Sheet:
    try:
        return sheet_of(enumerate(delimited.rows(delimited.decoded(content)), start=1))
    except delimited.Unreadable as error:
        raise NotASheet(f"{error} {SAVE_AS}") from error


# --- workbooks ---


def from_workbook(content: bytes) -> list[Sheet]:
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            refuse_odd_archive(archive)
        return list(sheets_of(content))
    except NotASheet:
        raise
    except Exception as error:  # a hostile or broken file can fail anywhere in the reader; none of it is our state
        raise NotASheet(f"We could not open this workbook. It may be damaged. {SAVE_AS}") from error


def refuse_odd_archive(archive: zipfile.ZipFile) -> None:
    members = archive.infolist()
    names = {member.filename for member in members}
    if any(member.flag_bits & 1 for member in members):
        raise NotASheet("This file has a password. Take the password off, save it and try again.")
    if not {"[Content_Types].xml", "xl/workbook.xml"} <= names:
        raise NotASheet(f"This is not an Excel workbook. {SAVE_AS}")
    if len(members) > MAX_MEMBERS or sum(member.file_size for member in members) > MAX_UNPACKED:
        raise NotASheet("This workbook is too large when it is opened. Take out what you do not need and try again.")


class Cells(WorkSheetParser):
    """Cells with the value last worked out. A formula that never was worked out stays as its own text, so nothing is lost."""

    def parse_cell(self, element):
        cell = super().parse_cell(element)
        formula = element.find(FORMULA_TAG)
        if cell["value"] is None and formula is not None:
            cell["value"] = f"={formula.text or ''}"
        return cell


class Reader(ExcelReader):
    """Reads as it goes and takes values, not formulas. Sheets that are one large chart hold no rows."""

    def __init__(self, content: bytes):
        super().__init__(io.BytesIO(content), read_only=True, data_only=True, keep_links=False)

    def read_chartsheet(self, sheet, rel):
        pass


def sheets_of(content: bytes) -> Iterator[Sheet]:
    reader = Reader(content)
    reader.read()
    book = reader.wb
    try:
        for sheet in book.worksheets:
            yield sheet_of(lines_of(book, sheet), sheet.title.strip(), sheet.sheet_state != "visible")
    finally:
        book.close()


def lines_of(book, sheet) -> Iterator[tuple[int, list[str]]]:
    """Each line of a sheet as text. A cell merged over several lines says the same on each of them."""
    with sheet._get_source() as source:
        parser = Cells(
            source, sheet._shared_strings, data_only=True, epoch=book.epoch,
            date_formats=book._date_formats, timedelta_formats=book._timedelta_formats,
        )  # fmt: skip
        lines = {}
        for number, cells in parser.parse():
            if number > LAST_LINE or number in lines:
                raise NotASheet(f"The rows of this workbook are out of order. It may be damaged. {SAVE_AS}")
            lines[number] = {c["column"]: text_of(sheet, c) for c in cells if c["value"] is not None}
    spread(parser.merged_cells, lines)
    last = max(lines, default=0)
    for number in range(1, last + 1):
        filled = lines.get(number, {})
        yield number, [filled.get(column, "") for column in range(1, max(filled, default=0) + 1)]


def spread(merged, lines: dict[int, dict[int, str]]) -> None:
    end, work = max(lines, default=0), 0
    for area in merged.mergeCell if merged else ():
        column, first, _, last = area.bounds
        last = min(last, end)
        work += max(last - first, 1)
        if work > MOST_MERGED:
            raise NotASheet("Too many cells of this workbook are merged. Take the cells apart and try again.")
        words = lines.get(first, {}).get(column, "")
        for number in range(first + 1, last + 1):
            if lines.get(number):  # a line with nothing else on it stays empty
                lines[number].setdefault(column, words)


def text_of(sheet, cell: dict) -> str:
    value = cell["value"]
    if isinstance(value, bool):
        return "Yes" if value else "No"
    if isinstance(value, float):
        return f"{value:.15g}"
    if isinstance(value, dt.date):  # a datetime is one too
        return date_in_words(value, ReadOnlyCell(sheet, **cell).number_format.lower())
    if isinstance(value, dt.time):
        return time_in_words(value)
    return str(value)


def date_in_words(value: dt.date, drawn_as: str) -> str:
    """As it was shown: a cell that shows only month and year is not given a day it never had."""
    drawn_as = re.sub(r"\[[^]]*]|\"[^\"]*\"", "", drawn_as)  # colours, languages and plain words
    month = f"{value:%B} {value.year}"
    if "y" in drawn_as and not {"d", "h"} & set(drawn_as):
        return month if "m" in drawn_as else str(value.year)
    time = value.time() if isinstance(value, dt.datetime) else dt.time()
    return f"{value.day} {month}" + (f", {time_in_words(time)}" if time != dt.time() else "")


def time_in_words(value: dt.time) -> str:
    minutes = f":{value.minute:02}" if value.minute else ""
    return f"{value.hour % 12 or 12}{minutes}{'am' if value.hour < 12 else 'pm'}"
