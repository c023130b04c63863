from feedback.influence import operations, queries
from groups.notices import operations as notices


@notices.each_tick("judgings closed", due=queries.may_be_over)
def judgings(now) -> int:
    return operations.close_due(now=now)
