"""Wakes workers through the broker, and never makes anybody wait for it.

The database holds what is due, so a bell that nobody hears loses nothing: the next tick finds it. Only notices rings.
"""

import functools
import logging
import queue
import threading
import time

from celery import current_app
from django.db import transaction

log = logging.getLogger("groups.bell")
AFTER_THE_TICK = 9  # on Redis 0 comes first: whoever sends thousands of letters must not keep the clock waiting
REST = 30  # seconds without trying a broker that did not answer
BRIEFLY = {
    "max_retries": 0, "interval_start": 0, "interval_step": 0, "socket_connect_timeout": 1, "socket_timeout": 2,
}  # fmt: skip
_rung = queue.Queue(maxsize=1)
_ringer_lock = threading.Lock()
_ringer = None
_tries_again_at = 0.0


def ring(task: str) -> None:
    """From a request: returns at once, whatever the broker does. A ring that has not begun yet stands for this one too."""
    _start()
    try:
        _rung.put_nowait(task)
    except queue.Full:
        return


def ring_after_commit(task: str) -> None:
    """One ring for each transaction, however often it is asked for. Without it the next tick finds what waits."""
    here, rings = transaction.get_connection(), _rings(task)
    if not any(waiting[1] is rings and waiting[0] == set(here.savepoint_ids) for waiting in here.run_on_commit):
        transaction.on_commit(rings)


@functools.cache
def _rings(task):
    return lambda: ring(task)


def ring_now(task: str, times: int = 1) -> bool:
    """From a worker: rings, and says whether the broker heard it."""
    global _tries_again_at
    if time.monotonic() < _tries_again_at:
        return False
    try:
        with current_app.connection_for_write(transport_options=BRIEFLY) as connection:
            for _ in range(times):
                current_app.send_task(
                    task, connection=connection, retry=False, ignore_result=True, priority=AFTER_THE_TICK
                )
    except Exception as error:  # whatever the broker's client raises
        _tries_again_at = time.monotonic() + REST
        log.warning("The broker did not answer (%s). The next tick will find what waits.", type(error).__name__)
        return False
    return True


def _start():
    global _ringer
    with _ringer_lock:  # a forked process has no ringer of its own yet
        if _ringer is None or not _ringer.is_alive():
            _ringer = threading.Thread(target=_keep_ringing, name="bell", daemon=True)
            _ringer.start()


def _keep_ringing():
    while True:
        ring_now(_rung.get())
        _rung.task_done()


def settled() -> None:
    """Waits until every ring so far was tried. For commands that end before the ringer had its turn."""
    _rung.join()
