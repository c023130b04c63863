from feedback.challenges import operations
from groups.notices import operations as notices


@notices.each_tick("challenge nudges")
def challenge_nudges(now) -> int:
    return operations.nudge(now=now)
