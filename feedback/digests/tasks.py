from feedback.digests import operations
from groups.notices import operations as notices


@notices.each_tick("digests")
def digests(now) -> int:
    operations.enrol(now=now)
    return operations.send_due(now=now)


@notices.each_tick("promise nudges")
def nudges(now) -> int:
    return operations.nudge(now=now)
