"""What the clock does: reminders before meetings."""

from groups.notices import operations as notices
from groups.reminders import operations, queries


@notices.each_tick("meeting reminders")
def remind(now) -> int:
    return sum(operations.remind(due, now=now) for due in queries.reminders_due(now))
