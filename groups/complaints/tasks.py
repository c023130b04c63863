from groups.complaints import operations
from groups.complaints.models import Complaint
from groups.notices import operations as notices


@notices.each_tick("complaints that wait", due=Complaint.objects.to_nag)
def complaints_that_wait(now) -> int:
    return operations.nag(now=now)
