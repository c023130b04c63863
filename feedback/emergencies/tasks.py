from feedback.emergencies import operations
from feedback.emergencies.models import Emergency
from groups.notices import operations as notices


@notices.each_tick("emergencies that are over", due=Emergency.objects.run_out)
def emergencies_over(now) -> int:
    return operations.end_those_run_out(now=now)
