"""The file is read as it was written; a line whose writer was stopped counts for nothing, and any other odd line is told."""

import stat
from datetime import UTC, datetime

import pytest

from groups.erased import operations, queries
from groups.erased.queries import Line, State

HEAD = (230, "ab" * 32)
OLD = "7 2026-11-18T10:00:00+00:00\n"


@pytest.fixture(autouse=True)
def own_list(settings, tmp_path):
    settings.ERASURES_FILE = tmp_path / "kept" / "erasures.txt"


def remember(number, links, now):
    operations.remember(number=number, links=links, head=HEAD, now=now)


def written():
    return queries.path().read_text()


def test_what_was_written_is_read_again(now):
    remember(7, [15, 3, 12, 14, 13, 3], now)
    remember(8, [], now)
    assert " links 3,12-15 of 230 " in written() and " links - of 230 " in written()
    assert queries.lines() == [Line(7, now, frozenset({3, 12, 13, 14, 15}), *HEAD), Line(8, now, frozenset(), *HEAD)]
    assert stat.S_IMODE(queries.path().stat().st_mode) == 0o600


def test_where_the_chain_has_no_link_yet_it_is_written_all_the_same(now):
    operations.remember(number=7, links=[], head=(0, ""), now=now)
    assert queries.lines() == [Line(7, now, frozenset(), 0, "0" * 64)]


def test_a_line_from_before_links_were_named_is_read_too():
    assert queries.lines(OLD) == [Line(7, datetime(2026, 11, 18, 10, tzinfo=UTC))]


def test_without_a_list_there_is_no_line():
    assert queries.lines() == [] and queries.state() is None


def test_a_line_cut_off_anywhere_counts_for_nothing_and_the_next_one_stands_by_itself(now):
    remember(218, [3, 218], now)
    whole = written()
    cut = 0
    for length in range(1, len(whole) - 1):
        queries.path().write_text(whole[:length])
        before = queries.lines()
        assert all(not one.links and not one.digest for one in before), "half a line excuses no link"
        remember(9, [5], now)
        assert queries.lines() == [*before, Line(9, now, frozenset({5}), *HEAD)]
        cut += not before
    assert cut > 100


def test_a_last_line_that_is_whole_but_for_its_end_counts(now):
    remember(7, [3], now)
    queries.path().write_text(written().rstrip("\n"))
    assert [one.number for one in queries.lines()] == [7]
    remember(8, [], now)
    assert [one.number for one in queries.lines()] == [7, 8]


@pytest.mark.parametrize(
    "odd",
    [
        "seven 2026-11-18T10:00:00+00:00", "7", "7 yesterday", "7 2026-11-18T10:00:00",
        f"7 2026-11-18T10:00:00+00:00 links 12-900000000000 of 230 {'ab' * 32}",
        f"7 2026-11-18T10:00:00+00:00 links 231 of 230 {'ab' * 32}",
        f"7 2026-11-18T10:00:00+00:00 links 3-4-5 of 230 {'ab' * 32}",
        "7 2026-11-18T10:00:00+00:00 links 3 of 230 abab",
    ],
)  # fmt: skip
def test_an_odd_line_is_told_by_its_number(odd):
    with pytest.raises(queries.NotReadable, match="Line 2 "):
        queries.lines(f"{OLD}{odd}\n{OLD}")


def test_half_a_line_that_was_not_taken_stops_the_erasure(now, monkeypatch):
    monkeypatch.setattr("os.write", lambda file, said: len(said) - 1)
    with pytest.raises(OSError, match="whole line"):
        remember(7, [3], now)


def test_a_list_is_begun_once_and_never_emptied(now):
    operations.begin()
    assert written() == "" and queries.there()
    remember(7, [], now)
    before = written()
    operations.begin()
    assert written() == before


def test_what_stands_for_the_list_stays_while_it_grows(now):
    operations.begin()
    assert queries.state().lines == 0
    remember(7, [3], now)
    one = queries.state()
    remember(8, [4], now)
    assert one == queries.state(1) != queries.state()
    assert isinstance(one, State) and queries.state(3) is None
    queries.path().write_text(written().replace("7 ", "6 ", 1))
    assert queries.state(1) != one


def test_only_a_list_that_ends_with_an_old_line_is_told_where_naming_begins(now):
    operations.begin()
    operations.name_from_now_on(head=HEAD, now=now)
    assert written() == ""
    queries.path().write_text(OLD)
    for _ in range(2):
        operations.name_from_now_on(head=HEAD, now=now)
    assert [one.number for one in queries.lines()] == [7, operations.NOBODY]
