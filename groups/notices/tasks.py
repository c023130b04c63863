"""The clock's doors. A tick looks for due work and starts as many drains as there is work for; a drain sends letters."""

from celery import shared_task

from coproduction.kit import bell, clock, closing, ticks
from groups.notices import delivery, operations, queries
from groups.notices.models import Letter

A_DRAIN = 500  # letters that are worth another worker
MOST = 8
OURS = (
    ticks.Job("leases returned", Letter.objects.leases_run_out, lambda now: operations.return_leases(now=now)),
    ticks.Job("wiped", Letter.objects.secrets_of_no_use, lambda now: operations.tidy(now=now)),
    delivery.LETTERS_TO_MANY,
    ticks.Job("waiting", Letter.objects.due_at_all, lambda now: queries.backlog(now, A_DRAIN * MOST)),
)
TURN = 20  # seconds a drain sends before it gives way: the clock must be heard although there is much to send


@shared_task(name="notices.tick")
def tick():
    """Everything that is due now, then wake whoever sends."""
    now = clock.now()
    operations.beat("beat", now, {})  # the clock was heard, whatever comes of it
    counts = look(now)
    waiting = counts["waiting"] or (queries.backlog(now, A_DRAIN * MOST) if any(counts.values()) else 0)
    if waiting := waiting + (ticks.left(now, A_DRAIN * MOST) if any(counts.values()) else 0):
        bell.ring_now("notices.drain", times=min(MOST, 1 + waiting // A_DRAIN))
    operations.beat("tick", now, counts)
    return counts


@shared_task(name="notices.drain")
def drain():
    """Sends what is due, or as much as fits into its turn and the next drain goes on; less if the worker is asked to stop."""
    sent = delivery.send_due(clock.now, seconds=TURN, stop=closing.begun)
    if sent:
        operations.beat("drain", clock.now(), sent)
        if not closing.begun() and Letter.objects.due(clock.now()).exists():
            bell.ring_now("notices.drain")
    return dict(sent)


def look(now) -> dict:
    """One look at everything: the rooms' jobs, letters whose worker died, letters whose waiting is over, letters to go.

    One statement asks what of that there is.
    """
    return ticks.run(now, *OURS)
