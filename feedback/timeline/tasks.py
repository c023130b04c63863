from feedback.timeline import operations
from groups.notices import operations as notices


@notices.each_tick("late actions")
def late_actions(now) -> int:
    return operations.nudge(now=now)
