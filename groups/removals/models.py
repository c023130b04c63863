from django.db import models
from django.db.models import F, Q


class Removals(models.QuerySet):
    def open(self):
        return self.filter(seconded_at=None, dropped_at=None)

    def visible_to(self, membership):
        """The group's, but never one about the reader: they are told by letter, and do not decide about themselves."""
        return self.filter(membership__group_id=membership.group_id).exclude(membership=membership)


class Removal(models.Model):
    """Removing someone needs a reason, notice and two people. Asked for by one, seconded by another, or dropped."""

    membership = models.ForeignKey("groups.Membership", models.CASCADE, related_name="removals")
    reason = models.TextField(max_length=1000)
    asked_by = models.ForeignKey("groups.Membership", models.PROTECT, related_name="+")
    asked_at = models.DateTimeField()
    seconded_by = models.ForeignKey("groups.Membership", models.PROTECT, null=True, blank=True, related_name="+")
    seconded_at = models.DateTimeField(null=True, blank=True)
    dropped_at = models.DateTimeField(null=True, blank=True)

    objects = Removals.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=~Q(asked_by=F("seconded_by")), name="removal_takes_two_people"),
            models.CheckConstraint(
                condition=Q(seconded_by=None, seconded_at=None)
                | Q(seconded_by__isnull=False, seconded_at__isnull=False),
                name="removal_seconded_by_and_at",
            ),
            models.UniqueConstraint(
                fields=["membership"], condition=Q(seconded_at=None, dropped_at=None), name="one_open_removal"
            ),
        ]
