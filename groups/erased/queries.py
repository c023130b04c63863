"""What the list says. A line is `7 2026-11-18T10:00:00+00:00 links 3,12-15 of 230 <digest>`: person 7 went then, by which links
3 and 12 to 15 lost their key, when link 230 with that digest was the newest. Before links were named, a line ended after the
moment."""

import hashlib
import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from django.conf import settings

from coproduction.kit.refusals import Refusal

CUT_OFF = " cut off"  # ends a line whose writer was stopped: that erasure did not happen
WRITTEN = re.compile(r"(\d+) (\S+)(?: links ([\d,-]+) of (\d+) ([0-9a-f]{64}))?")
NONE = "-"


class NotReadable(Refusal):
    """The list of erasures cannot be read."""


@dataclass(frozen=True)
class Line:
    """`digest` is empty in a line from before links were named; then nothing is known but who and when."""

    number: int
    at: datetime
    links: frozenset[int] = frozenset()
    position: int = 0
    digest: str = ""


@dataclass(frozen=True)
class State:
    """How long the list is, and what stands for all of it."""

    lines: int
    digest: str


def path() -> Path:
    return Path(settings.ERASURES_FILE)


def there() -> bool:
    return path().exists()


def lines(text: str | None = None) -> list[Line]:
    """Without a list there is none. A last line that was cut off counts for nothing; any other that cannot be read is told."""
    text = _text() if text is None else text
    found, whole = [], text.endswith("\n")
    written = text.splitlines()
    for number, line in enumerate(written, start=1):
        if not line.strip() or line.endswith(CUT_OFF):
            continue
        try:
            found.append(_line(line.strip()))
        except ValueError as error:
            if number < len(written) or whole:
                raise NotReadable(f"Line {number} of the list of erasures at {path()} cannot be read.") from error
    return found


def _text() -> str:
    return path().read_text() if there() else ""


def _line(written: str) -> Line:
    parts = WRITTEN.fullmatch(written)
    if not parts:
        raise ValueError(written)
    number, at, ranges, position, digest = parts.groups()
    moment = datetime.fromisoformat(at)
    if moment.tzinfo is None:
        raise ValueError(written)
    if digest is None:
        return Line(int(number), moment)
    return Line(int(number), moment, frozenset(_links(ranges, int(position))), int(position), digest)


def _links(ranges: str, position: int) -> Iterable[int]:
    for one in ranges.split(",") if ranges != NONE else []:
        first, _, last = one.partition("-")
        if int(last or first) > position:
            raise ValueError(ranges)
        yield from range(int(first), int(last or first) + 1)


def ranges(links: Iterable[int]) -> str:
    """3,12-15: each that follows from the one before joins it."""
    found = []
    for one in sorted(set(links)):
        if found and one == found[-1][1] + 1:
            found[-1][1] = one
        else:
            found.append([one, one])
    return ",".join(f"{first}-{last}" if last > first else f"{first}" for first, last in found) or NONE


# --- for a copy of everything, and for putting one back ---


def state(most: int | None = None) -> State | None:
    """Of its first `most` whole lines. None: there is no list, or it is shorter."""
    if not there():
        return None
    written = [line for line in path().read_bytes().splitlines(keepends=True) if line.endswith(b"\n")]
    if most is not None and len(written) < most:
        return None
    first = written[:most]
    return State(len(first), hashlib.sha256(b"".join(first)).hexdigest())
