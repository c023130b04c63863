from feedback.digests import operations
from feedback.digests.models import Subscription
from groups.membership.models import Membership
from groups.notices import operations as notices


def due(now):
    return [Subscription.objects.due(now), Membership.objects.without_habits()]


@notices.each_drain("digests", due=due, waiting=Subscription.objects.waiting, failing=Subscription.objects.failing)
def digests(now) -> int:
    operations.enrol(now=now)
    return operations.send_due(now=now)
