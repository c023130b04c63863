from groups.notices import operations as notices
from groups.reach import operations as reach


@notices.each_tick("addresses that work again")
def work_again(now) -> int:
    return reach.lift_tried(now=now)
