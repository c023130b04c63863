from feedback.commitments import operations, queries
from groups.notices import operations as notices


@notices.each_tick("promises of leaders", due=queries.near)
def promises_of_leaders(now) -> int:
    return operations.nudge(now=now)
