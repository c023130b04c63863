from feedback.steps_seen import operations, queries
from feedback.steps_seen.models import StepsAsking
from groups.notices import operations as notices


@notices.each_tick("seven steps asked", due=queries.to_ask)
def ask_about_steps(now) -> int:
    return operations.ask_due(now=now)


@notices.each_tick("seven steps answered", due=StepsAsking.objects.to_close)
def close_steps(now) -> int:
    return sum(operations.close(asking=one, now=now) for one in StepsAsking.objects.to_close(now)[:200])
