from pathlib import Path

import pytest
from django.core.cache import cache

from coproduction.kit import tries

pytestmark = pytest.mark.django_db
SAM = "sam.hill@example.org"
SAME = ["sam.hill@example.org", "SAM.HILL@EXAMPLE.ORG", "samhill@example.org", "s.a.m.h.i.l.l@example.org",
        "ｓａｍ．ｈｉｌｌ＠ｅｘａｍｐｌｅ．ｏｒｇ", " Sam.Hill@Example.org. ", "sam.hill+shop@example.org", "ſam.hill@example.org",
        "sam\u200b.hill@example.org", "ＳＡＭhill@example.org"]  # fmt: skip


@pytest.mark.parametrize("written", SAME)
def test_capitals_widths_dots_and_what_stands_behind_a_plus_make_no_other_name(written):
    assert tries.one_name(written) == "samhill@example.org"


@pytest.mark.parametrize(
    "other", ["sam.hill@example.com", "pam.hill@example.org", "sam.hill@mail.example.org", "", "@"]
)
def test_somebody_else_is_somebody_else(other):
    assert tries.one_name(other) != "samhill@example.org"


def guess(address=SAM, place="192.0.2.1", known=""):
    return tries.counted("password", address=address, place=place, known=known)


def test_the_sixth_guess_is_refused_however_the_name_is_written():
    assert [guess(address) is not None for address in SAME[:6]] == [True] * 5 + [False]


def test_strangers_use_up_the_tries_of_strangers_and_not_those_of_a_browser_that_was_here_before():
    places = [f"192.0.2.{number}" for number in range(40)]
    got_through = [guess(place=place) for place in places]
    assert sum(one is not None for one in got_through) == 10  # from however many places
    assert guess(place="198.51.100.1") is None
    assert guess(place="198.51.100.1", known="the owner's") is not None


def test_whoever_holds_a_browser_that_was_here_before_cannot_guess_without_end_either():
    assert [guess(known="the owner's") is not None for _ in range(6)] == [True] * 5 + [False]


def test_one_place_alone_cannot_use_up_what_all_strangers_have_in_a_day():
    limit = tries.LIMITS["password"]
    day = {seconds: most for most, seconds in limit.strangers}[tries.DAY]
    assert {seconds: most for most, seconds in limit.one}[tries.DAY] < day / 2
    for kind in tries.LIMITS.values():
        for (mine, seconds), (theirs, same) in zip(kind.one[-1:], kind.strangers[-1:], strict=True):
            assert seconds == same and mine < theirs


def test_one_place_that_tries_many_names_is_stopped():
    assert sum(guess(f"n{number}@example.org") is not None for number in range(20)) == 10


def test_the_right_one_is_taken_back_and_counts_as_no_guess():
    for _ in range(8):
        tries.take_back(guess())
    assert guess() is not None


def test_letters_of_different_kinds_are_counted_apart():
    for _ in range(3):
        assert tries.counted("code", address=SAM, place="192.0.2.1") is not None
    assert tries.counted("code", address=SAM, place="192.0.2.1") is None
    assert tries.counted("new password", address=SAM, place="192.0.2.1") is not None
    cache.clear()
    assert tries.counted("code", address=SAM, place="192.0.2.1") is not None


SAID = {60: "a minute", 300: "in 5 minutes", 3600: "an hour", 86400: "a day"}


def as_said(times):
    return ", ".join(f"{most} {SAID[seconds]}" for most, seconds in times) or "–"


@pytest.mark.parametrize("what", tries.LIMITS)
def test_the_readme_says_how_often(what):
    limit = tries.LIMITS[what]
    row = " | ".join([what, as_said(limit.one), as_said(limit.strangers), as_said(limit.place)])
    assert f"| {row} |" in (Path(__file__).resolve().parents[2] / "README.md").read_text()
