from feedback.outcomes import operations
from groups.notices import operations as notices


@notices.each_tick("outcome reviews")
def reviews(now) -> int:
    return operations.nudge(now=now)
