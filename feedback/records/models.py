from datetime import timedelta

from django.db import models
from django.db.models import Q

from feedback.permissions import FeedbackAbility
from groups.seconding.models import Asked, TakesTwo

WEEK = timedelta(days=7)


class Exports(Asked):
    def visible_to(self, membership):
        """For those who may ask and agree. Everyone else reads of it in the group's history."""
        ours = self.filter(group_id=membership.group_id)
        return ours if membership.may(FeedbackAbility.TAKE_RECORD) else ours.none()

    def with_people(self):
        return self.select_related("group", "asked_by__person", "seconded_by__person")


class Export(TakesTwo):
    """Asked for by one of the group's places, agreed to by another, within a week. Then both may take it for a week."""

    WAITS = TO_TAKE = WEEK

    group = models.ForeignKey("groups.Group", models.PROTECT, related_name="exports")
    asked_by = models.ForeignKey("groups.Membership", models.PROTECT, related_name="+")
    seconded_by = models.ForeignKey("groups.Membership", models.PROTECT, null=True, blank=True, related_name="+")

    objects = Exports.as_manager()

    class Meta(TakesTwo.Meta):
        abstract = False
        constraints = [
            *TakesTwo.Meta.constraints,
            models.UniqueConstraint(
                fields=["group"], condition=Q(seconded_at=None, dropped_at=None), name="one_open_export"
            ),
        ]

    def can_be_taken(self, membership, now) -> bool:
        """By the two who agreed on it, in the places they had then, for a week."""
        two = (self.asked_by_id, self.seconded_by_id)
        return self.seconded_at is not None and now < self.seconded_at + self.TO_TAKE and membership.pk in two
