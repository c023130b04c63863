from feedback.concerns import operations
from feedback.concerns.models import Concern
from groups.notices import operations as notices


@notices.each_tick("worries nobody has read", due=Concern.objects.to_nudge)
def nudge(now) -> int:
    return operations.nudge(now=now)
