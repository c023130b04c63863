"""Rows written as text with something between the cells: finds out the encoding and what stands between, and reads them."""

import codecs
import contextlib
import csv
import io
import re
from collections import Counter
from collections.abc import Iterator
from itertools import islice

BETWEEN = ",;\t|"
MOST_SWALLOWED = 20

MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),  # begins like UTF-16, so it is asked first
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
COMMON = set("éèêëàâäáöôòóüùúûïîíçñœæŵŷ£€‘’“”–—…•·°½¼¾®™\u00a0")  # in English and Welsh text, outside ASCII
UNSEEN = re.compile(r"[\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f]")


class Unreadable(ValueError):
    """The bytes are no text, or the text holds no rows."""


def decoded(content: bytes) -> str:
    """As text. Files without a mark are tried as UTF-8, which cannot be mistaken; the rest is the likeliest of three."""
    for mark, name in MARKS:
        if content.startswith(mark):
            return _strictly(content, name)
    if b"\x00" in content:
        return _unmarked_16(content)
    try:
        return content.decode("utf-8")
    except UnicodeDecodeError:
        return likeliest(content)


def _strictly(content, name):
    try:
        return content.decode(name)
    except UnicodeDecodeError as error:
        raise Unreadable("We could not read the letters in this file.") from error


def _unmarked_16(content):
    """Text in UTF-16 without a mark has a zero in every second byte, nearly always on the same side."""
    even, odd = content[0::2].count(0), content[1::2].count(0)
    if min(even, odd) * 20 > max(even, odd) or max(even, odd) * 4 < len(content):
        raise Unreadable("This file is not a spreadsheet.")
    return _strictly(content, "utf-16-le" if odd > even else "utf-16-be")


def likeliest(content: bytes) -> str:
    """Windows or Mac: the one in which the unusual letters are those people here write. Windows when in doubt."""
    read = [content.decode("mac_roman")]
    with contextlib.suppress(UnicodeDecodeError):
        read.insert(0, content.decode("cp1252"))  # holds all of Latin-1 that can be seen
    return max(read, key=likeness)


def likeness(text: str) -> int:
    unusual = Counter(letter for letter in text if ord(letter) > 126)
    return sum(times if letter in COMMON else -times for letter, times in unusual.items())


def rows(text: str) -> Iterator[list[str]]:
    """The rows of the file. A first line `sep=;`, as Excel writes it, is taken as what it says and is no row."""
    if len(UNSEEN.findall(text)) * 50 > len(text):
        raise Unreadable("This file is not a spreadsheet.")
    said = re.match(r'"?sep=([^\r\n])"?[\r\n]+', text, re.IGNORECASE)
    if said:
        return mended(text[said.end() :], said[1])
    return mended(text, what_stands_between(text))


def what_stands_between(text: str) -> str:
    """The mark that cuts the most lines into the same number of cells, more than one; a comma if none does."""
    sample = text[:100_000]  # less than the longest cell that can be read

    def agreement(mark):
        read = csv.reader(io.StringIO(sample, newline=""), delimiter=mark)
        widths = Counter(len(row) for row in islice(read, 100) if row)
        width, times = max(widths.items(), key=lambda pair: (pair[0] > 1, pair[1], pair[0]), default=(1, 0))
        return (width > 1, times, width)

    return max(BETWEEN, key=agreement)


def mended(text: str, mark: str) -> Iterator[list[str]]:
    """Every row. A quotation mark that opens and never closes would swallow the rest: there it is read as a plain mark."""
    lines = io.StringIO(text, newline="").readlines()
    at = swallowed = 0
    while at < len(lines):
        start, reader, found = at, csv.reader(lines[at:], delimiter=mark, strict=True), []
        try:
            for row in reader:
                found.append(row)
                at = start + reader.line_num
            yield from found
        except csv.Error as error:
            yield from found
            swallows = "expected after" not in str(error)  # else words stand right behind a closing mark
            swallowed += swallows
            if swallowed > MOST_SWALLOWED:
                raise Unreadable("Too many quotation marks in this file open and never close.") from error
            row, used = _one(lines[at : at + 1] if swallows else lines[at:], mark, plain=swallows)
            yield row
            at += used


def _one(lines, mark, *, plain):
    reader = csv.reader(lines, delimiter=mark, quoting=csv.QUOTE_NONE if plain else csv.QUOTE_MINIMAL)
    try:
        return next(reader), reader.line_num
    except csv.Error as error:
        raise Unreadable("One cell of this file is far too long. A quotation mark may be missing.") from error
