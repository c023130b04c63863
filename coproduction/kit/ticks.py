"""Jobs of the clock: rooms register them, one tick a minute asks which have something to do and runs those.

Nothing here knows what they do. Asking is one statement for all of them, so that a minute in which nothing is due costs
next to nothing, however many jobs there are.
"""

import logging
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from datetime import datetime

from django.core.exceptions import EmptyResultSet
from django.db import DatabaseError, connection
from django.db.models import QuerySet

log = logging.getLogger("groups.clock")
_jobs: dict[str, "Job"] = {}


@dataclass(frozen=True)
class Job:
    name: str
    due: Callable[[datetime], object]
    do: Callable[[datetime], int]
    waiting: Callable[[datetime], QuerySet] | None = None  # only of what several workers do together
    failing: Callable[[datetime], QuerySet] | None = None


def each_tick(name: str, *, due):
    """Registers `job(now) -> int` (how many things it did) to be run each minute in which `due(now)` finds something.

    `due` gives rows as a QuerySet, or several of which one is enough, or a plain yes or no for what lies outside the
    database. It may find more than the job will do (a day that depends on the zone of each group): never less. Best give
    the very rows the job begins from. It sends no statement itself.

    The job must be quick (at most some hundred things a time), safe to run twice at once, and look for what is due *on or
    before* now and not done, never for what is due today.
    """

    def hang(job):
        _jobs[name] = Job(name, due, job)
        return job

    return hang


def each_drain(name: str, *, waiting, due=None, failing=None):
    """As `each_tick`, for what may be thousands at one moment. `job(now)` takes up the next few hundred that no other worker
    holds, and gives how many these were: a tick runs it once, and whoever sends letters goes on with it as long as there are.

    `waiting` gives the moments since when each waits, the oldest first and through an index: by it is known how many workers
    there is work for, and if what waits is late. `failing` gives the rows that could not be done and are tried again later, for
    whoever looks after the machinery.
    """

    def hang(job):
        _jobs[name] = Job(name, due or waiting, job, waiting, failing)
        return job

    return hang


def share(now: datetime, *last: Job) -> int:
    """The next part of all that several workers do together: how much that was. One statement asks what of it there is."""
    jobs = [*(replace(job, due=job.waiting) for job in _shared()), *last]
    found = with_work(jobs, now)
    return sum(_run(job, now) for job in jobs if job.name in found)


def left(now: datetime, at_most: int) -> int:
    """How much of that waits, counted no further than it matters. A statement for each such job."""
    return sum(job.waiting(now)[:at_most].count() for job in _shared())


def waits_since(now: datetime) -> datetime | None:
    """Since when the oldest of that waits. A statement for each such job."""
    return min((at for job in _shared() if (at := job.waiting(now).first())), default=None)


def failing(now: datetime) -> int:
    """How much of that failed and is tried again. A statement for each such job."""
    return sum(job.failing(now).count() for job in _shared() if job.failing)


def _shared() -> list[Job]:
    return [job for job in _jobs.values() if job.waiting]


def run(now: datetime, *last: Job) -> dict[str, int]:
    """Asks and runs: the rooms' jobs, then `last`. One that fails is logged and does not keep the others from running."""
    jobs = [*sorted(_jobs.values(), key=lambda job: job.name), *last]
    found = with_work(jobs, now)
    return {job.name: _run(job, now) if job.name in found else 0 for job in jobs}


def _run(job, now):
    try:
        return job.do(now)
    except Exception as error:  # whatever a room's job raises, the others must still be done
        log.error("A job of the clock failed: %s, %s", job.name, type(error).__name__, exc_info=True)
        return 0


def with_work(jobs: Iterable[Job], now: datetime) -> set[str]:
    """The names of those that have something to do. One statement; a question that cannot be asked counts as a yes."""
    found, names, looks, params = set(), [], [], []
    for job in jobs:
        try:
            for sql, given in _questions(job, now):
                names.append(job.name)
                looks.append(sql)
                params += given
        except Exception as error:  # one room's mistake must not stop the clock of the others
            log.error("Could not ask whether this is due: %s, %s", job.name, type(error).__name__, exc_info=True)
            found.add(job.name)
    try:
        return found | {name for name, yes in zip(names, _answers(looks, params), strict=True) if yes}
    except DatabaseError as error:
        log.error("Could not ask what is due: %s", type(error).__name__, exc_info=True)
        return {job.name for job in jobs}


def _questions(job, now):
    """Each look of a job as a piece of SQL that is true or false, with what goes into it."""
    looks = job.due(now)
    for look in looks if isinstance(looks, list | tuple) else [looks]:
        if not isinstance(look, QuerySet):
            yield ("1 = 1" if look else "1 = 0"), ()
            continue
        try:
            sql, given = look.query.exists().get_compiler(connection=connection).as_sql()
        except EmptyResultSet:  # a condition that no row can meet
            continue
        yield f"EXISTS ({sql})", given


def _answers(looks, params):
    if not looks:
        return []
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {', '.join(looks)}", params)  # noqa: S608 (written by the ORM)
        return cursor.fetchone()
