"""Counts that are part of another statement, so that a page does not ask for each by itself."""

from django.db.models import Count, Subquery, Value
from django.db.models.functions import Coalesce


def number_of(rows):
    """How many rows there are. `rows` may refer to the row outside with `OuterRef`."""
    counted = rows.order_by().annotate(all=Value(1)).values("all").annotate(number=Count("pk"))
    return Coalesce(Subquery(counted.values("number")), 0)
