"""What the clock does: reminders of meetings."""

import time

from groups.notices import operations as notices
from groups.reminders import operations, queries

TURN = 10  # seconds: hundreds of meetings may have the same time, and the other rooms' work of the clock must not wait for all


@notices.each_tick("meeting reminders", due=queries.may_be_due)
def remind(now) -> int:
    """Each turn reminds of one meeting at least. What is left the next tick finds."""
    posted, until = 0, time.monotonic() + TURN
    for due in queries.reminders_due(now):
        posted += operations.remind(due, now=now)
        if time.monotonic() > until:
            break
    return posted
