"""Climbing the ladder. A rung is written down in the same transaction as its letters are posted: once, or not at all."""

from datetime import datetime

from django.db import transaction

from feedback.nudges import emails, queries
from feedback.nudges.models import Nudge
from groups.membership.models import Membership

NUDGE = emails.NUDGE  # the stem of letters about promises


@transaction.atomic
def nudge(*, now: datetime) -> int:
    """Climbs the ladder for every promise whose next rung is due. A rung that was climbed is written down beside the letters."""
    promises = queries.promises_to_nudge(now)
    asked = queries.to_nudge(promises, now)
    for promise in promises:
        said = promise.said
        _, new = Nudge.objects.get_or_create(
            said=said, round=said.round, stage=said.stage, rung=promise.rung, defaults={"at": now}
        )
        for membership in asked[said.pk] if new else ():
            emails.nudge(promise, membership, now=now)
    return len(promises)


def nudge_one(promise: queries.Promise, membership: Membership, *, now: datetime, suffix: str) -> None:
    """One more letter about a promise, to somebody who put it off."""
    emails.nudge(promise, membership, now=now, suffix=suffix)
