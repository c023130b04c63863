from feedback.attachments import operations
from groups.notices import operations as notices


@notices.each_tick("files left over")
def clear_up(now) -> int:
    return operations.clear_up(now=now)
