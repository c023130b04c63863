"""The package (a zip) that a Word or OpenDocument file is: read through to its end within limits, and asked what it carries.

Nothing is written, run or fetched. A package that carries a program, another file, or a wish to fetch something when it is
opened is refused, and so is one that cannot be looked into.
"""

import io
import re
import zipfile
from contextlib import suppress
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
FETCHING_FIELDS = re.compile(  # the first word of a field; the last is how one is spelled in numbers
    r'[\s"]*(DDE|DDEAUTO|INCLUDE|INCLUDETEXT|INCLUDEPICTURE|IMPORT|LINK|RD|DATABASE|QUOTE(?=\s+\d|\s{999}))\b',
    re.IGNORECASE,
)
FETCHING_TAGS = {
    "image", "object", "object-ole", "plugin", "applet", "floating-frame", "section-source", "fill-image", "auto-reload",
}  # fmt: skip
ELSEWHERE = re.compile(r"\s*([a-z][a-z0-9+.-]*:|[/\\]|\.\.)", re.IGNORECASE)
ON_OWN_DISK = re.compile(  # where the template lies that it was begun from: on a disk of whoever opens it, if anywhere
    r"\s*(file:///(?![/\\%])|[a-z]:[/\\](?![/\\])|(?![a-z][a-z0-9+.-]*:|[/\\]{2}))", re.IGNORECASE
)
MOST_OF_A_FIELD = 10_000  # letters: what it asks for stands first
BEFORE_MARKUP = b"\xef\xbb\xbf\xff\xfe\x00 \t\r\n"
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
    with package.open(part) as words:
        begins = words.read(AT_A_TIME)
        markup = _markup(part.filename.lower(), begins)
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


def _markup(name: str, begins: bytes):
    """A package says itself which of its parts is what, so a name proves little."""
    if name.endswith((".xml", ".rels")):
        return _Markup()
    return _PerhapsMarkup() if begins.lstrip(BEFORE_MARKUP).startswith(b"<") else None


def _sheet(content: bytes, room: int) -> None:
    if "xl/workbook.xml" not in looked_through(content, room, inside=True):
        raise PacksAFile()


class _Markup:
    """Reads XML as it comes, in whatever way its letters are written, and refuses what it must not ask for."""

    def __init__(self):
        self.parser = expat.ParserCreate(namespace_separator=" ")
        self.parser.StartElementHandler, self.parser.EndElementHandler = self.tag, self.tag_ends
        self.parser.CharacterDataHandler, self.parser.EntityDeclHandler = self.text, self.entity
        self.in_field, self.fields = False, [""]  # fields stand in fields; the first is what stands in none

    def read(self, chunk: bytes) -> None:
        self.parser.Parse(chunk, False)

    def end(self) -> None:
        self.parser.Parse(b"", True)
        for asked in self.fields:
            self.field_ends(asked)

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
            for asked in asks.values():
                self.field_ends(asked)
        if name == "fldChar":
            self.field(next((said for key, said in asks.items() if key.rpartition(" ")[2] == "fldCharType"), ""))
        if name == "template" and not ON_OWN_DISK.match(asks.get(XLINK, "")):
            raise Fetches()

    def tag_ends(self, name: str) -> None:
        self.in_field = False

    def text(self, words: str) -> None:
        if self.in_field:
            self.fields[-1] = f"{self.fields[-1]}{words}".lstrip(' "\t\r\n')[:MOST_OF_A_FIELD]

    def field(self, mark: str) -> None:
        """Another field begins, or the last one that began ends."""
        if mark == "begin":
            self.fields.append("")
        elif mark == "end" and len(self.fields) > 1:
            self.field_ends(self.fields.pop())

    def field_ends(self, asked: str) -> None:
        if FETCHING_FIELDS.match(asked):
            raise Fetches()

    def relation(self, asks: dict[str, str]) -> None:
        kind = asks.get("Type", "").rpartition("/")[2].lower()
        if kind == "afchunk":
            raise PacksAFile()
        elsewhere = asks.get("TargetMode", "").lower() == "external"
        own_template = kind == "attachedtemplate" and ON_OWN_DISK.match(asks.get("Target", ""))
        if elsewhere and kind != "hyperlink" and not own_template:
            raise Fetches()


class _PerhapsMarkup(_Markup):
    """Of a part with another name. One that breaks off is a drawing of an older kind: no program takes it for words."""

    def read(self, chunk: bytes) -> None:
        with suppress(expat.ExpatError):
            super().read(chunk)

    def end(self) -> None:
        with suppress(expat.ExpatError):
            super().end()
