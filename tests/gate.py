"""Keeps watch over what rooms say is due: a job that changes anything although its `due` found nothing has been missed.

In every test, each job of a room is asked first, as a tick asks, then run whatever the answer; then both are compared.
"""

import functools
import sys
from dataclasses import replace

from django.db import connection

from coproduction.kit import ticks

CHANGES = ("INSERT", "UPDATE", "DELETE")


class Missed(AssertionError):
    """A tick would not have run this job, and it had something to do."""


def watched(job: ticks.Job):
    @functools.wraps(job.do)
    def do(now):
        list(ticks._questions(job, now))  # one that cannot be asked is a mistake here; a tick would take it for a yes
        yes, changed = job.name in ticks.with_work([job], now), []

        def noticed(execute, sql, params, many, context):
            result = execute(sql, params, many, context)
            if sql.startswith(CHANGES) and context["cursor"].rowcount > 0:
                changed.append(sql)
            return result

        with connection.execute_wrapper(noticed):
            did = job.do(now)
        if not yes and (did or changed):
            raise Missed(f"{job.name}: its due() found nothing, and it did {did}: {changed[:1]}")
        return did

    return do


def keep_watch(patch) -> None:
    """Puts the watched job in the place of each, in the clock's list and where the room's tests call it."""
    for job in list(ticks._jobs.values()):
        do = watched(job)
        patch.setitem(ticks._jobs, job.name, replace(job, do=do))
        patch.setattr(sys.modules[job.do.__module__], job.do.__name__, do)
