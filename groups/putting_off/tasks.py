"""What the clock does: reminders that were put off come back."""

from groups.notices import operations as notices
from groups.putting_off import emails as emails  # its links and its check are hung up by being there
from groups.putting_off import operations, queries
from groups.putting_off.models import PutOff


@notices.each_tick("reminders put off", due=PutOff.objects.due)
def bring_back(now) -> int:
    return sum(operations.bring_back(put_off=one, now=now) for one in queries.due(now))
