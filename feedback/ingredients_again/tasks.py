from feedback.ingredients_again import operations, queries
from groups.notices import operations as notices


@notices.each_tick("the nine again", due=queries.clock_due)
def remind_of_the_nine(now) -> int:
    return operations.remind(now=now)
