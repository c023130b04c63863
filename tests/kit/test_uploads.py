"""A file on its way in, where there is no place to put it."""

import os

import pytest
from django.core.exceptions import RequestDataTooBig, TooManyFilesSent, ValidationError
from django.core.files import temp
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from coproduction.kit import uploads
from coproduction.kit.filing import NotKept


def comes_in(*chunks):
    handler, at = uploads.Uploads(), 0
    handler.new_file("file", "plan.pdf", "application/pdf", None)
    for chunk in chunks:
        handler.receive_data_chunk(chunk, at)
        at += len(chunk)
    return handler.file_complete(at)


def test_a_file_comes_in_whole():
    with comes_in(b"%PDF-", b"1.4") as file:
        assert (file.read(), file.size, file.name) == (b"%PDF-1.4", 8, "plan.pdf")


def test_without_a_place_for_it_whoever_asks_for_its_bytes_reads_why(settings, tmp_path):
    settings.FILE_UPLOAD_TEMP_DIR = str(tmp_path / "not here")
    file = comes_in(b"%PDF-", b"1.4")
    assert file.name == "plan.pdf" and file.size == 1, "a form that asks whether it is empty goes on to its bytes"
    with pytest.raises(ValidationError, match=NotKept().sentence):
        file.read()


def test_a_disk_that_is_full_on_the_way_lets_go_of_the_half_it_holds():
    handler = uploads.Uploads()
    handler.new_file("file", "plan.pdf", "application/pdf", None)
    handler.file.file.close()
    handler.file.file = open("/dev/full", "wb", buffering=0)  # noqa: SIM115 (a disk without room)
    handler.receive_data_chunk(b"%PDF-", 0)
    handler.receive_data_chunk(b"1.4", 5)
    assert isinstance(handler.file_complete(8), uploads.NoRoom) and handler.file.file.closed


def test_a_browser_that_goes_away_leaves_nothing_behind():
    handler = uploads.Uploads()
    handler.new_file("file", "plan.pdf", "application/pdf", None)
    path = handler.file.temporary_file_path()
    handler.upload_interrupted()
    assert not os.path.exists(path)


# --- how much, and under which name ---


@pytest.fixture
def on_its_way_in(settings, tmp_path, monkeypatch):
    """Every path that a file was ever written to on its way in."""
    settings.FILE_UPLOAD_TEMP_DIR, written, opened = str(tmp_path), [], temp.NamedTemporaryFile

    def seen(*args, **kwargs):
        file = opened(*args, **kwargs)
        written.append(file.name)
        return file

    monkeypatch.setattr(temp, "NamedTemporaryFile", seen)
    return written


def a_file(megabytes, name="plan.pdf"):
    return SimpleUploadedFile(name, bytes(megabytes * 1024 * 1024), "application/pdf")


def test_a_stranger_fills_no_disk_not_even_with_a_page_that_is_not_there(db, on_its_way_in):
    for path in ("/no-such-page/", "/sign-in/", "/help/"):
        answer = Client(raise_request_exception=False).post(
            path, {"file": a_file(30)}, headers={"Sec-Fetch-Site": "same-origin"}
        )
        assert answer.status_code in (200, 302, 404, 405)
    assert on_its_way_in == []


def test_what_is_far_too_large_is_answered_before_it_is_read(db, on_its_way_in, rf):
    answer = Client(raise_request_exception=False).post("/sign-in/", {"file": a_file(51)})
    assert answer.status_code == 400 and "That was too much" in answer.content.decode()
    with pytest.raises(RequestDataTooBig):
        rf.post("/", {"words": "We waited.", "file": a_file(51)}).POST  # noqa: B018
    assert on_its_way_in == []


def test_words_beside_a_file_that_is_too_large_are_still_there_and_the_form_reads_why(rf, on_its_way_in):
    request = rf.post("/", {"words": "We waited.", "file": a_file(13)})
    assert request.POST["words"] == "We waited." and on_its_way_in == []
    with pytest.raises(ValidationError, match="too large for us"):
        request.FILES["file"].read()
    small = rf.post("/", {"words": "We waited.", "file": a_file(1)})
    assert small.FILES["file"].size == 1024 * 1024 and len(on_its_way_in) == 1, "the one that fits is written"


def test_many_files_at_once_are_refused(rf, on_its_way_in):
    with pytest.raises(TooManyFilesSent):
        rf.post("/", {f"file {n}": a_file(1) for n in range(4)}).FILES  # noqa: B018
    assert not any(os.path.exists(path) for path in on_its_way_in)


def test_what_a_sender_calls_a_file_is_not_in_its_path(rf, on_its_way_in):
    called = "plan.$(touch x);.exe"
    request = rf.post("/", {"file": a_file(1, called)})
    assert request.FILES["file"].name == called
    assert os.path.basename(on_its_way_in[0]).endswith(".upload")


def test_a_browser_that_goes_away_in_a_file_that_is_not_written_breaks_nothing():
    handler = uploads.Uploads()
    handler.upload_interrupted()
    handler.handle_raw_input(None, {}, uploads.MOST_BYTES + 1, b"")
    handler.new_file("file", "plan.pdf", "application/pdf", None)
    handler.upload_interrupted()
    assert handler.file.closed
