from feedback.timeline import operations, queries
from groups.notices import operations as notices


@notices.each_tick("late actions", due=queries.may_be_late)
def late_actions(now) -> int:
    return operations.nudge(now=now)
