"""What the clock does: tells of late notes."""

from groups.minutes import operations
from groups.notices import operations as notices


@notices.each_tick("late notes")
def nudge(now) -> int:
    return operations.nudge(now=now)
