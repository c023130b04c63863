"""A stream in frames: what was changed, cut off, swapped or read with another key is refused."""

import io
import os

import pytest

from coproduction.management import sealing

KEY, OTHER = "k" * 40, "o" * 40
SIZES = [0, 1, sealing.FRAME - 1, sealing.FRAME, sealing.FRAME + 1, 3 * sealing.FRAME + 7]


def written(content, key=KEY):
    file = io.BytesIO()
    out = sealing.Writer(file, key)
    for start in range(0, len(content), 300_000):
        out.write(content[start : start + 300_000])
    out.finish()
    return file.getvalue()


def read(content, key=KEY, at_once=500_000):
    reader, found = sealing.Reader(io.BytesIO(content), key), b""
    while piece := reader.read(at_once):
        found += piece
    reader.rest()
    return found


@pytest.mark.parametrize("key", [KEY, ""], ids=["sealed", "open"])
@pytest.mark.parametrize("size", SIZES)
def test_what_was_written_is_read(size, key):
    content = os.urandom(size)
    assert read(written(content, key), key) == content


def test_a_sealed_copy_shows_nothing_and_no_two_are_alike():
    words = b"what somebody said " * 100
    assert b"somebody" not in written(words) and written(words) != written(words)
    assert b"somebody" in written(words, "")


def test_without_the_key_or_with_another_it_is_refused_and_says_which():
    with pytest.raises(sealing.NoKey):
        read(written(b"words"), "")
    with pytest.raises(sealing.WrongKey):
        read(written(b"words"), OTHER)


@pytest.mark.parametrize(
    "content", [b"", b"hello", b"PK\3\4" + b"x" * 200, b"coproduction copy 2 sealed\n" + b"x" * 99]
)
def test_what_is_no_copy_is_refused(content):
    with pytest.raises(sealing.NotACopy):
        read(content)


@pytest.mark.parametrize("key", [KEY, ""], ids=["sealed", "open"])
def test_a_copy_that_ends_too_early_is_refused_wherever_it_ends(key):
    whole = written(os.urandom(2 * sealing.FRAME + 5), key)
    start = len(sealing.OPEN)
    for end in (start, start + 3, start + 40, start + 70, sealing.FRAME + 60, len(whole) - 30, len(whole) - 1):
        with pytest.raises(sealing.Damaged):
            read(whole[:end], key)


def test_a_copy_with_something_behind_it_is_refused():
    with pytest.raises(sealing.Damaged):
        read(written(b"words") + b"x")
    reader = sealing.Reader(io.BytesIO(written(b"words") + b"x"), KEY)
    with pytest.raises(sealing.Damaged):
        reader.rest()


def test_one_bit_that_is_not_as_it_was_is_seen():
    whole = written(b"words that matter")
    for place in range(len(sealing.SEALED) + sealing.SALT + sealing.CHECK, len(whole)):
        changed = bytearray(whole)
        changed[place] ^= 1
        with pytest.raises(sealing.Damaged):
            read(bytes(changed))


def test_frames_that_were_swapped_are_seen():
    whole = written(bytes(3 * sealing.FRAME))
    start, long = len(sealing.SEALED) + sealing.SALT + sealing.CHECK, 5 + sealing.FRAME + 16
    first, second, rest = whole[start : start + long], whole[start + long : start + 2 * long], whole[start + 2 * long :]
    assert read(whole[:start] + first + second + rest) == bytes(3 * sealing.FRAME)
    for changed in (second + first + rest, first + rest, first + first + rest):
        with pytest.raises(sealing.Damaged):
            read(whole[:start] + changed)
