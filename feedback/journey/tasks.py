from feedback.journey import operations, queries
from groups.notices import operations as notices


@notices.each_tick("steps confirmed by those who stayed", due=queries.enough)
def look_again_who_confirmed(now) -> int:
    return sum(operations.look_again(now=now, move=one) for one in queries.enough(now)[:200])
