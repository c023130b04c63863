from feedback.nudges import operations, queries
from groups.notices import operations as notices


@notices.each_tick("promise nudges", due=queries.promises_near)
def nudges(now) -> int:
    return operations.nudge(now=now)
