"""What the clock does: reminders of actions."""

from groups.actions import operations, queries
from groups.notices import operations as notices


@notices.each_tick("action reminders", due=queries.near)
def remind(now) -> int:
    return operations.remind(now=now)
