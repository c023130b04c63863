from feedback.disputes import operations, queries
from groups.notices import operations as notices


@notices.each_tick("how early programmes came", due=queries.unanswered)
def how_early_programmes_came(now) -> int:
    return operations.remind(now=now)
