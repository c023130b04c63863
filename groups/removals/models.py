from django.db import models
from django.db.models import Q

from groups.seconding.models import Asked, TakesTwo


class Removals(Asked):
    def visible_to(self, membership):
        """The group's, but never one about the reader: they are told by letter, and do not decide about themselves."""
        return self.filter(membership__group_id=membership.group_id).exclude(membership=membership)


class Removal(TakesTwo):
    """Removing someone needs a reason, notice and two people. Asked for by one, seconded by another, or dropped."""

    membership = models.ForeignKey("groups.Membership", models.CASCADE, related_name="removals")
    asked_by = models.ForeignKey("groups.Membership", models.PROTECT, related_name="+")
    seconded_by = models.ForeignKey("groups.Membership", models.PROTECT, null=True, blank=True, related_name="+")

    objects = Removals.as_manager()

    class Meta(TakesTwo.Meta):
        abstract = False
        constraints = [
            *TakesTwo.Meta.constraints,
            models.UniqueConstraint(
                fields=["membership"], condition=Q(seconded_at=None, dropped_at=None), name="one_open_removal"
            ),
        ]

    @property
    def group(self):
        return self.membership.group
