"""Telling the independent person, once for each fall."""

from datetime import datetime

from django.db import transaction

from feedback.detriment import emails, queries
from feedback.detriment.models import Fall


@transaction.atomic
def tell_independent(*, found: queries.Found, now: datetime) -> bool:
    """No line of history is written and nobody of the group is told: a trail that says so would point at the person."""
    fall, new = Fall.objects.get_or_create(
        membership=found.membership, what=found.what, fell_at=found.fell_at, defaults={"told_at": now}
    )
    if new:
        emails.fell(fall, found, now=now)
    return new
