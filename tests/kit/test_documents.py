"""Documents are told by their content, whatever they are called."""

import io
import zipfile
from datetime import timedelta

import pytest

from coproduction.kit import documents, packages
from coproduction.kit.filing import Folder
from tests.groups.papers.documents import docx, odt, package, pdf


def test_each_kind_is_told_by_its_content():
    assert documents.content_type_of(pdf()) == documents.PDF
    assert documents.content_type_of(docx()) == documents.DOCX
    assert documents.content_type_of(odt()) == documents.ODT


@pytest.mark.parametrize(
    "content",
    [
        b"%PDF-1.7 cut short",
        b"<html><script>alert(1)</script></html>",
        b"MZ\x90\x00 a program",
        b"PK\x03\x04 broken",
        package({"word/document.xml": "no list of contents"}),
        package({"mimetype": "application/zip", "content.xml": ""}),
        package({"mimetype": documents.ODT}),
        package({"a.txt": "words"}),
        b"",
    ],
)
def test_what_only_pretends_is_refused(content):
    with pytest.raises(documents.NotADocument):
        documents.content_type_of(content)


@pytest.mark.parametrize(
    "part", ["word/vbaProject.bin", "word/VBAPROJECT.BIN", "Basic/Standard/Module1.xml", "Scripts/a.py"]
)
def test_a_document_with_a_program_in_it_is_refused(part):
    for made in (docx, odt):
        with pytest.raises(documents.HoldsAProgram):
            documents.content_type_of(made(**{part: "x"}))


def test_a_package_of_countless_parts_is_refused(monkeypatch):
    monkeypatch.setattr(packages, "MOST_PARTS", 2)
    with pytest.raises(documents.NotADocument):
        documents.content_type_of(docx(a="", b=""))


def test_a_bomb_is_not_unpacked_beyond_the_limit():
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as made_of:
        made_of.writestr("mimetype", documents.ODT + " " * packages.MOST_UNPACKED)
        made_of.writestr("content.xml", "")
    assert len(made.getvalue()) < 100_000
    with pytest.raises(packages.UnpacksTooMuch):
        documents.content_type_of(made.getvalue())


def test_a_private_folder_keeps_a_file_apart_until_it_settles(settings, tmp_path, now):
    settings.MEDIA_ROOT = tmp_path
    folder, key = Folder("papers"), "abcdef01-1111-4111-8111-111111111111"
    assert folder.clear_up(lambda key: True, now) == 0 and folder.find(key) is None
    path = folder.write(key, b"words", now)
    assert path.stat().st_mode & 0o077 == 0
    stray = folder.write("notes.txt", b"not ours", now)
    assert folder.find(key) == path
    assert folder.clear_up(lambda key: True, now) == 1, "what has a row moves; the other may still get one"
    assert folder.clear_up(lambda key: True, now + timedelta(hours=2)) == 1 and not stray.exists()
    folder.settle(key)
    assert folder.find(key) == tmp_path / "papers" / "ab" / key
    folder.delete(key)
    folder.delete(key)
    assert folder.find(key) is None
