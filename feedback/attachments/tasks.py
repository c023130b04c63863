from feedback.attachments import operations, queries
from groups.notices import operations as notices


@notices.each_tick("files left over", due=queries.due)
def clear_up(now) -> int:
    return operations.clear_up(now=now)
