"""A PDF, looked through for what it would do when it is opened, without opening it.

A reader finds what to do by names such as /JavaScript. They stand in the file as they are, or in packed lists of objects,
and each letter can be written as a number. So: the whole file is searched, and so is every packed list in it. A list that is
packed in more than the usual way, or does not unpack to its end, is refused: readers forgive more than we can follow.
"""

import re
import zipfile
import zlib
from io import BytesIO

from coproduction.kit.packages import Locked, NotADocument, PacksAFile, UnpacksTooMuch
from coproduction.kit.refusals import Refusal

MOST_UNPACKED = 50 * 1024 * 1024
AT_A_TIME = 4096
ENDS = rb"(?=[\s\x00/<>()\[\]{}%]|$)"
BLANK = rb"[\s\x00]*(?:%[^\r\n]*[\r\n][\s\x00]*)*"
RUNS = re.compile(rb"/(JavaScript|Launch|RichMedia|3D|XFA|SubmitForm|ImportData|Movie|Rendition)" + ENDS)
PACKS = re.compile(rb"/(EmbeddedFiles?|GoToE|FileAttachment)" + ENDS)
LOCKS = re.compile(rb"/Encrypt" + ENDS)
NUMBERED = re.compile(rb"#([0-9A-Fa-f]{2})")
OBJECT = re.compile(rb"(?<!end)obj" + BLANK + rb"<<")
MARK = re.compile(rb"%[^\r\n]*|\(|<<|>>|<[^<>]*>")
IN_TEXT = re.compile(rb"\\.|[()]", re.DOTALL)
STREAM = rb"stream[ \t\x00]*\r?\n?"
ANY_STREAM, ITS_STREAM = re.compile(STREAM), re.compile(BLANK + STREAM)
LIST = re.compile(rb"/(ObjStm|First)" + ENDS)  # some readers ask only for /First
PACKED = re.compile(rb"/F(?:ilter|Filter)?" + ENDS)
USUAL = re.compile(rb"/Filter[\s\x00]*(\[[\s\x00]*)?/(FlateDecode|Fl)" + ENDS + rb"[\s\x00]*(?(1)\])")
UNUSUAL = re.compile(rb"/Predictor|/(DecodeParms|DP)[\s\x00]*\d")  # or what stands somewhere else
BEGINS_AS_LIST = re.compile(rb"[\s\x00]*([\d%]|$)")


class RunsByItself(Refusal):
    """This PDF would run or start something when it is opened. Print it to a new PDF and send that."""


def looked_through(content: bytes) -> None:
    """Raises what a person can read, if it is more than pages."""
    if b"%%EOF" not in content[-2048:] or zipfile.is_zipfile(BytesIO(content)):  # cut short, or two files in one
        raise NotADocument()
    _asked(_letters(content), LOCKS, Locked)
    _harmless(content)
    room, lists = MOST_UNPACKED, _lists(content)
    for at in sorted(lists | {found.end() for found in ANY_STREAM.finditer(content)}):
        if at in lists or _begins_as_list(content, at):
            room -= _list(content, at, room, whole=at in lists)


def _lists(content: bytes) -> set[int]:
    """Where packed lists of objects begin. One that is packed in more than the usual way is refused."""
    lists, left = set(), 2 * len(content)
    for found in OBJECT.finditer(content):
        words, end = _dictionary(content, found.end())
        left -= end - found.end()
        if left < 0:  # objects in objects, without an end: made to keep us busy
            raise NotADocument()
        stream = ITS_STREAM.match(content, end)
        if stream and LIST.search(words) and PACKED.search(words):  # what is not packed was searched as it stands
            if not USUAL.search(words) or len(PACKED.findall(words)) > 1 or UNUSUAL.search(words):
                raise NotADocument()
            lists.add(stream.end())
    return lists


def _dictionary(content: bytes, at: int) -> tuple[bytes, int]:
    """What an object says of itself without its texts, and where that ends. `at` is behind its `<<`."""
    words, inside, in_text = [], 1, 0
    while inside:
        mark = (IN_TEXT if in_text else MARK).search(content, at)
        words.append(b"" if in_text else content[at : mark.start() if mark else len(content)])
        if mark is None:
            return b"", len(content)
        at, sign = mark.end(), mark[0]
        in_text += (sign == b"(") - (sign == b")")
        inside += 0 if in_text else (sign == b"<<") - (sign == b">>")
    return _letters(b" ".join(words)), at


def _begins_as_list(content: bytes, at: int) -> bool:
    if int.from_bytes(content[at : at + 2]) % 31 or not content[at + 1 : at + 2]:  # not packed in this way
        return False
    try:
        return bool(BEGINS_AS_LIST.match(zlib.decompressobj().decompress(content[at : at + AT_A_TIME], 64)))
    except zlib.error:  # perhaps further on
        return True


def _list(content: bytes, at: int, room: int, whole: bool) -> int:
    """Unpacks a list and searches it. Gives how many bytes it came to. `whole`: one that does not come to its end is refused."""
    unpacked, ended = _unpacked(content, at, room)
    if whole and not ended:
        raise NotADocument()
    _harmless(unpacked)
    return len(unpacked)


def _unpacked(content: bytes, at: int, room: int) -> tuple[bytes, bool]:
    """All that readers could show of it, and whether it came to its end. Where it breaks it is read on byte by byte."""
    unpacking, told, few = zlib.decompressobj(), bytearray(), AT_A_TIME
    while not unpacking.eof and at < len(content):
        before = unpacking.copy()
        try:
            told += unpacking.decompress(content[at : at + few], room + 1 - len(told))
            at += few
        except zlib.error:
            if few == 1:
                return bytes(told), False
            unpacking, few = before, 1
        if len(told) > room:
            raise UnpacksTooMuch()
    return bytes(told), unpacking.eof


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
