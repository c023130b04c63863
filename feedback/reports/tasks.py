from feedback.reports import operations, queries
from groups.notices import operations as notices


@notices.each_tick("reports and hidden posts nobody looked at", due=queries.late)
def nudge(now) -> int:
    return operations.nudge(now=now)
