from feedback.seven_steps import operations, queries
from groups.notices import operations as notices


@notices.each_tick("seven steps to look at again", due=queries.due)
def look_at_steps_again(now) -> int:
    return operations.remind(now=now)
