"""Adding to the list. What is written is on the disk before we go on: only then may the erasure count."""

import os
from collections.abc import Iterable
from datetime import datetime

from groups.erased import queries

NO_DIGEST = "0" * 64  # where the chain has no link yet
NOBODY = 0  # no person has this number


def remember(*, number: int, links: Iterable[int], head: tuple[int, str], now: datetime) -> None:
    """An erasure, before it counts. If it does not happen after all, its line excuses nothing, because the person is still
    there; when it is done again, so is the line."""
    position, digest = head
    _add(f"{number} {now.isoformat()} links {queries.ranges(links)} of {position} {digest or NO_DIGEST}\n")


def name_from_now_on(*, head: tuple[int, str], now: datetime) -> None:
    """A list from before links were named: what happens after this link is not taken on trust any more."""
    listed = queries.lines()
    if listed and not listed[-1].digest:
        remember(number=NOBODY, links=(), head=head, now=now)


def begin() -> None:
    """An empty list, so that one that is missing means something. One that is there stays as it is."""
    _add("")


def _add(line: str) -> None:
    """In one piece, so that two who write at once do not mix. A line that was cut off is marked and stays by itself."""
    path = queries.path()
    path.parent.mkdir(parents=True, exist_ok=True)
    file = os.open(path, os.O_CREAT | os.O_RDWR | os.O_APPEND, 0o600)
    try:
        said = (_ending(file) + line if line else "").encode()
        if os.write(file, said) != len(said):
            raise OSError(f"The list of erasures at {path} did not take a whole line.")
        os.fsync(file)
    finally:
        os.close(file)


def _ending(file: int) -> str:
    size = os.fstat(file).st_size
    last = os.pread(file, size, max(0, size - 200_000)).splitlines()[-1:] if size else []
    if not last or os.pread(file, 1, size - 1) == b"\n":
        return ""
    return "\n" if _readable(last[0].decode(errors="replace")) else f"{queries.CUT_OFF}\n"


def _readable(line: str) -> bool:
    try:
        return bool(queries.lines(line + "\n"))
    except queries.NotReadable:
        return False
