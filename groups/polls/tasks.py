"""What the clock does: one reminder before it closes, and forgetting what people said."""

from groups.notices import operations as notices
from groups.polls import operations, queries
from groups.polls.models import Poll


@notices.each_tick("dates that are asked for", due=lambda now: [queries.near(now), Poll.objects.to_forget(now)])
def tend(now) -> int:
    done = [operations.remind(poll=one, now=now) for one in queries.to_remind(now)]
    done += [operations.forget(poll=one, now=now) for one in Poll.objects.to_forget(now)[: queries.AT_A_TIME]]
    return sum(done)
