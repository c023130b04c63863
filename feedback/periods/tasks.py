"""What the clock does: counts months, quarters and years that are over."""

from feedback.periods import operations, queries
from groups.notices import operations as notices


@notices.each_tick("periods counted", due=queries.uncounted)
def periods(now) -> int:
    return operations.freeze_due(now=now)
