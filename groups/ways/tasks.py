"""What the clock does: reminds the facilitators when it is time to look, and closes the questions."""

from groups.notices import operations as notices
from groups.ways import operations, queries
from groups.ways.models import WaysReview


@notices.each_tick("ways of working", due=queries.clock_due)
def look_at_ways(now) -> int:
    closed = [operations.close(review=one, now=now) for one in WaysReview.objects.to_close(now)]
    return sum(closed) + operations.nudge(now=now)
