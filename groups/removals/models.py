from datetime import datetime, timedelta

from django.db import models
from django.db.models import Q

from groups.seconding.models import Asked, TakesTwo


class Removals(Asked):
    def visible_to(self, membership):
        """The group's, but never one about the reader: they are told by letter, and do not decide about themselves."""
        return self.filter(membership__group_id=membership.group_id).exclude(membership=membership)

    def about(self, membership):
        """Asked of the reader themselves, and not decided: they say their side of it."""
        return self.open().filter(membership=membership)


class Removal(TakesTwo):
    """Removing someone needs a reason, notice and two people. Asked for by one, seconded by another, or dropped.

    Whom it is about has a week to say their side before the second person can agree, unless it is for somebody's safety.
    """

    TO_SPEAK = timedelta(days=7)

    membership = models.ForeignKey("groups.Membership", models.CASCADE, related_name="removals")
    asked_by = models.ForeignKey("groups.Membership", models.PROTECT, related_name="+")
    seconded_by = models.ForeignKey("groups.Membership", models.PROTECT, null=True, blank=True, related_name="+")

    for_safety = models.BooleanField(default=False, db_default=False)
    their_side = models.TextField(max_length=2000, blank=True, default="", db_default="")
    side_said_at = models.DateTimeField(null=True, blank=True)

    objects = Removals.as_manager()

    class Meta(TakesTwo.Meta):
        abstract = False
        constraints = [
            *TakesTwo.Meta.constraints,
            models.UniqueConstraint(
                fields=["membership"], condition=Q(seconded_at=None, dropped_at=None), name="one_open_removal"
            ),
            models.CheckConstraint(
                condition=Q(their_side="", side_said_at=None) | (~Q(their_side="") & Q(side_said_at__isnull=False)),
                name="removal_side_and_at",
            ),
        ]

    @property
    def group(self):
        return self.membership.group

    @property
    def from_at(self) -> datetime:
        """From when a second person can agree."""
        return self.asked_at if self.for_safety else self.asked_at + self.TO_SPEAK
