from django.db import models
from django.db.models import Q

from coproduction.kit import walltime
from groups.membership.models import Role


class Concerns(models.QuerySet):
    def visible_to(self, membership):
        """The coordinator's, and whoever raised it their own."""
        here = self.filter(group_id=membership.group_id)
        return here if membership.role == Role.NETWORK_COORDINATOR else here.filter(raised_by=membership)

    def unread(self):
        return self.filter(read_at=None)

    def to_nudge(self, now):
        return self.unread().filter(nudge_on__lte=walltime.furthest_day(now))

    def with_people(self):
        return self.select_related("raised_by__person", "read_by__person", "closed_by__person")


class Concern(models.Model):
    """Somebody is worried that someone is not safe. Unread, it is brought up again on `nudge_on`, and each working day after."""

    group = models.ForeignKey("groups.Group", models.PROTECT, related_name="+")
    words = models.TextField("what you are worried about", max_length=4000)
    raised_by = models.ForeignKey("groups.Membership", models.PROTECT, related_name="+")
    raised_at = models.DateTimeField()
    nudge_on = models.DateField()
    read_by = models.ForeignKey("groups.Membership", models.PROTECT, null=True, blank=True, related_name="+")
    read_at = models.DateTimeField(null=True, blank=True)
    done = models.TextField("what was done", max_length=4000, blank=True)
    closed_by = models.ForeignKey("groups.Membership", models.PROTECT, null=True, blank=True, related_name="+")
    closed_at = models.DateTimeField(null=True, blank=True)

    objects = Concerns.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(read_by=None, read_at=None) | Q(read_by__isnull=False, read_at__isnull=False),
                name="concern_read_by_and_at",
            ),
            models.CheckConstraint(
                condition=Q(closed_by=None, closed_at=None, done="")
                | ~Q(done="") & Q(closed_by__isnull=False, closed_at__isnull=False, read_at__isnull=False),
                name="concern_closed_with_what_was_done",
            ),
        ]
        indexes = [
            models.Index(fields=["group", "-id"], name="concerns_of_group"),
            models.Index(fields=["nudge_on"], condition=Q(read_at=None), name="concerns_unread"),
        ]
