"""What the clock does: nudges while something is open, asks the day after, and forgets after 30 days."""

from groups.arrangements import operations, queries
from groups.notices import operations as notices


def due(now):
    return [queries.near(now), queries.unasked(now), queries.to_forget(now)]


@notices.each_tick("what people need at meetings", due=due)
def care(now) -> int:
    done = [operations.nudge(meeting=one, progress=far, now=now) for one, far in queries.to_nudge(now)]
    done += [operations.ask(meeting=one, now=now) for one in queries.to_ask_about(now)]
    done += [operations.forget(meeting=one, now=now) for one in queries.to_forget(now)[: queries.AT_A_TIME]]
    return sum(done)
