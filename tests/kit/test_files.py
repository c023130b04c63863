"""Photos and recordings from real bytes: what they leave behind, and what is not one. And the scanner that must answer."""

import os
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor

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


@pytest.mark.parametrize(
    ("kind", "more", "width"),
    [("PNG", {}, 4001), ("WEBP", {}, 4001), ("JPEG", {"progressive": True}, 4001), ("JPEG", {}, 12_501)],
)
def test_a_picture_just_above_the_limit_of_its_kind_is_refused_by_its_size(kind, more, width):
    with pytest.raises(photos.TooManyPoints):
        photos.drawn_anew(files.plain("L", kind, (width, 4000), **more))


@pytest.mark.parametrize(
    ("mode", "kind", "size", "more", "most"),
    [
        ("LA", "PNG", (4000, 4000), {}, 240),
        ("P", "PNG", (4000, 4000), {}, 240),
        ("RGBA", "WEBP", (4000, 4000), {}, 380),
        ("RGB", "JPEG", (8160, 6120), {}, 150),
        ("RGB", "JPEG", (12_000, 4000), {}, 100),
        ("RGB", "JPEG", (4000, 4000), {"progressive": True}, 220),
    ],
)
def test_a_small_file_of_many_points_takes_little_memory(tmp_path, mode, kind, size, more, most):
    """Megabytes, in a process of its own. Before it was made small first, the fifth took 624 and the third 434."""
    path = tmp_path / "picture"
    path.write_bytes(files.plain(mode, kind, size, **more))
    drawn = (
        "import resource, sys; from pathlib import Path; from coproduction.kit import photos\n"
        "taken = lambda: resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024\n"
        "photos.drawn_anew(__import__('tests.feedback.attachments.files').feedback.attachments.files.photo())\n"
        "content, before = Path(sys.argv[1]).read_bytes(), taken()\n"
        "photos.drawn_anew(content); print(taken() - before)"
    )
    said = subprocess.run([sys.executable, "-c", drawn, path], capture_output=True, text=True, check=True)
    assert int(said.stdout) < most


def test_a_large_photo_that_lies_on_its_side_is_made_small_and_stands_upright():
    picture = files.picture_of(photos.drawn_anew(files.photo(size=(6000, 3000))).content)
    assert picture.size == (photos.LARGEST // 2, photos.LARGEST)
    picture = files.picture_of(photos.drawn_anew(files.photo("PNG", size=(4000, 2000))).content)
    assert picture.size == (photos.LARGEST // 2, photos.LARGEST)


def test_letters_in_a_picture_with_a_list_of_colours_are_not_torn():
    lines = files.Image.frombytes("1", (4000, 8), b"\xcc" * 4000).convert("P")
    made = files.io.BytesIO()
    lines.save(made, "PNG")
    picture = files.picture_of(photos.drawn_anew(made.getvalue()).content)
    assert picture.width == photos.LARGEST and len(set(picture.convert("L").tobytes())) > 2


def test_one_picture_at_a_time_is_drawn():
    with ThreadPoolExecutor(1) as others, photos._one_at_a_time:
        second = others.submit(photos.drawn_anew, files.photo())
        with pytest.raises(TimeoutError):
            second.result(timeout=0.2)
        photos._one_at_a_time.release()
        assert second.result(timeout=10).content_type == "image/jpeg"
        photos._one_at_a_time.acquire()


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


def test_a_scanner_is_given_up_before_the_server_and_the_proxy_give_up_the_page():
    assert scanner.SECONDS <= 25  # gunicorn after 30, proxies after 60


def test_a_scanner_that_is_not_there_or_may_not_run_lets_nothing_pass(tmp_path):
    plain = tmp_path / "plain"
    plain.write_text("no program")
    os.chmod(plain, 0o600)
    for missing in ("/no/such/scanner", str(plain)):
        with pytest.raises(scanner.NotScanned):
            scanner.scan(missing, tmp_path / "file")
