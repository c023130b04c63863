"""A document somebody sends: PDF, Word (docx) or OpenDocument text (odt), told by its content, never by its name.

It stays as it was sent, so whatever is in it besides words and pictures is refused: see `packages` and `pdfs`.
"""

from coproduction.kit import packages, pdfs
from coproduction.kit.packages import HoldsAProgram, NotADocument
from coproduction.kit.refusals import Refusal

__all__ = ["DOCX", "ODT", "PDF", "HoldsAProgram", "NotADocument", "OldWord", "content_type_of"]
PDF = "application/pdf"
DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
ODT = "application/vnd.oasis.opendocument.text"
OLD_OFFICE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"


class OldWord(Refusal):
    """This is an older Word file (doc), or has a password. Save it as Word (docx) or PDF without a password and send that."""


def content_type_of(content: bytes) -> str:
    """Which of the three it is."""
    if content.startswith(OLD_OFFICE):
        raise OldWord()
    try:
        if content.startswith(b"%PDF-"):
            pdfs.looked_through(content)
            return PDF
        return _package(content)
    except Refusal:
        raise
    except Exception as error:  # zipfile and expat have many ways of saying that bytes are no package
        raise NotADocument() from error


def _package(content: bytes) -> str:
    names = packages.looked_through(content)
    if {"word/document.xml", "[Content_Types].xml"} <= names:
        return DOCX
    if {"mimetype", "content.xml"} <= names and packages.part(content, "mimetype").strip() == ODT.encode():
        return ODT
    raise NotADocument()
