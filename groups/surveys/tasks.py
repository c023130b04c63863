"""What the clock does: closes surveys, nudges once those who have not answered, and reminds facilitators to ask again."""

from groups.notices import operations as notices
from groups.surveys import operations, queries
from groups.surveys.models import Survey


@notices.each_tick("surveys", due=queries.clock_due)
def look_at_surveys(now) -> int:
    done = [operations.close(survey=one, now=now) for one in Survey.objects.to_close(now)]
    done += [operations.nudge(survey=one, now=now) for one in Survey.objects.to_nudge(now - queries.NUDGE_AFTER)]
    return sum(done) + operations.remind(now=now)
