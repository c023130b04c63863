from feedback.reports import operations
from groups.notices import operations as notices


@notices.each_tick("reports and hidden posts nobody looked at")
def nudge(now) -> int:
    return operations.nudge(now=now)
