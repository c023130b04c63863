"""Makes single files from bytes: pictures, recordings, PDFs and packages with something in them that should not be there."""

import io
import struct
import tarfile
import zipfile
import zlib

from PIL import Image, PngImagePlugin

from coproduction.kit import documents
from tests.feedback.attachments import files
from tests.groups.papers.documents import docx, odt, package, pdf

WHERE = files.WHERE
ALERT = b"<script>alert(1)</script>"
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
PROGRAM = b"MZ\x90\x00" + bytes(300)
RELATION = '<Relationship Id="r1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/{}" {}/>'
ODF = 'xmlns:xlink="http://www.w3.org/1999/xlink" xmlns:draw="draw" xmlns:text="text" xmlns:script="script" xmlns:meta="meta"'


# --- pictures ---


def saved(picture, kind, **more):
    made = io.BytesIO()
    picture.save(made, kind, **more)
    return made.getvalue()


def two_in_one():
    """As many phones write it: a second picture behind the first."""
    notes = Image.Exif()
    notes[0x010E] = WHERE
    second = Image.new("RGB", (64, 32), (0, 90, 0))
    return saved(Image.new("RGB", (64, 32)), "MPO", save_all=True, append_images=[second], exif=notes)


def that_moves():
    return saved(Image.new("RGB", (8, 8)), "PNG", save_all=True, append_images=[Image.new("RGB", (8, 8), (9, 9, 9))])


def png_with_words():
    told = PngImagePlugin.PngInfo()
    told.add_text("Location", WHERE)
    told.add_itxt("XML:com.adobe.xmp", f"<x>{WHERE}</x>", zip=False)
    return saved(Image.new("RGB", (8, 8)), "PNG", pnginfo=told)


def png_with_long_words():
    """Words that unpack into 60 MB."""
    body = b"Comment\0\0" + zlib.compress(b"A" * 60_000_000, 9)
    chunk = struct.pack(">I", len(body)) + b"zTXt" + body + struct.pack(">I", zlib.crc32(b"zTXt" + body))
    plain = saved(Image.new("RGB", (8, 8)), "PNG")
    return plain[:33] + chunk + plain[33:]


def with_comment(words):
    return saved(Image.new("RGB", (64, 32)), "JPEG", comment=words)


# --- recordings ---


def mp3_told_everywhere():
    """A note before, a second one, one between the frames, and three kinds behind them."""
    bare, tag = files.mp3(note=False), files.mp3()[: -len(files.mp3(note=False))]
    half = 417 * 20
    lyrics = b"LYRICSBEGIN" + WHERE.encode() + b"000031LYRICS200"
    old = b"TAG" + WHERE.encode().ljust(125, b"\0")
    return tag + tag + bare[:half] + ALERT + WHERE.encode() + bare[half:] + lyrics + old


def ogg(first):
    """A recording beside another stream that begins with these bytes."""
    sound = files.opus()
    return files._page(first + bytes(40), serial=9, kind=2) + sound


def m4a_with(handler):
    """A second track of this kind."""
    hdlr = files.atom(b"hdlr", bytes(8) + handler + bytes(12) + b"\0")
    return files.m4a() + files.atom(b"moov", files.atom(b"trak", files.atom(b"mdia", hdlr)))


def m4a_with_free_words():
    return files.m4a() + files.atom(b"free", WHERE.encode() + ALERT) + files.atom(b"uuid", bytes(16) + WHERE.encode())


def m4a_with_a_box_nobody_knows():
    """As some recorders write where they were, beside the rest and among what tells of the sound."""
    told = files.atom(b"gps0", WHERE.encode())
    return files.m4a() + files.atom(b"moov", files.atom(b"trak", told) + told) + told


def wav_with(chunk):
    content = files.wav() + chunk + struct.pack("<I", len(WHERE)) + WHERE.encode() + b"\0" * (len(WHERE) % 2)
    return content[:4] + struct.pack("<I", len(content) - 8) + content[8:]


# --- PDFs ---


def pdf_with(*objects, trailer=b""):
    body = b"".join(b"%d 0 obj%s endobj\n" % (number, one) for number, one in enumerate(objects, 2))
    return (
        b"%PDF-1.5\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n"
        + body
        + b"trailer<</Root 1 0 R"
        + trailer
        + b">>\n%%EOF\n"
    )


def in_a_list(
    words, how=b"/FlateDecode", pack=zlib.compress, says=b"/Type/ObjStm/N 1/First 4", more=b"", begins=b"stream\r\n"
):
    """The same object in a packed list, where no search of the file finds it."""
    packed = pack(b"7 0 " + words)
    return pdf_with(
        b"<<%s/Filter%s/Length %d%s>>%s%s\nendstream" % (says, how, len(packed), more, begins, packed),
        b"/ASCIIHexDecode",
    )


def in_hex(words):
    return words.hex().encode()


def twice_packed(words):
    return zlib.compress(zlib.compress(words))


def broken_at_its_end(words):
    """Most readers show it all the same."""
    return zlib.compress(words)[:-1] + b"?"


def broken_in_the_middle(words):
    """The words are there; what follows is not."""
    packing = zlib.compressobj()
    return packing.compress(words) + packing.flush(zlib.Z_FULL_FLUSH) + b"\xff" * 40


def after_blanks(words):
    return zlib.compress(b" " * 900 + words)


def page_that_breaks_off():
    """As a file cut on its way, mended by whoever opened it: harmless."""
    page = broken_in_the_middle(b"1 0 0 1 0 0 cm BT /F1 12 Tf (Less money.) Tj ET")
    return pdf_with(b"<</Length %d/Filter/FlateDecode>>stream\n%s\nendstream" % (len(page), page))


def page_that_says_too_little():
    """A page's own words, with one list among the objects that is packed in no way, and a note (of brackets) in them."""
    return pdf_with(
        b"<</Type/ObjStm/N 1/First 4/Length 24>>stream\n7 0 <</Author(Us \\) and ( them)>>\nendstream",
        b"% a note\n<</Title(>>stream)/ID<41>/Contents[<</First 1>>]>>",
    )


def pdf_bomb():
    packed = zlib.compress(b"7 0 " + b" " * 60_000_000, 9)
    return pdf_with(b"<</Type/ObjStm/N 1/First 4/Filter/FlateDecode>>stream\n" + packed + b"\nendstream")


def pdf_of_pages():
    """Words on a page, a link, a picture: what an ordinary one has."""
    page = zlib.compress(b"BT /F1 12 Tf (Less money.) Tj ET")
    return pdf_with(
        b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
        b"<</Type/Page/Annots[<</Subtype/Link/A<</S/URI/URI(https://example.org)>>>>]>>",
        b"<</Length %d/Filter/FlateDecode>>stream\n%s\nendstream" % (len(page), page),
        b"<</Type/ObjStm/N 1/First 4/Filter/FlateDecode>>stream\n"
        + zlib.compress(b"7 0 <</Author(Us)>>")
        + b"\nendstream",
    )


# --- packages ---


def packed(parts, how=zipfile.ZIP_DEFLATED):
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", how) as file:
        for name, words in parts:
            file.writestr(name, words)
    return made.getvalue()


def docx_bomb():
    """Small here, 60 MB when it is opened."""
    parts = [("[Content_Types].xml", "<Types/>"), ("word/document.xml", "<d>" + " " * 60_000_000 + "</d>")]
    return packed(parts)


def docx_that_lies():
    """The same, and it says of itself that it is small."""
    made = bytearray(docx_bomb())
    at = made.rindex(b"PK\x01\x02")
    made[at + 24 : at + 28] = struct.pack("<I", 100)
    return bytes(made)


def relation(kind, asks, name="word/_rels/document.xml.rels"):
    return docx(**{name: f"<Relationships>{RELATION.format(kind, asks)}</Relationships>"})


def field(*parts):
    """What a field of Word says, in pieces."""
    words = "".join(f'<w:r xmlns:w="w"><w:instrText>{one}</w:instrText></w:r>' for one in parts)
    return docx(**{"word/document.xml": f"<d>{words}</d>"})


def fields(*parts):
    """Fields of Word, `{` and `}` where one begins and ends, `|` before what it came to: they may stand in each other."""
    marks = {"{": '<w:fldChar w:fldCharType="begin"/>', "}": '<w:fldChar w:fldCharType="end"/>',
             "|": '<w:fldChar w:fldCharType="separate"/>'}  # fmt: skip
    words = "".join(marks.get(one, f"<w:instrText>{one}</w:instrText>") for one in parts)
    return docx(**{"word/document.xml": f'<d xmlns:w="w">{words}</d>'})


def under_another_name(words):
    """The words stand in a part whose name says nothing; where they are, the package says itself."""
    return docx(**{"word/words.dat": words})


def locked_workbook():
    return OLE + "EncryptedPackage".encode("utf-16-le")


def in_two_bytes(words):
    return f'<?xml version="1.0" encoding="UTF-16"?>{words}'.encode("utf-16")


def a_sheet(**more):
    return package({"[Content_Types].xml": "<Types/>", "xl/workbook.xml": "<workbook/>", **more})


def a_workbook(rows=(("What we asked", "What came of it"), ("More benches", "Two benches"))):
    from openpyxl import Workbook

    book, made = Workbook(), io.BytesIO()
    for row in rows:
        book.active.append(row)
    book.save(made)
    return made.getvalue()


def locked(content):
    """Marks every part as locked with a password, as zip programs do."""
    made = bytearray(content)
    for mark, flags in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        at = made.find(mark)
        while at >= 0:
            made[at + flags] |= 1
            at = made.find(mark, at + 4)
    return bytes(made)


def twice_the_same_name():
    return packed([("[Content_Types].xml", "<Types/>"), ("word/document.xml", "<d/>"), ("word/Document.xml", "<e/>")])


def laughs():
    told = "".join(f'<!ENTITY a{n} "{f"&a{n - 1};" * 10}">' for n in range(1, 9))
    return docx(**{"word/document.xml": f'<!DOCTYPE d [<!ENTITY a0 "ha">{told}]><d>&a8;</d>'})


def tar():
    made = io.BytesIO()
    with tarfile.open(fileobj=made, mode="w:gz") as file:
        file.addfile(tarfile.TarInfo("../../etc/passwd"))
    return made.getvalue()


def nested(depth=6):
    content = b"words"
    for _ in range(depth):
        content = package({"inner.zip": content})
    return content


def odt_with(words, name="content.xml", **more):
    return odt(**{name: f"<office {ODF}>{words}</office>", **more})


def the_mimetype_is_a_bomb():
    return packed([("mimetype", documents.ODT + " " * 60_000_000), ("content.xml", "<office/>")])


__all__ = ["docx", "odt", "package", "pdf"]
