"""Telling those who promised an action that its date has passed. A rung is written down beside the letters: once, or not at all."""

from datetime import datetime

from django.db import transaction

from feedback.timeline import emails, queries
from feedback.timeline.models import LateNudge


@transaction.atomic
def nudge(*, now: datetime) -> int:
    late = queries.to_nudge(now)
    for one in late:
        rung = {"deed": one.deed, "due_on": one.deed.due_on, "rung": one.rung}
        _, new = LateNudge.objects.get_or_create(**rung, defaults={"at": now})
        emails.late(one, queries.asked(one, now) if new else [], now=now)
    return len(late)
