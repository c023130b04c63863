"""A sound recording somebody sends: told by its content, without the notes a phone writes beside the sound. Bytes in, bytes out."""

import io
import re
import struct
from dataclasses import dataclass

from mutagen import MutagenError, id3
from mutagen.mp3 import MP3
from mutagen.mp4 import MP4
from mutagen.oggopus import OggOpus
from mutagen.oggvorbis import OggVorbis
from mutagen.wave import WAVE

from coproduction.kit.refusals import Refusal

WAV_KEEPS = {b"fmt ", b"data", b"fact"}
MP4_BRANDS = {
    b"M4A ", b"M4B ", b"mp41", b"mp42", b"isom", b"iso2", b"iso4", b"iso5", b"iso6", b"dash", b"3gp4", b"3gp5",
}  # fmt: skip
MP4_OPENED = {b"moov", b"trak", b"mdia", b"minf", b"moof", b"traf"}
MP4_KEEPS = {  # what a player needs; whatever else there is, notes and places among it, is blanked
    b"ftyp", b"styp", b"mdat", b"mvhd", b"mvex", b"tkhd", b"tref", b"edts", b"mdhd", b"hdlr", b"smhd", b"nmhd", b"dinf", b"stbl",
    b"mfhd", b"tfhd", b"tfdt", b"trun", b"sidx", b"sgpd", b"sbgp",
}  # fmt: skip
PICTURES_THAT_MOVE = re.compile(rb"hdlr.{8}vide", re.DOTALL)
BESIDE_THE_SOUND = re.compile(
    rb"hdlr.{8}(text|sbtl|subt|clcp|meta|tmcd|camm)", re.DOTALL
)  # words and places, with times
OGG_SOUNDS, OGG_FILMS = (b"OpusHead", b"\x01vorbis"), (b"\x80theora", b"BBCD\0", b"OVP80")
MP3_RATES = {  # kbit/s by the version in a frame's head
    3: (0, 32, 40, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320, 0),
    2: (0, 8, 16, 24, 32, 40, 48, 56, 64, 80, 96, 112, 128, 144, 160, 0),
}
MP3_SPEEDS = {3: (44100, 48000, 32000), 2: (22050, 24000, 16000), 0: (11025, 12000, 8000)}
MOST_BETWEEN = 300_000  # bytes of a recording that are none of its frames


class NotASound(Refusal):
    """We could not read this recording. Send it as MP3, M4A, OGG or WAV."""


class IsAFilm(NotASound):
    """This is a film. Send a photo or a sound recording."""


class MoreThanSound(NotASound):
    """This recording carries more than sound. Save it as MP3 and send that."""


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
    """Only the frames that are played: notes can stand before, between and behind them, and more than once."""
    held = io.BytesIO(content)
    id3.delete(held)
    bare = b"".join(_frames(held.getvalue()))
    _played(MP3, bare)
    return Bare(bare, "audio/mpeg")


def _frames(content):
    at, ended, between = 0, -1, 0
    while at >= 0:
        end = at + _frame(content, at)
        if end > at and end <= len(content) and (at == ended or _frame(content, end)):
            yield content[at:end]
            at = ended = end
            continue
        following = content.find(b"\xff", at + 1)
        between += following - at
        if between > MOST_BETWEEN:
            raise NotASound()
        at = following


def _frame(content, at) -> int:
    """How many bytes the frame has that begins here; 0 for none."""
    head = int.from_bytes(content[at : at + 4])
    version, speed = head >> 19 & 3, head >> 10 & 3
    if len(content) < at + 4 or head >> 21 != 0x7FF or head >> 17 & 3 != 1 or version == 1 or speed == 3:
        return 0
    rate = MP3_RATES[3 if version == 3 else 2][head >> 12 & 15]
    return rate and (144 if version == 3 else 72) * rate * 1000 // MP3_SPEEDS[version][speed] + (head >> 9 & 1)


def _ogg(content) -> Bare:
    """Only the pages of one recording, one after the other, without its notes."""
    held = io.BytesIO(b"".join(_pages(content)))
    kind = OggOpus if b"OpusHead" in held.getvalue()[:200] else OggVorbis
    kind(held).delete(held)
    _played(kind, held.getvalue())
    return Bare(held.getvalue(), "audio/ogg")


def _pages(content):
    at = 0
    while content[at : at + 4] == b"OggS":
        inside = at + 27 + content[at + 26]
        end = inside + sum(content[at + 27 : inside])
        if content[at + 5] & 2 and not content.startswith(OGG_SOUNDS, inside):  # a stream begins here
            raise IsAFilm() if content.startswith(OGG_FILMS, inside) else MoreThanSound()
        yield content[at:end]
        at = end


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
    if BESIDE_THE_SOUND.search(content):
        raise MoreThanSound()
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
        elif name not in MP4_KEEPS:
            held[at + 4 : at + 8] = b"free"
            held[at + head : at + size] = bytes(size - head)
        at += size
