from feedback.challenges import operations, queries
from groups.notices import operations as notices


@notices.each_tick("challenge nudges", due=queries.near)
def challenge_nudges(now) -> int:
    return operations.nudge(now=now)
