"""A sound recording somebody sends: told by its content, without the notes a phone writes beside the sound. Bytes in, bytes out."""

import io
import re
import struct
from dataclasses import dataclass

from mutagen import MutagenError, apev2, id3
from mutagen.mp3 import MP3
from mutagen.mp4 import MP4
from mutagen.oggopus import OggOpus
from mutagen.oggvorbis import OggVorbis
from mutagen.wave import WAVE

from coproduction.kit.refusals import Refusal

WAV_KEEPS = {b"fmt ", b"data", b"fact"}
MP4_BRANDS = {
    b"M4A ",
    b"M4B ",
    b"mp41",
    b"mp42",
    b"isom",
    b"iso2",
    b"iso4",
    b"iso5",
    b"iso6",
    b"dash",
    b"3gp4",
    b"3gp5",
}
MP4_OPENED, MP4_NOTES = {b"moov", b"trak"}, {b"udta", b"meta", b"uuid"}
PICTURES_THAT_MOVE = re.compile(rb"hdlr.{8}vide", re.DOTALL)


class NotASound(Refusal):
    """We could not read this recording. Send it as MP3, M4A, OGG or WAV."""


class IsAFilm(NotASound):
    """This is a film. Send a photo or a sound recording."""


@dataclass(frozen=True)
class Bare:
    content: bytes
    content_type: str


def looks_like_one(content: bytes) -> bool:
    return bool(_how(content))


def without_notes(content: bytes) -> Bare:
    """The sound alone. It is read through first: what cannot be played is refused."""
    how = _how(content)
    if how is None:
        raise NotASound()
    try:
        return how(content)
    except Refusal:
        raise
    except (MutagenError, struct.error, ValueError, IndexError, KeyError, EOFError) as error:
        raise NotASound() from error


def _how(content):
    if content[:4] == b"RIFF" and content[8:12] == b"WAVE":
        return _wav
    if content[:4] == b"OggS":
        return _ogg
    if content[4:8] == b"ftyp" and content[8:12] in MP4_BRANDS:
        return _mp4
    if content[:3] == b"ID3" or (len(content) > 1 and content[0] == 0xFF and content[1] & 0xE6 == 0xE2):
        return _mp3
    return None


def _played(reader, content):
    """Reads the recording through. Something that lasts no time is none."""
    if not reader(io.BytesIO(content)).info.length > 0:
        raise NotASound()


def _mp3(content) -> Bare:
    held = io.BytesIO(content)
    id3.delete(held)
    held.seek(0)
    apev2.delete(held)
    bare = held.getvalue()
    _played(MP3, bare)
    return Bare(bare, "audio/mpeg")


def _ogg(content) -> Bare:
    kind = OggOpus if b"OpusHead" in content[:200] else OggVorbis
    held = io.BytesIO(content)
    kind(held).delete(held)
    _played(kind, held.getvalue())
    return Bare(held.getvalue(), "audio/ogg")


def _wav(content) -> Bare:
    """Only the chunks that hold the sound."""
    kept, at = [], 12
    while at + 8 <= len(content):
        name, size = struct.unpack_from("<4sI", content, at)
        if name in WAV_KEEPS:
            body = content[at + 8 : at + 8 + size]
            kept.append(struct.pack("<4sI", name, len(body)) + body + b"\0" * (len(body) % 2))
        at += 8 + size + size % 2
    inside = b"WAVE" + b"".join(kept)
    bare = struct.pack("<4sI", b"RIFF", len(inside)) + inside
    _played(WAVE, bare)
    return Bare(bare, "audio/wav")


def _mp4(content) -> Bare:
    """Notes are blanked where they stand, so that nothing else in the file moves."""
    if PICTURES_THAT_MOVE.search(content):
        raise IsAFilm()
    held = bytearray(content)
    _blank(held, 0, len(held))
    bare = bytes(held)
    _played(MP4, bare)
    return Bare(bare, "audio/mp4")


def _blank(held, at, end):
    while at + 8 <= end:
        size, name = struct.unpack_from(">I4s", held, at)
        head = 8
        if size == 1:
            size, head = struct.unpack_from(">Q", held, at + 8)[0], 16
        size = size or end - at
        if size < head or at + size > end:
            raise NotASound()
        if name in MP4_OPENED:
            _blank(held, at + head, at + size)
        elif name in MP4_NOTES:
            held[at + 4 : at + 8] = b"free"
            held[at + head : at + size] = bytes(size - head)
        at += size
