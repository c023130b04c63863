"""What the clock does: counts quarters that are over."""

from feedback.publication import operations, queries
from groups.notices import operations as notices


@notices.each_tick("figures of a quarter", due=queries.uncounted)
def freeze(now) -> int:
    due = queries.quarters_to_freeze(now)
    for group, starts_on in due:
        operations.freeze(group=group, starts_on=starts_on, now=now)
    return len(due)
