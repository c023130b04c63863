from feedback.replies import operations, queries
from groups.notices import operations as notices


@notices.each_tick("replies by email", due=queries.clock_due)
def replies(now) -> int:
    return operations.settle_new(now=now)
