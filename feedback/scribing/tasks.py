from feedback.scribing import operations
from groups.notices import operations as notices


@notices.each_tick("written down, not answered")
def scribes(now) -> int:
    return operations.nudge(now=now)
