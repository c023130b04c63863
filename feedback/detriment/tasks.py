"""What the clock does: looks whether somebody lost something after a challenge."""

from feedback.detriment import operations, queries
from groups.notices import operations as notices


@notices.each_tick("what follows a challenge", due=queries.due)
def watch(now) -> int:
    """Gives no count: how many were found is for nobody who reads how the machinery does."""
    for found in queries.falls(now):
        operations.tell_independent(found=found, now=now)
    return 0
