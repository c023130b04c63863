from feedback.asides import operations, queries
from groups.notices import operations as notices


@notices.each_tick("private words without an answer", due=queries.owed)
def nudge(now) -> int:
    return operations.nudge(now=now)
