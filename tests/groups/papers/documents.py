"""Small real documents, and some that only pretend."""

import io
import zipfile

from coproduction.kit import documents


def pdf(words="Hello"):
    return f"%PDF-1.4\n% {words}\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n".encode()


def package(parts):
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as file:
        for name, words in parts.items():
            file.writestr(name, words)
    return made.getvalue()


def docx(**more):
    return package({"[Content_Types].xml": "<Types/>", "word/document.xml": "<document/>", **more})


def odt(**more):
    return package({"mimetype": documents.ODT, "content.xml": "<office/>", **more})
