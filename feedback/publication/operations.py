"""Counting a quarter once, when it is over, in the words in which it may be shown."""

from datetime import date, datetime

from django.db import transaction

from coproduction.kit.words import rounded
from feedback.publication import queries
from feedback.publication.models import Figure


@transaction.atomic
def freeze(*, group, starts_on: date, now: datetime) -> None:
    """A figure that is there already stays as it is."""
    counted = queries.figures_of(group, starts_on)
    Figure.objects.bulk_create(
        [
            Figure(group=group, starts_on=starts_on, what=what, shown=rounded(counted[what]), frozen_at=now)
            for what in Figure.What.values
        ],
        ignore_conflicts=True,
    )
