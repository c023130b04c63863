"""What the clock does: opens the questions on their day, reminds once, and closes them."""

from feedback.speaking_up import operations, queries
from feedback.speaking_up.models import PulseRound
from groups.notices import operations as notices


@notices.each_tick("questions about speaking up", due=queries.clock_due)
def ask(now) -> int:
    done = [operations.open_asking(group=group, due_on=day, now=now) for group, day in queries.groups_due(now)]
    done += [operations.remind(asking=one, now=now) for one in queries.to_remind(now).select_related("group")]
    done += [operations.close(asking=one, now=now) for one in PulseRound.objects.to_close(now)]
    return len([one for one in done if one])
