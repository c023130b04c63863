"""The clock's doors. A tick looks for due work and starts as many drains as there is work for; a drain sends letters."""

from celery import shared_task

from coproduction.kit import bell, clock, ticks
from groups.notices import delivery, operations, queries

A_DRAIN = 500  # letters that are worth another worker
MOST = 8


@shared_task(name="notices.tick")
def tick():
    """Everything that is due now, then wake whoever sends."""
    now = clock.now()
    operations.beat("beat", now, {})  # the clock was heard, whatever comes of it
    counts = look(now)
    waiting = queries.backlog(now)
    if waiting:
        bell.ring_now("notices.drain", times=min(MOST, 1 + waiting // A_DRAIN))
    operations.beat("tick", now, counts)
    return counts


@shared_task(name="notices.drain")
def drain():
    """Sends what is due until nothing is left."""
    sent = delivery.send_due(clock.now)
    if sent:
        operations.beat("drain", clock.now(), sent)
    return dict(sent)


def look(now) -> dict:
    """One look at everything: the rooms' jobs, letters whose worker died, letters whose waiting is over."""
    counts = ticks.run(now)
    counts["leases returned"] = operations.return_leases(now=now)
    counts["batches"] = operations.gather(now=now)
    counts["wiped"] = operations.tidy(now=now)
    return counts
