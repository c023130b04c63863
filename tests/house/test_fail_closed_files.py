"""The scanner, the mail server or the disk is away, full, slow or odd: no file is kept unlooked at, letters wait, words stay."""

# --- the scanner ---

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from coproduction.kit import scanner
from feedback.attachments.models import Attachment
from groups.notices import delivery
from groups.notices import operations as notices
from groups.notices.models import Letter
from groups.papers.models import Paper
from tests.feedback.attachments import files
from tests.feedback.gathering import pieces
from tests.groups.papers.documents import pdf
from tests.house import faulty
from tests.house.faulty import MINE, asks, at, plain


@pytest.fixture
def folder(settings, tmp_path):
    settings.MEDIA_ROOT, settings.FILE_SCANNER = tmp_path / "media", ""
    return tmp_path / "media"


def adds_a_paper(cast):
    typed = {"title": "Plan", "summary": MINE, "text": "", "item": "", "file": SimpleUploadedFile("a.pdf", pdf())}
    return asks(cast.okoro.client, "post", at(cast, "add_paper"), typed)


@pytest.mark.parametrize(
    ("fault", "does"),
    [
        ("13 it is dead", "kill -9 $$"),
        ("14 it never ends", "exec sleep 30"),
        ("15 it says something odd", "echo clean; exit 77"),
        ("16 it may not run", None),
    ],
)
def test_the_scanner_does_not_answer_so_no_file_is_kept(cast, folder, settings, tmp_path, monkeypatch, fault, does):
    monkeypatch.setattr(scanner, "SECONDS", 1)
    program = tmp_path / "scanner"
    program.write_text(f"#!/bin/sh\n{does}\n")
    program.chmod(0o700 if does else 0o600)
    settings.FILE_SCANNER = str(program)
    answer = adds_a_paper(cast)
    assert answer.status_code == 200 and "We could not check this file just now" in plain(answer)
    assert "which door was open." in plain(answer) and not Paper.objects.exists()
    assert [one for one in folder.rglob("*") if one.is_file()] == []


# --- mail ---


@pytest.mark.parametrize(("fault", "says"), [("17 nobody is there", None), ("18 it says something odd", b"\x00\xff what?\r\n"),
                                             ("19 it is shutting down", b"421 4.3.2 going down\r\n")])  # fmt: skip
def test_the_mail_server_takes_nothing_so_every_letter_waits(cast, now, settings, fault, says):
    notices.post("groups/notices/emails/note", to=cast.sam.person, key="k", at=now)
    with faulty.Quiet(says or b"") as server:
        port = faulty.closed_port() if says is None else server.port
        settings.EMAIL_URL, settings.EMAIL_HOST, settings.EMAIL_PORT = f"smtp://127.0.0.1:{port}", "127.0.0.1", port
        settings.EMAIL_TIMEOUT = 2
        assert dict(delivery.send_due(lambda: now)) == {"failed": 1}
    waits = Letter.objects.get()
    assert (waits.state, waits.finished_at) == ("PENDING", None) and waits.due_at > now


# --- the disk ---


def adds_a_photo(cast, post, content=None):
    typed = {"file": SimpleUploadedFile("a.jpg", content or files.photo()), "description": MINE}
    return asks(cast.sam.client, "post", at(cast, "attach_to_post", post_id=post.pk), typed)


def test_20_the_folder_of_files_is_not_there(cast, now, folder):
    folder.write_text("where the disk should be")
    answer = adds_a_photo(cast, pieces.named(cast, now))
    assert answer.status_code == 200 and "We have no place to keep this file just now" in plain(answer)
    assert "which door was open." in plain(answer) and not Attachment.objects.exists()


def test_21_the_disk_is_full(cast, now, folder):
    post = pieces.named(cast, now)
    with faulty.no_room_for_files():
        answer = adds_a_photo(cast, post, files.photo())
    no_room_is_said(answer, folder)


def no_room_is_said(answer, folder):
    assert answer.status_code == 200 and "We have no place to keep this file just now" in plain(answer)
    assert "which door was open." in plain(answer) and not Attachment.objects.exists()
    assert [one for one in folder.rglob("*") if one.is_file()] == []


# --- broken on purpose ---


def test_a_scanner_whose_silence_counts_as_clean_would_be_seen(cast, folder, settings, monkeypatch):
    settings.FILE_SCANNER = "/no/such/scanner"
    monkeypatch.setattr(scanner, "scan", lambda program, path: True)
    assert adds_a_paper(cast).status_code == 302 and Paper.objects.exists()
