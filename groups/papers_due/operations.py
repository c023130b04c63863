"""Reminding whoever answers for a paper."""

from datetime import datetime

from django.db import transaction

from groups.papers_due import emails, queries
from groups.papers_due.models import PaperNudge


@transaction.atomic
def nudge(*, now: datetime) -> int:
    """Each reminder that is due, once for each day it is about."""
    did = 0
    for one in queries.nudges_due(now):
        key = {"paper": one.paper, "kind": one.kind, "due_on": one.on}
        _, new = PaperNudge.objects.get_or_create(**key, defaults={"at": now})
        if new:
            emails.nudge(one, queries.to_remind(one.paper), now=now)
        did += new
    return did
