from feedback.scribing import operations, queries
from groups.notices import operations as notices


@notices.each_tick("written down, not answered", due=queries.unanswered)
def scribes(now) -> int:
    return operations.nudge(now=now)
