"""Counting what is over, once."""

from datetime import datetime

from django.db import transaction

from coproduction.kit import spans
from coproduction.kit.spans import Span
from feedback.counting import queries as counting
from feedback.periods import emails, queries
from feedback.periods.models import Period
from groups.history.operations import record


@transaction.atomic
def freeze(*, group, month: Span, now: datetime) -> None:
    """A month that is over, and with the last one of them its quarter and its year. What is there already stays as it is."""
    over = spans.ending_with(month)
    Period.objects.bulk_create([_counted(group, span, now) for span in over], ignore_conflicts=True)
    quarter = next((span for span in over if span.kind == spans.QUARTER), None)
    if quarter and group.local(now).date() <= quarter.next_on + queries.NEWS_FOR:
        record("period_frozen", f"{quarter.words} was counted. Its report is there.", group=group, at=now)
        emails.report_is_there(group, quarter, queries.told_readers(group), now=now)


def _counted(group, span, now):
    return Period(
        group=group, kind=span.kind, starts_on=span.starts_on, figures=counting.packed(counting.figures(group, span)),
        told=queries.told_of(group, span), notes=queries.notes_for(group, span), frozen_at=now,
    )  # fmt: skip


def freeze_due(*, now: datetime) -> int:
    due = queries.months_to_count(now)
    for group, month in due:
        freeze(group=group, month=month, now=now)
    return len(due)
