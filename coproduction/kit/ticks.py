"""Jobs of the clock: rooms register them, one tick a minute runs them all. Nothing here knows what they do."""

import logging
from collections.abc import Callable
from datetime import datetime

log = logging.getLogger("groups.clock")
_jobs: dict[str, Callable[[datetime], int]] = {}


def each_tick(name: str):
    """Registers `job(now) -> int` (how many things it did) to be run each minute.

    It must be quick (at most some hundred things a time), safe to run twice at once, and look for what is due *on or
    before* now and not done, never for what is due today.
    """

    def hang(job):
        _jobs[name] = job
        return job

    return hang


def run(now: datetime) -> dict[str, int]:
    """Runs every job. One that fails is logged and does not keep the others from running."""
    counts = {}
    for name, job in sorted(_jobs.items()):
        try:
            counts[name] = job(now)
        except Exception as error:  # whatever a room's job raises, the others must still be done
            log.error("A job of the clock failed: %s, %s", name, type(error).__name__, exc_info=True)
            counts[name] = 0
    return counts
