"""The list: what each file is, what it is called, its bytes, and at which doors it is taken. Everywhere else it is refused.

`PHOTO` doors take photos and recordings, `PAPER` doors documents, `SOUND` recordings, `SHEET` spreadsheets and lists.
`because` is part of what is said at the door it was made for; `hides` are bytes that nothing that is kept may hold.
"""

from collections.abc import Callable
from dataclasses import dataclass

from PIL import Image

from coproduction.kit import documents
from tests.corpus import making as m
from tests.feedback.attachments import files

PHOTO, PAPER, SOUND, SHEET = "photo", "paper", "sound", "sheet"
RECORDING = (PHOTO, SOUND)
PLACE, SCRIPT = files.WHERE.encode(), b"alert(1)"
JS = b"<</S/JavaScript/JS(app.alert(1))>>"
NO_PHOTO, NEITHER = "We could not read this photo", "neither a photo"
NO_PAPER, MACRO, PACKS = "We could not read this document", "has a macro in it", "Another file is packed inside"
FETCHES, LOCKED, RUNS = "fetches something", "locked with a password", "would run or start something"
TOO_MUCH, NO_SOUND, NO_SHEET = (
    "far too large when it is opened",
    "We could not read this recording",
    "We need a spreadsheet",
)
NO_NAME = ""  # the request is turned away as a whole


@dataclass(frozen=True)
class Odd:
    what: str
    name: str
    make: Callable[[], bytes]
    taken: tuple[str, ...] = ()
    door: str = ""  # the one it was made for
    because: str = ""
    hides: tuple[bytes, ...] = ()


def taken(what, name, make, at, *hides):
    return Odd(what, name, make, (at,) if isinstance(at, str) else at, hides=hides)


def refused(what, name, make, door, because):
    return Odd(what, name, make, (), door, because)


def jpeg(**more):
    return files.photo(**more)


PHOTOS = [
    taken("a photo that says where it was taken", "door.jpg", jpeg, PHOTO, PLACE),
    taken("a PNG with a place in its notes", "door.png", lambda: jpeg(kind="PNG"), PHOTO, PLACE),
    taken("a WebP with a place in its notes", "door.webp", lambda: jpeg(kind="WEBP"), PHOTO, PLACE),
    taken("a photo with a second one behind it, as many phones write it", "door.jpg", m.two_in_one, PHOTO, PLACE, b"MPF\0"),
    taken("a PNG that moves: its first picture", "wave.png", m.that_moves, PHOTO, b"acTL", b"fdAT"),
    taken("a PNG with words beside the picture", "door.png", m.png_with_words, PHOTO, PLACE, b"adobe.xmp"),
    taken("a photo with a script as its comment", "door.jpg", lambda: m.with_comment(m.ALERT), PHOTO, SCRIPT),
    taken("a photo that is a web page too", "door.html", lambda: jpeg() + files.HTML, PHOTO, SCRIPT, PLACE),
    taken("a photo that is a package too", "door.zip", lambda: jpeg() + m.nested(1), PHOTO, b"inner.zip"),
    taken("a photo that is a program archive too", "door.jar", lambda: jpeg() + m.package({"A.class": "x"}), PHOTO, b"A.class"),
    taken("a photo called a document", "plan.docx", jpeg, PHOTO, PLACE),
    taken("a photo in four inks", "print.jpg", lambda: m.saved(Image.new("CMYK", (9, 9)), "JPEG"), PHOTO),
    taken("a photo in 16 bits of grey", "scan.png", lambda: m.saved(Image.new("I;16", (9, 9)), "PNG"), PHOTO),
    taken("a photo with a palette", "map.png", lambda: m.saved(Image.new("P", (9, 9)), "PNG"), PHOTO),
    taken("a photo of one point", "dot.png", lambda: m.saved(Image.new("RGB", (1, 1)), "PNG"), PHOTO),
    refused("a picture that claims 900 million points", "door.png", files.bomb, PHOTO, "this photo"),
    refused("a PNG with words that unpack to 60 MB", "door.png", m.png_with_long_words, PHOTO, NO_PHOTO),
    refused("half a photo", "door.jpg", lambda: jpeg()[:400], PHOTO, NO_PHOTO),
    refused("only the first bytes of a photo", "door.jpg", lambda: b"\xff\xd8\xff\xe0", PHOTO, NO_PHOTO),
    refused("a picture drawn with a script in it", "logo.svg", lambda: files.SVG, PHOTO, NEITHER),
    refused("the same, called a photo", "logo.png", lambda: files.SVG, PHOTO, NEITHER),
    refused("a web page called a photo", "door.jpg", lambda: files.HTML, PHOTO, NEITHER),
    refused("a GIF", "dance.gif", lambda: m.saved(Image.new("P", (9, 9)), "GIF"), PHOTO, NEITHER),
    refused("a GIF that is a script too", "dance.gif", lambda: b"GIF89a/*" + bytes(30) + b"*/=1;alert(1)", PHOTO, NEITHER),
    refused("a TIFF", "scan.tif", lambda: m.saved(Image.new("RGB", (9, 9)), "TIFF"), PHOTO, NEITHER),
    refused("a photo as new phones keep it", "door.heic", lambda: files.atom(b"ftyp", b"heic\0\0\0\0mif1"), PHOTO, NEITHER),
    Odd("a program in PostScript: words, to a list", "door.eps", lambda: b"%!PS-Adobe-3.0 EPSF\n(x) run", (SHEET,), PHOTO, NEITHER),
]  # fmt: skip
RECORDINGS = [
    taken("a recording with notes in six places", "talk.mp3", m.mp3_told_everywhere, RECORDING, PLACE, SCRIPT),
    taken("a recording from a phone with a place", "talk.m4a", files.m4a, RECORDING, PLACE),
    taken("a recording with words in its empty room", "talk.m4a", m.m4a_with_free_words, RECORDING, PLACE, SCRIPT),
    taken("a recording with places in a box nobody knows", "talk.m4a", m.m4a_with_a_box_nobody_knows, RECORDING, PLACE),
    taken("an Ogg recording with a title", "talk.ogg", files.opus, RECORDING, PLACE),
    taken("an Ogg recording with a web page behind it", "talk.ogg", lambda: files.opus() + files.HTML, RECORDING, SCRIPT, PLACE),
    taken("a WAV with a note", "talk.wav", files.wav, RECORDING, PLACE),
    taken("a WAV with a chunk nobody knows", "talk.wav", lambda: m.wav_with(b"evil"), RECORDING, PLACE),
    taken("a recording called a photo", "talk.jpg", files.wav, RECORDING, PLACE),
    refused("a film", "film.mp4", lambda: files.m4a(film=True), SOUND, "This is a film"),
    refused("a film beside a recording", "talk.m4a", lambda: m.m4a_with(b"vide"), SOUND, "This is a film"),
    refused("a recording with the places it was made at, by the second", "talk.m4a", lambda: m.m4a_with(b"meta"), SOUND,
            "carries more than sound"),
    refused("an Ogg film", "talk.ogg", lambda: m.ogg(b"\x80theora"), SOUND, "This is a film"),
    refused("an Ogg recording beside a stream nobody knows", "talk.ogg", lambda: m.ogg(b"evil"), SOUND, "more than sound"),
    refused("a recording of no length", "talk.wav", lambda: files.wav(frames=0), SOUND, NO_SOUND),
    refused("half a recording from a phone", "talk.m4a", lambda: files.m4a()[:60], SOUND, NO_SOUND),
    refused("notes without a sound", "talk.mp3", lambda: b"ID3\x03" + bytes(200), SOUND, NO_SOUND),
    refused("two million empty bytes called a recording", "talk.mp3", lambda: b"\xff\xfb" + bytes(50) + b"\xff" * 2_000_000,
            SOUND, NO_SOUND),
]  # fmt: skip
PDFS = [
    taken("a PDF of pages with a link", "plan.pdf", m.pdf_of_pages, PAPER),
    taken("a PDF with a page that breaks off", "plan.pdf", m.page_that_breaks_off, PAPER),
    taken("a PDF with a list that is not packed", "plan.pdf", m.page_that_says_too_little, PAPER),
    taken("a PDF with a list packed as most are", "plan.pdf", lambda: m.in_a_list(b"<</Author(Us)>>", b"[ /FlateDecode ]"), PAPER),
    taken("a PDF called a photo", "plan.jpg", m.pdf, PAPER),
    refused("a PDF with a script", "plan.pdf", lambda: m.pdf_with(b"<</S/JavaScript/JS(app.alert(1))>>"), PAPER, RUNS),
    refused("the same, its letters as numbers", "plan.pdf", lambda: m.pdf_with(b"<</S/J#61v#61Script/JS(x)>>"), PAPER, RUNS),
    refused("the same, in a packed list", "plan.pdf", lambda: m.in_a_list(JS), PAPER, RUNS),
    refused("the same, its list not called one", "plan.pdf", lambda: m.in_a_list(JS, says=b"/N 1/First 4"), PAPER, RUNS),
    refused("the same, its list neither called one nor counted", "plan.pdf", lambda: m.in_a_list(JS, says=b"/N 1"), PAPER, RUNS),
    refused("the same, behind 900 blanks", "plan.pdf", lambda: m.in_a_list(JS, pack=m.after_blanks, says=b"/N 1"), PAPER, RUNS),
    refused("the same, its line ended in another way", "plan.pdf", lambda: m.in_a_list(JS, begins=b"stream\r"), PAPER, RUNS),
    refused("the same, its list broken in the middle", "plan.pdf",
            lambda: m.in_a_list(JS, pack=m.broken_in_the_middle, says=b"/N 1"), PAPER, RUNS),
    refused("a PDF with a list broken at its end", "plan.pdf", lambda: m.in_a_list(JS, pack=m.broken_at_its_end), PAPER, NO_PAPER),
    refused("a PDF with a list packed in a way we cannot look into", "plan.pdf",
            lambda: m.in_a_list(JS, b"/ASCIIHexDecode", m.in_hex), PAPER, NO_PAPER),
    refused("the same, far behind its name", "plan.pdf",
            lambda: m.in_a_list(JS, b"/AHx", m.in_hex, more=b"/X 1 " * 900), PAPER, NO_PAPER),
    refused("the same, behind words that look like an end", "plan.pdf",
            lambda: m.in_a_list(JS, b"/AHx", m.in_hex, more=b"/X(\\)>>stream\n)/ID<41>/Y<<>>%>>\n"), PAPER, NO_PAPER),
    refused("the same, how it is packed said elsewhere", "plan.pdf", lambda: m.in_a_list(JS, b" 3 0 R", m.in_hex), PAPER, NO_PAPER),
    refused("a PDF with a list packed twice", "plan.pdf",
            lambda: m.in_a_list(JS, b"[/FlateDecode/FlateDecode]", m.twice_packed), PAPER, NO_PAPER),
    refused("the same, how it is packed said twice", "plan.pdf",
            lambda: m.in_a_list(JS, more=b"/Filter/AHx"), PAPER, NO_PAPER),
    refused("a PDF with a list whose rows are told from one another", "plan.pdf",
            lambda: m.in_a_list(JS, more=b"/DecodeParms 3 0 R"), PAPER, NO_PAPER),
    refused("a PDF of objects in objects without an end", "plan.pdf", lambda: m.pdf_with(b"1 0 obj<<" * 9), PAPER, NO_PAPER),
    refused("a PDF with a thing in three dimensions", "plan.pdf", lambda: m.pdf_with(b"<</Subtype/3D>>"), PAPER, RUNS),
    refused("a PDF that starts a program", "plan.pdf", lambda: m.pdf_with(b"<</S/Launch/F(cmd.exe)>>"), PAPER, RUNS),
    refused("a PDF with a film in it", "plan.pdf", lambda: m.pdf_with(b"<</Subtype/RichMedia>>"), PAPER, RUNS),
    refused("a PDF that sends what is typed away", "plan.pdf", lambda: m.pdf_with(b"<</S/SubmitForm/F(http://e)>>"), PAPER, RUNS),
    refused("a PDF with a file inside", "plan.pdf", 
            lambda: m.pdf_with(b"<</Type/EmbeddedFile>>stream\nMZ\nendstream"), PAPER, PACKS),
    refused("a PDF with a password", "plan.pdf", lambda: m.pdf_with(trailer=b"/Encrypt 9 0 R"), PAPER, LOCKED),
    refused("a PDF that unpacks to 60 MB", "plan.pdf", m.pdf_bomb, PAPER, TOO_MUCH),
    refused("a PDF that is a package too", "plan.pdf", lambda: m.pdf() + m.docx() + b"%%EOF", PAPER, NO_PAPER),
    refused("a PDF cut short", "plan.pdf", lambda: m.pdf()[:40], PAPER, NO_PAPER),
    refused("a web page before a PDF", "plan.pdf", lambda: files.HTML + m.pdf(), PAPER, NO_PAPER),
]  # fmt: skip
PACKAGES = [
    taken("a Word file", "plan.docx", m.docx, PAPER),
    taken("an OpenDocument file", "plan.odt", m.odt, PAPER),
    taken("a Word file with a link in it", "plan.docx", 
          lambda: m.relation("hyperlink", 'Target="https://e" TargetMode="External"'), PAPER),
    taken("a Word file with a chart and the figures behind it", "plan.docx",
          lambda: m.docx(**{"word/embeddings/Sheet1.xlsx": m.a_sheet()}), PAPER),
    taken("an OpenDocument file with a link in it", "plan.odt", lambda: m.odt_with('<text:a xlink:href="https://e"/>'), PAPER),
    taken("a Word file with a link whose address has a word of those that fetch", "plan.docx",
          lambda: m.fields("{", 'HYPERLINK "https://e/link"', "}"), PAPER),
    taken("a Word file with its page number", "plan.docx", lambda: m.docx(**{
        "word/document.xml": '<w:fldSimple xmlns:w="w" w:instr=" PAGE "/>'}), PAPER),
    taken("a Word file with two fields, one in the other", "plan.docx",
          lambda: m.fields("{", "IF ", "{", "PAGE", "|", "}", ' = "1"', "}", "}"), PAPER),
    taken("a Word file begun from a template on its writer's disk", "plan.docx",
          lambda: m.relation("attachedTemplate", r'Target="file:///C:\Our\letter.dotx" TargetMode="External"'), PAPER),
    taken("an OpenDocument file begun from one", "plan.odt",
          lambda: m.odt_with('<meta:template xlink:href="../../usr/share/letter.ott"/>', "meta.xml"), PAPER),
    taken("a Word file with a drawing of an older kind", "plan.docx", lambda: m.under_another_name("<xml><br></xml>"), PAPER),
    refused("a Word file with a macro", "plan.docm", lambda: m.docx(**{"word/vbaProject.bin": "x"}), PAPER, MACRO),
    refused("the same, the macro under another name", "plan.docx", lambda: m.package({
        "word/document.xml": "<d/>", "word/words.bin": "x",
        "[Content_Types].xml": '<Types><Override ContentType="application/vnd.ms-office.vbaProject"/></Types>'}), PAPER, MACRO),
    refused("a Word file with a control", "plan.docx", lambda: m.docx(**{"word/activeX/activeX1.bin": "x"}), PAPER, MACRO),
    refused("an OpenDocument file with a macro", "plan.odt", lambda: m.odt(**{"Basic/Standard/Module1.xml": "x"}), PAPER, MACRO),
    refused("an OpenDocument file that runs when it is opened", "plan.odt",
            lambda: m.odt_with('<script:event-listener xlink:href="vnd.sun.star.script:x"/>'), PAPER, MACRO),
    refused("a chart with a macro behind it", "plan.docx",
            lambda: m.docx(**{"word/embeddings/a.xlsx": m.a_sheet(**{"xl/vbaProject.bin": "x"})}), PAPER, MACRO),
    refused("a Word file whose template is elsewhere", "plan.docx",
            lambda: m.relation("attachedTemplate", 'Target="http://e/t.dotm" TargetMode="External"'), PAPER, FETCHES),
    refused("a Word file with a picture that tells who reads it", "plan.docx",
            lambda: m.relation("image", 'Target="http://e/p.png" TargetMode="External"'), PAPER, FETCHES),
    refused("the same, written in two bytes a letter", "plan.docx", lambda: m.docx(**{"word/_rels/a.rels": m.in_two_bytes(
        '<r><Relationship Type="x/oleObject" TargetMode="External"/></r>')}), PAPER, FETCHES),
    refused("a Word file with a field that asks another program", "a.docx", lambda: m.field("DDE", "AUTO cmd.exe"), PAPER, FETCHES),
    refused("a Word file with such a field in one piece", "plan.docx", lambda: m.docx(**{
        "word/document.xml": '<w:fldSimple xmlns:w="w" w:instr="INCLUDETEXT http://e"/>'}), PAPER, FETCHES),
    refused("the same, right behind another field", "plan.docx", lambda: m.fields("{", "PAGE", "}", "{", "DDE x"), PAPER, FETCHES),
    refused("the same, in pieces, with a field between", "plan.docx",
            lambda: m.fields("{", "D", "{", "PAGE", "}", "DE x", "}"), PAPER, FETCHES),
    refused("the same, spelled in numbers", "plan.docx",
            lambda: m.fields("{", "{", "QUOTE 68 68 69", "}", " x", "}"), PAPER, FETCHES),
    refused("the same, behind many blanks", "plan.docx", lambda: m.fields("{", " " * 20_000, " DDE x", "}"), PAPER, FETCHES),
    refused("the same, in a part whose name says nothing", "plan.docx", lambda: m.under_another_name(
        '<d xmlns:w="w"><w:fldChar w:fldCharType="begin"/><w:instrText>DDE x</w:instrText></d>'), PAPER, FETCHES),
    refused("a Word file whose template is on another machine", "plan.docx",
            lambda: m.relation("attachedTemplate", r'Target="file:///\\e\t.dotm" TargetMode="External"'), PAPER, FETCHES),
    refused("an OpenDocument file whose template is elsewhere", "plan.odt",
            lambda: m.odt_with('<meta:template xlink:href="https://e/t.ott"/>', "meta.xml"), PAPER, FETCHES),
    refused("an OpenDocument file that becomes another one", "plan.odt",
            lambda: m.odt_with('<meta:auto-reload xlink:href="https://e/"/>', "meta.xml"), PAPER, FETCHES),
    refused("an OpenDocument file with a part from the folder it lies in", "plan.odt",
            lambda: m.odt_with('<text:section-source xlink:href="../wages.odt"/>'), PAPER, FETCHES),
    refused("an OpenDocument file with a picture from elsewhere", "plan.odt",
            lambda: m.odt_with('<draw:image xlink:href="https://e/p.png"/>'), PAPER, FETCHES),
    refused("a Word file with a program inside", "plan.docx", lambda: m.docx(**{"word/media/image1.png": m.PROGRAM}), PAPER, PACKS),
    refused("a Word file with a package inside a package", "plan.docx", lambda: m.docx(**{"word/a.bin": m.nested()}), PAPER, PACKS),
    refused("a chart with a sheet in a sheet behind it", "plan.docx", lambda: m.docx(**{
        "word/embeddings/a.xlsx": m.a_sheet(**{"xl/embeddings/b.xlsx": m.a_sheet()})}), PAPER, PACKS),
    refused("a sheet behind a chart that is none", "plan.docx",
            lambda: m.docx(**{"word/embeddings/a.xlsx": m.package({"a": "b"})}), PAPER, PACKS),
    refused("a Word file that takes in a web page", "plan.docx", lambda: m.relation("aFChunk", 'Target="a.html"'), PAPER, PACKS),
    refused("a Word file that unpacks to 60 MB", "plan.docx", m.docx_bomb, PAPER, TOO_MUCH),
    refused("the same, and it says it is small", "plan.docx", m.docx_that_lies, PAPER, NO_PAPER),
    refused("an OpenDocument file whose first words are 60 MB", "plan.odt", m.the_mimetype_is_a_bomb, PAPER, TOO_MUCH),
    refused("a Word file with a password on its parts", "plan.docx", lambda: m.locked(m.docx()), PAPER, LOCKED),
    refused("an OpenDocument file with a password", "plan.odt",
            lambda: m.odt_with("<encryption-data/>", "META-INF/manifest.xml"), PAPER, LOCKED),
    refused("an older Word file, or one with a password", "plan.doc", lambda: m.OLE + bytes(600), PAPER, "older Word file"),
    refused("a Word file with words that multiply", "plan.docx", m.laughs, PAPER, NO_PAPER),
    refused("a Word file that writes outside its folder", "plan.docx", lambda: m.docx(**{"../../etc/x": "x"}), PAPER, NO_PAPER),
    refused("a Word file with two parts of one name", "plan.docx", m.twice_the_same_name, PAPER, NO_PAPER),
    refused("a program before a Word file", "plan.docx", lambda: m.PROGRAM + m.docx(), PAPER, NO_PAPER),
    refused("a web page behind a Word file", "plan.docx", lambda: m.docx() + files.HTML, PAPER, NO_PAPER),
    refused("a package of packages", "plan.zip", m.nested, PAPER, PACKS),
    refused("a packed file that would write outside its folder", "plan.docx", m.tar, PAPER, NO_PAPER),
    refused("a package that says it is a document and has no words", "plan.odt",
            lambda: m.package({"mimetype": documents.ODT}), PAPER, NO_PAPER),
]  # fmt: skip
SHEETS = [
    taken("a list kept as CSV", "log.csv", lambda: b"What we asked,What came of it\nBenches,Two\n", SHEET),
    taken("cells that would run in a spreadsheet", "log.csv", lambda: b"Asked\n=cmd|'/c calc'!A0\n@SUM(1)\n", SHEET),
    taken("a workbook", "log.xlsx", m.a_workbook, SHEET),
    refused("a workbook with a password", "log.xlsx", m.locked_workbook, SHEET, "has a password"),
    refused("a workbook with a macro", "log.xlsm", lambda: m.a_sheet(**{"xl/vbaProject.bin": "x"}), SHEET, "could not open"),
    refused("a workbook that unpacks to 60 MB", "log.xlsx", lambda: m.packed(
        [("[Content_Types].xml", "<T/>"), ("xl/workbook.xml", " " * 60_000_000)]), SHEET, "too large when it is opened"),
    refused("a web page called a list", "log.csv", lambda: files.HTML, SHEET, NO_SHEET),
]  # fmt: skip
NAMES = [
    taken("a name that climbs out of its folder", "../../../etc/cron.d/door.jpg", jpeg, PHOTO),
    taken("a name that climbs out of its folder, as Windows writes it", "..\\..\\windows\\door.jpg", jpeg, PHOTO),
    taken("a name with two endings", "door.jpg.exe", jpeg, PHOTO),
    taken("a name that reads backwards", "door\u202egpj.exe", jpeg, PHOTO),
    taken("a name with a null byte", "door.php\x00.jpg", jpeg, PHOTO),
    taken("the longest name a disk takes, in letters of three bytes", "ครบ" * 83 + ".jpg", jpeg, PHOTO),
    refused("a name of 5,000 letters, longer than any disk takes", "a" * 5000 + ".jpg", jpeg, PHOTO, NO_NAME),
    taken("a name that breaks lines", "door.jpg\r\nSet-Cookie: a=b", jpeg, PHOTO),
    taken("a name with a script in it", "<script>alert(1)</script>.pdf", m.pdf, PAPER),
    taken("a name of a list that reads backwards", "log\u202evsc.exe", lambda: b"Asked\nBenches\n", SHEET),
    refused("no name to speak of: as if nothing was sent", ".", jpeg, PHOTO, "Choose a photo"),
    refused("no bytes at all", "nothing.pdf", lambda: b"", PAPER, "Choose a file"),
    refused("only null bytes", "nothing.pdf", lambda: bytes(5000), PAPER, NO_PAPER),
    refused("a program", "setup.exe", lambda: m.PROGRAM, PAPER, NO_PAPER),
]  # fmt: skip
CORPUS = [*PHOTOS, *RECORDINGS, *PDFS, *PACKAGES, *SHEETS, *NAMES]
