from feedback.outcomes import operations, queries
from groups.notices import operations as notices


@notices.each_tick("outcome reviews", due=queries.may_be_due)
def reviews(now) -> int:
    return operations.nudge(now=now)
