"""What the clock does: opens the questions when a meeting's planned end has passed, and closes them."""

from coproduction.kit.refusals import Refusal
from groups.checkouts import operations, queries
from groups.checkouts.models import CheckOut
from groups.notices import operations as notices


@notices.each_tick("how meetings were for people", due=queries.due)
def check_out(now) -> int:
    done = [_open(one, now) for one in queries.to_open(now)]
    done += [operations.close(check_out=one, now=now) for one in CheckOut.objects.to_close(now)]
    return sum(done)


def _open(meeting, now) -> bool:
    """Not if a facilitator, or another worker, was quicker."""
    try:
        return bool(operations.open_questions(meeting=meeting, now=now))
    except Refusal:
        return False
