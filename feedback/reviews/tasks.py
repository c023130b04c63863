from feedback.reviews import operations, queries
from groups.notices import operations as notices


@notices.each_tick("looking at our impact", due=queries.may_be_due)
def impact_to_review(now) -> int:
    return operations.nudge(now=now)
