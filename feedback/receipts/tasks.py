from feedback.receipts import operations, queries
from groups.notices import operations as notices


@notices.each_tick("unnamed words", due=queries.clock_due)
def show_due(now) -> int:
    return operations.show_due(now=now)
