from feedback.receipts import operations
from groups.notices import operations as notices


@notices.each_tick("unnamed words")
def show_due(now) -> int:
    return operations.show_due(now=now)
