"""The topics of a group with how much was said under each."""

from django.db.models import Exists, OuterRef, Q, Sum
from django.db.models.functions import Coalesce

from feedback.topics.models import Topic

SAID = ("WAITING", "DOING", "DONE", "CANNOT")
WAITING, DONE, CANNOT = ("WAITING", "DOING"), ("DONE",), ("CANNOT",)


def listed(membership):
    """Open ones first, by name; each with its kept counts. One statement, whatever was said."""

    mapped = Exists(Topic.objects.filter(pk=OuterRef("pk"), map_items__isnull=False))
    return counted(Topic.objects.visible_to(membership)).annotate(has_map=mapped).in_order()


def counted(rows):
    """Topics with the kept counts of what was said under each."""

    def number(buckets):
        return Coalesce(Sum("tallies__number", filter=Q(tallies__bucket__in=buckets)), 0)

    return rows.annotate(said_in_all=number(SAID), waiting=number(WAITING), done=number(DONE), cannot=number(CANNOT))


def open_for_discussion(topic) -> bool:
    """Whether people may talk about this topic now: asked by every page and every deed of the talk."""
    return topic.open_for_discussion
