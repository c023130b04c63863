"""A file on its way in, where there is no place to put it."""

import os

import pytest
from django.core.exceptions import ValidationError

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
