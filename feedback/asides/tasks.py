from feedback.asides import operations
from groups.notices import operations as notices


@notices.each_tick("private words without an answer")
def nudge(now) -> int:
    return operations.nudge(now=now)
