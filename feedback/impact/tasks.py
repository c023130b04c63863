from feedback.impact import operations, queries
from groups.notices import operations as notices


@notices.each_tick("did people notice", due=queries.clock_due)
def did_people_notice(now) -> int:
    return operations.close_due(now=now) + operations.settle_due(now=now) + operations.open_due(now=now)
