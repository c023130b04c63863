"""A PDF, looked through for what it would do when it is opened, without opening it.

A reader finds what to do by names such as /JavaScript. They stand in the file as they are, or in packed lists of objects,
and each letter can be written as a number. So: the whole file is searched, and so is every packed list in it.
"""

import re
import zipfile
import zlib
from io import BytesIO

from coproduction.kit.packages import Locked, NotADocument, PacksAFile, UnpacksTooMuch
from coproduction.kit.refusals import Refusal

MOST_UNPACKED = 50 * 1024 * 1024
ENDS = rb"(?=[\s\x00/<>()\[\]{}%]|$)"
RUNS = re.compile(rb"/(JavaScript|Launch|RichMedia|XFA|SubmitForm|ImportData|Movie|Rendition)" + ENDS)
PACKS = re.compile(rb"/(EmbeddedFiles?|GoToE|FileAttachment)" + ENDS)
LOCKS = re.compile(rb"/Encrypt" + ENDS)
NUMBERED = re.compile(rb"#([0-9A-Fa-f]{2})")
STREAM = re.compile(rb"stream\r?\n")
LIST = re.compile(rb"/ObjStm" + ENDS)
BEGINS_AS_LIST = re.compile(rb"[\s\x00]*[\d%]")
OTHERWISE_PACKED = re.compile(
    rb"/(LZWDecode|LZW|ASCII85Decode|A85|ASCIIHexDecode|AHx|RunLengthDecode|RL|Predictor)" + ENDS
)
DICTIONARY = 2000  # bytes before a stream in which it says how it is packed


class RunsByItself(Refusal):
    """This PDF would run or start something when it is opened. Print it to a new PDF and send that."""


def looked_through(content: bytes) -> None:
    """Raises what a person can read, if it is more than pages."""
    if b"%%EOF" not in content[-2048:] or zipfile.is_zipfile(BytesIO(content)):  # cut short, or two files in one
        raise NotADocument()
    _asked(_letters(content), LOCKS, Locked)
    _harmless(content)
    room = MOST_UNPACKED
    for found in STREAM.finditer(content):
        before = _letters(content[max(found.start() - DICTIONARY, 0) : found.start()]).rpartition(b" obj")[2]
        if LIST.search(before) and OTHERWISE_PACKED.search(before):
            raise NotADocument()
        room -= _list(content, found.end(), room)


def _list(content: bytes, at: int, room: int) -> int:
    """Unpacks a list of objects and searches it. Gives how many bytes it came to; anything else counts for none."""
    unpacking = zlib.decompressobj()
    try:
        begins = unpacking.decompress(content[at : at + 4096], 64)
        if not BEGINS_AS_LIST.match(begins):
            return 0
        unpacked = zlib.decompressobj().decompress(memoryview(content)[at:], room + 1)
    except zlib.error:
        return 0
    if len(unpacked) > room:
        raise UnpacksTooMuch()
    _harmless(unpacked)
    return len(unpacked)


def _harmless(written: bytes) -> None:
    written = _letters(written)
    _asked(written, RUNS, RunsByItself)
    _asked(written, PACKS, PacksAFile)


def _letters(written: bytes) -> bytes:
    """Letters that were written as numbers, as letters."""
    return NUMBERED.sub(lambda found: bytes([int(found[1], 16)]), written)


def _asked(written: bytes, names, refusal) -> None:
    if names.search(written):
        raise refusal()
