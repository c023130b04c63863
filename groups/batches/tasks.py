from groups.batches import operations
from groups.notices import operations as notices
from groups.notices.models import Letter


@notices.each_tick("batches", due=Letter.objects.waiting_is_over)
def batches(now) -> int:
    return operations.gather(now=now)
