"""What the clock does: gives out places that became free, in whatever way they did."""

from groups.notices import operations as notices
from groups.places import operations, queries


@notices.each_tick("places on waiting lists", due=queries.with_people_waiting)
def give(now) -> int:
    return sum(operations.give(meeting=one, now=now) for one in queries.with_people_waiting(now))
