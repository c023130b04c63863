from feedback.digests import operations
from feedback.digests.models import Subscription
from groups.membership.models import Membership
from groups.notices import operations as notices


@notices.each_tick("digests", due=lambda now: [Subscription.objects.due(now), Membership.objects.without_habits()])
def digests(now) -> int:
    operations.enrol(now=now)
    return operations.send_due(now=now)
