"""The topics of a group with how much was said under each."""

from django.db.models import Q, Sum
from django.db.models.functions import Coalesce

from feedback.topics.models import Topic

WAITING, DONE, CANNOT = ("WAITING", "DOING"), ("DONE",), ("CANNOT",)


def listed(membership):
    """Open ones first, by name; each with its kept counts. One statement, whatever was said."""

    def number(buckets):
        return Coalesce(Sum("tallies__number", filter=Q(tallies__bucket__in=buckets)), 0)

    rows = Topic.objects.visible_to(membership).annotate(
        waiting=number(WAITING), done=number(DONE), cannot=number(CANNOT)
    )
    return rows.in_order()
