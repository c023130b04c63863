from groups.notices import operations as notices
from groups.reach import operations as reach
from groups.reach import queries as reaching


@notices.each_tick("addresses that work again", due=reaching.work_again)
def work_again(now) -> int:
    return reach.lift_tried(now=now)
