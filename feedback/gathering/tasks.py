from feedback.gathering import operations
from groups.notices import operations as notices


@notices.each_tick("words taken back before sending")
def wipe_taken_back(now) -> int:
    return operations.wipe_taken_back(now=now)
