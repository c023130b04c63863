"""The package (a zip) that a Word or OpenDocument file is: read through to its end within limits, and asked what it carries.

Nothing is written, run or fetched. A package that carries a program, another file, or a wish to fetch something when it is
opened is refused, and so is one that cannot be looked into.
"""

import io
import re
import zipfile
from xml.parsers import expat

from coproduction.kit.refusals import Refusal

START, END = b"PK\x03\x04", b"PK\x05\x06"
MOST_PARTS = 5000  # a document with more files in it is none
MOST_UNPACKED = 50 * 1024 * 1024  # of all parts together, counted as they are read, whatever the package says
AT_A_TIME = 64 * 1024
OTHER_FILES = (
    START, b"MZ", b"\x7fELF", b"#!", b"%PDF", b"Rar!", b"7z\xbc\xaf", b"\x1f\x8b", b"\xd0\xcf\x11\xe0", b"{\\rtf", b"<html",
)  # fmt: skip
PROGRAMS = re.compile(r"(^|/)(vbaproject\.bin|vbadata\.xml)$|(^|/)activex/|^(basic|scripts)/", re.IGNORECASE)
PROGRAM_TYPES = re.compile("macroEnabled|vbaProject|activeX", re.IGNORECASE)
FETCHING_FIELDS = re.compile(r"\b(DDE|DDEAUTO|INCLUDETEXT|INCLUDEPICTURE|LINK)\b", re.IGNORECASE)
FETCHING_TAGS = {"image", "object", "object-ole", "plugin", "applet", "floating-frame", "section-source", "fill-image"}
ELSEWHERE = re.compile(r"\s*([a-z][a-z0-9+.-]*:|//|\\\\)", re.IGNORECASE)
XLINK = "http://www.w3.org/1999/xlink href"


class NotADocument(Refusal):
    """We could not read this document. Send it as PDF, Word (docx) or OpenDocument (odt)."""


class HoldsAProgram(Refusal):
    """This document has a macro in it: a small program. Save it without macros and send it again."""


class PacksAFile(Refusal):
    """Another file is packed inside this document. Take it out, or print the document to a new PDF, and send it again."""


class Fetches(Refusal):
    """This document fetches something from another place when it is opened. Print it to a new PDF and send that."""


class Locked(Refusal):
    """This document is locked with a password, so we cannot check it. Save it without a password and send it again."""


class UnpacksTooMuch(Refusal):
    """This document becomes far too large when it is opened. Make it smaller and send it again."""


def looked_through(content: bytes, room: int = MOST_UNPACKED, inside: bool = False) -> set[str]:
    """The names of its parts, once each of them was read. `room` is how many bytes all of them may come to."""
    if not content.startswith(START) or content[-22:-18] != END:  # nothing stands before it or behind it
        raise NotADocument()
    with zipfile.ZipFile(io.BytesIO(content)) as package:
        parts = package.infolist()
        _names(parts)
        for part in parts:
            room = _part(package, part, room, inside)
    return {part.filename for part in parts}


def part(content: bytes, name: str) -> bytes:
    """The beginning of one part: enough to say what the package is."""
    with zipfile.ZipFile(io.BytesIO(content)) as package, package.open(name) as words:
        return words.read(100)


def _names(parts) -> None:
    names = [part.filename for part in parts]
    if len(names) > MOST_PARTS or len(names) != len({name.lower() for name in names}):
        raise NotADocument()
    if any(part.flag_bits & 1 for part in parts):
        raise Locked()
    if any(name.startswith("/") or "\\" in name or ".." in name.split("/") for name in names):
        raise NotADocument()
    if any(PROGRAMS.search(name) for name in names):
        raise HoldsAProgram()


def _part(package, part, room: int, inside: bool) -> int:
    """Reads one part through. Gives how much room is left."""
    markup = _Markup() if part.filename.lower().endswith((".xml", ".rels")) else None
    with package.open(part) as words:
        begins = words.read(AT_A_TIME)
        sheet = begins.startswith(START) and part.filename.lower().endswith(".xlsx") and not inside
        if begins.startswith(OTHER_FILES) and not sheet:
            raise PacksAFile()
        kept, chunk = [], begins
        while chunk:
            room -= len(chunk)
            if room < 0:
                raise UnpacksTooMuch()
            if markup:
                markup.read(chunk)
            if sheet:
                kept.append(chunk)
            chunk = words.read(AT_A_TIME)
    if markup:
        markup.end()
    if sheet:  # the figures behind a chart: a workbook, looked through as the document is
        _sheet(b"".join(kept), room)
    return room


def _sheet(content: bytes, room: int) -> None:
    if "xl/workbook.xml" not in looked_through(content, room, inside=True):
        raise PacksAFile()


class _Markup:
    """Reads XML as it comes, in whatever way its letters are written, and refuses what it must not ask for."""

    def __init__(self):
        self.parser = expat.ParserCreate(namespace_separator=" ")
        self.parser.StartElementHandler, self.parser.EndElementHandler = self.tag, self.tag_ends
        self.parser.CharacterDataHandler, self.parser.EntityDeclHandler = self.text, self.entity
        self.in_field, self.fields = False, []

    def read(self, chunk: bytes) -> None:
        self.parser.Parse(chunk, False)

    def end(self) -> None:
        self.parser.Parse(b"", True)
        if FETCHING_FIELDS.search("".join(self.fields)):
            raise Fetches()

    def entity(self, *told) -> None:
        raise NotADocument()

    def tag(self, name: str, asks: dict[str, str]) -> None:
        name = name.rpartition(" ")[2]
        if name in ("Override", "Default") and PROGRAM_TYPES.search(asks.get("ContentType", "")):
            raise HoldsAProgram()
        if name == "Relationship":
            self.relation(asks)
        if name == "event-listener":
            raise HoldsAProgram()
        if name == "encryption-data":
            raise Locked()
        if name.startswith("dde-") or name in FETCHING_TAGS and ELSEWHERE.match(asks.get(XLINK, "")):
            raise Fetches()
        self.in_field = name == "instrText"
        if name == "fldSimple":
            self.fields += [" ", *asks.values(), " "]

    def tag_ends(self, name: str) -> None:
        self.in_field = False

    def text(self, words: str) -> None:
        if self.in_field:
            self.fields.append(words)

    def relation(self, asks: dict[str, str]) -> None:
        kind = asks.get("Type", "").rpartition("/")[2].lower()
        if kind == "afchunk":
            raise PacksAFile()
        if asks.get("TargetMode", "").lower() == "external" and kind != "hyperlink":
            raise Fetches()
