"""A document somebody sends: PDF, Word (docx) or OpenDocument text (odt), told by its content, never by its name.

Nothing in it is unpacked but the few bytes that say what it is. Whatever carries a program in it is refused.
"""

import io
import zipfile

from coproduction.kit.refusals import Refusal

PDF = "application/pdf"
DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
ODT = "application/vnd.oasis.opendocument.text"
MOST_PARTS = 5000  # a document with more files in it is none


class NotADocument(Refusal):
    """We could not read this document. Send it as PDF, Word (docx) or OpenDocument (odt)."""


class HoldsAProgram(Refusal):
    """This document has a macro in it: a small program. Save it without macros and send it again."""


def content_type_of(content: bytes) -> str:
    """Which of the three it is."""
    if content.startswith(b"%PDF-") and b"%%EOF" in content[-2048:]:
        return PDF
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as package:
            return _package(package)
    except Refusal:
        raise
    except Exception as error:  # zipfile has many ways of saying that bytes are no package
        raise NotADocument() from error


def _package(package) -> str:
    names = package.namelist()
    if len(names) > MOST_PARTS:
        raise NotADocument()
    if any(name.lower().endswith("vbaproject.bin") or name.startswith(("Basic/", "Scripts/")) for name in names):
        raise HoldsAProgram()
    if "word/document.xml" in names and "[Content_Types].xml" in names:
        return DOCX
    with package.open("mimetype") as said:
        if said.read(100).strip() == ODT.encode() and "content.xml" in names:
            return ODT
    raise NotADocument()
