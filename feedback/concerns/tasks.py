from feedback.concerns import operations
from groups.notices import operations as notices


@notices.each_tick("worries nobody has read")
def nudge(now) -> int:
    return operations.nudge(now=now)
