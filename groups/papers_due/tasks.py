"""What the clock does: reminders of papers."""

from groups.notices import operations as notices
from groups.papers_due import operations, queries


@notices.each_tick("paper reminders", due=queries.due)
def nudge(now) -> int:
    return operations.nudge(now=now)
