from groups.audit import operations, queries
from groups.history.models import Event
from groups.notices import operations as notices

LOTS = 4  # at a tick


@notices.each_tick("history linked", due=lambda now: Event.objects.unlinked())
def link(now) -> int:
    done = 0
    for _ in range(LOTS):
        linked = operations.link(now=now)
        done += linked
        if linked < operations.LOT:
            break
    return done


@notices.each_tick("head of the record sent", due=queries.head_due)
def send_head(now) -> int:
    return operations.send_head(now=now) if queries.head_due(now).exists() else 0
