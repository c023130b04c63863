"""What the clock does: reminders of meetings."""

from groups.notices import operations as notices
from groups.reminders import operations, queries


@notices.each_tick("meeting reminders", due=queries.may_be_due)
def remind(now) -> int:
    return sum(operations.remind(due, now=now) for due in queries.reminders_due(now))
