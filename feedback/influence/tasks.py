from feedback.influence import operations
from groups.notices import operations as notices


@notices.each_tick("judgings closed")
def judgings(now) -> int:
    return operations.close_due(now=now)
