from feedback.replies import operations
from groups.notices import operations as notices


@notices.each_tick("replies by email")
def replies(now) -> int:
    operations.tidy(now=now)
    return operations.settle_new(now=now)
