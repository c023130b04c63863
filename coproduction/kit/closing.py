"""Whether this worker was asked to stop. The system tells its first process; the others, made by fork, see it here."""

import mmap

_asked = mmap.mmap(-1, 1)  # one byte that a process shares with those it forks; no lock that a signal could find held


def begin() -> None:
    _asked[0] = 1


def begun() -> bool:
    return bool(_asked[0])
