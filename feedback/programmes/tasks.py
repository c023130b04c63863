from feedback.programmes import operations, queries
from groups.notices import operations as notices


@notices.each_tick("programmes of work", due=queries.passed)
def programmes_of_work(now) -> int:
    return operations.remind(now=now)
