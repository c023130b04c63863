"""What the clock does: reminders of papers."""

from groups.notices import operations as notices
from groups.papers_due import operations


@notices.each_tick("paper reminders")
def nudge(now) -> int:
    return operations.nudge(now=now)
