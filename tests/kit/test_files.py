"""Photos and recordings from real bytes: what they leave behind, and what is not one. And the scanner that must answer."""

import os

import pytest

from coproduction.kit import photos, scanner, sounds
from tests.feedback.attachments import files


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
def test_a_photo_keeps_the_picture_the_right_way_up_and_nothing_else(kind):
    content = files.photo(kind)
    assert files.WHERE.encode() in content
    drawn = photos.drawn_anew(content)
    picture = files.picture_of(drawn.content)
    assert (picture.format, picture.size) == (kind, (32, 64))
    assert drawn.content_type == photos.KINDS[kind] and photos.looks_like_one(drawn.content)
    assert dict(picture.getexif()) == {} and not {"exif", "xmp", "comment"} & set(picture.info)
    assert files.WHERE.encode() not in drawn.content


def test_a_comment_and_what_hangs_behind_a_photo_are_left_out():
    drawn = photos.drawn_anew(files.photo(comment=files.WHERE) + files.HTML)
    assert files.WHERE.encode() not in drawn.content and b"<script>" not in drawn.content


def test_what_is_see_through_stays_so_and_what_is_large_becomes_smaller():
    made = files.io.BytesIO()
    files.Image.new("RGBA", (3000, 10), (0, 0, 0, 0)).save(made, "PNG")
    picture = files.picture_of(photos.drawn_anew(made.getvalue()).content)
    assert picture.mode == "RGBA" and picture.width == photos.LARGEST


@pytest.mark.parametrize(
    "content",
    [b"", files.HTML, files.SVG, files.photo()[:200], b"GIF89a" + bytes(50), b"\x89PNG\r\n\x1a\n" + bytes(90)],
)
def test_what_is_no_photo_is_refused(content):
    with pytest.raises(photos.NotAPhoto):
        photos.drawn_anew(content)


def test_a_picture_that_claims_to_be_enormous_is_refused_before_it_is_unpacked():
    assert len(files.bomb()) < 1000
    with pytest.raises(photos.NotAPhoto):
        photos.drawn_anew(files.bomb())


def test_a_picture_just_above_the_limit_is_refused_by_its_size(monkeypatch):
    monkeypatch.setattr(photos, "MOST_POINTS", 1000)
    with pytest.raises(photos.TooManyPoints):
        photos.drawn_anew(files.photo())


@pytest.mark.parametrize(
    ("content", "kind"),
    [
        (files.wav(), "audio/wav"),
        (files.wav(note=False), "audio/wav"),
        (files.mp3(), "audio/mpeg"),
        (files.mp3(note=False), "audio/mpeg"),
        (files.m4a(), "audio/mp4"),
        (files.opus(), "audio/ogg"),
    ],
)
def test_a_recording_keeps_the_sound_and_no_notes(content, kind):
    assert sounds.looks_like_one(content)
    bare = sounds.without_notes(content)
    assert bare.content_type == kind and files.WHERE.encode() not in bare.content
    assert sounds.without_notes(bare.content).content_type == kind


def test_notes_in_a_recording_are_there_to_begin_with():
    for content in (files.wav(), files.mp3(), files.m4a(), files.opus()):
        assert files.WHERE.encode() in content


@pytest.mark.parametrize(
    "content",
    [
        b"", files.HTML, files.photo(), b"OggS" + bytes(100), b"ID3\x03" + bytes(200), b"\xff\xfb" + bytes(20),
        b"RIFF\x10\0\0\0WAVEdata\0\0\0\0", files.wav(note=False)[:30], files.wav(frames=0), files.m4a()[:60],
        files.atom(b"ftyp", b"M4A \0\0\0\0") + b"\0\0\0\4moov", files.atom(b"ftyp", b"M4A \0\0\0\0"),
        files.atom(b"ftyp", b"M4A \0\0\0\0") + b"\0\0\0\1mdat" + b"\0\0\0\0\0\0\0\x10" + b"\0\0\0\0uuid",
    ],
)  # fmt: skip
def test_what_cannot_be_played_is_refused(content):
    with pytest.raises(sounds.NotASound):
        sounds.without_notes(content)


def test_a_film_is_not_a_recording():
    with pytest.raises(sounds.IsAFilm):
        sounds.without_notes(files.m4a(film=True))


def program(tmp_path, does):
    path = tmp_path / "scanner"
    path.write_text(f"#!/bin/sh\n{does}\n")
    path.chmod(0o700)
    return str(path)


def test_a_scanner_that_says_clean_or_none_lets_a_file_pass(tmp_path):
    looked_at = tmp_path / "file"
    looked_at.write_text("clean")
    assert scanner.scan(program(tmp_path, 'grep -q clean "$1"'), looked_at) is True
    assert scanner.scan("", looked_at) is False and scanner.scan("none", looked_at) is False


def test_what_the_scanner_finds_harmful_is_refused(tmp_path):
    with pytest.raises(scanner.Harmful):
        scanner.scan(program(tmp_path, "exit 1"), tmp_path / "file")


@pytest.mark.parametrize("does", ["exit 2", "kill -9 $$", "exec sleep 5"])
def test_a_scanner_that_gives_no_answer_lets_nothing_pass(tmp_path, does, monkeypatch):
    monkeypatch.setattr(scanner, "SECONDS", 1)
    with pytest.raises(scanner.NotScanned):
        scanner.scan(program(tmp_path, does), tmp_path / "file")


def test_a_scanner_that_is_not_there_or_may_not_run_lets_nothing_pass(tmp_path):
    plain = tmp_path / "plain"
    plain.write_text("no program")
    os.chmod(plain, 0o600)
    for missing in ("/no/such/scanner", str(plain)):
        with pytest.raises(scanner.NotScanned):
            scanner.scan(missing, tmp_path / "file")
