"""What the clock does: tells of late notes."""

from groups.minutes import operations, queries
from groups.notices import operations as notices


@notices.each_tick("late notes", due=queries.may_be_late)
def nudge(now) -> int:
    return operations.nudge(now=now)
