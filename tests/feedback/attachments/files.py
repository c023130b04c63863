"""Real photos and recordings, made here, with what a phone writes beside them; and files that only pretend."""

import io
import struct
import wave
import zlib

from PIL import Image

WHERE = "Sallowbridge, 51.5N"


def photo(kind="JPEG", size=(64, 32), **more):
    """With a camera's notes, a place, and turned on its side."""
    picture = Image.new("RGB", size, (200, 30, 30))
    notes = Image.Exif()
    notes[0x0112] = 6  # turned: shown upright it is 32 wide and 64 high
    notes[0x010E] = WHERE
    notes.get_ifd(0x8825).update({1: "N", 2: (51.0, 30.0, 0.0)})
    made = io.BytesIO()
    picture.save(made, kind, exif=notes, **more)
    return made.getvalue()


def plain(mode, kind, size, **more):
    made = io.BytesIO()
    Image.new(mode, size).save(made, kind, **more)
    return made.getvalue()


def picture_of(content):
    return Image.open(io.BytesIO(content))


def bomb():
    """A few hundred bytes that claim to be 30,000 points wide and high."""
    head = struct.pack(">IIBBBBB", 30_000, 30_000, 8, 2, 0, 0, 0)

    def chunk(name, body):
        return struct.pack(">I", len(body)) + name + body + struct.pack(">I", zlib.crc32(name + body))

    return (
        b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", zlib.compress(bytes(9000))) + chunk(b"IEND", b"")
    )


def wav(note=True, frames=8001):
    made = io.BytesIO()
    with wave.open(made, "wb") as sound:
        sound.setnchannels(1)
        sound.setsampwidth(2)
        sound.setframerate(8000)
        sound.writeframes(b"\x01\x00" * frames)
    content = made.getvalue()
    if note:
        body = b"INFOINAM" + struct.pack("<I", len(WHERE)) + WHERE.encode()
        content += b"LIST" + struct.pack("<I", len(body)) + body + b"\0" * (len(body) % 2)
        content = content[:4] + struct.pack("<I", len(content) - 8) + content[8:]
    return content


def mp3(note=True):
    """Forty silent frames of 128 kbit/s; before them a note about where it was."""
    frames = (b"\xff\xfb\x90\x00" + bytes(413)) * 40
    text = b"\x03" + WHERE.encode()
    frame = b"TIT2" + struct.pack(">I", len(text)) + b"\0\0" + text
    tag = b"ID3\x03\0\0" + bytes([0, 0, 0, len(frame)]) + frame
    return (tag if note else b"") + frames


def atom(name, body):
    return struct.pack(">I4s", 8 + len(body), name) + body


def m4a(film=False, note=True):
    """The fewest parts a player needs to say how long it lasts."""
    handler = b"vide" if film else b"soun"
    mdhd = atom(b"mdhd", bytes(12) + struct.pack(">II", 8000, 16000) + bytes(4))
    hdlr = atom(b"hdlr", bytes(8) + handler + bytes(12) + b"\0")
    sound = struct.pack(">HHHHI", 1, 16, 0, 0, 8000 << 16)
    sample = atom(b"mp4a", bytes(6) + b"\0\1" + bytes(8) + sound + atom(b"free", b""))
    stsd = atom(b"stsd", bytes(4) + struct.pack(">I", 1) + sample)
    trak = atom(b"trak", atom(b"mdia", mdhd + hdlr + atom(b"minf", atom(b"stbl", stsd))))
    udta = atom(b"udta", atom(b"\xa9xyz", WHERE.encode())) if note else b""
    return atom(b"ftyp", b"M4A \0\0\0\0M4A ") + atom(b"moov", trak + udta) + atom(b"mdat", bytes(100))


def _page(body, serial=7, number=0, kind=0, position=0):
    """One page of an Ogg file, with its check sum."""
    lacing = bytes([255] * (len(body) // 255) + [len(body) % 255])
    head = b"OggS" + struct.pack("<BBqIIIB", 0, kind, position, serial, number, 0, len(lacing)) + lacing
    total = 0
    for byte in head + body:
        total ^= byte << 24
        for _ in range(8):
            total = ((total << 1) ^ (0x04C11DB7 if total & 0x80000000 else 0)) & 0xFFFFFFFF
    return head[:22] + struct.pack("<I", total) + head[26:] + body


def opus():
    head = b"OpusHead" + struct.pack("<BBHIhB", 1, 1, 0, 48000, 0, 0)
    note = f"TITLE={WHERE}".encode()
    tags = b"OpusTags" + struct.pack("<I", 4) + b"none" + struct.pack("<I", 1) + struct.pack("<I", len(note)) + note
    return _page(head, kind=2) + _page(tags, number=1) + _page(bytes(200), number=2, kind=4, position=96_000)


HTML = b"<html><script>alert(1)</script></html>"
SVG = b'<?xml version="1.0"?><svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>'
