"""What the clock does: closes what the group was asked, and forgets who answered."""

from groups.notices import operations as notices
from groups.sharing import operations
from groups.sharing.models import Share


@notices.each_tick("notes to be shown", due=Share.objects.to_close)
def close(now) -> int:
    return sum(operations.close(share=one, now=now) for one in Share.objects.to_close(now))
