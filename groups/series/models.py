from django.db import models
from django.db.models import F, Q

from groups.membership.models import THE_GROUP


class SeriesRows(models.QuerySet):
    def visible_to(self, membership):
        """For the group. Guests from the system see the meetings they are invited to, not the row they stand in."""
        return self.filter(group_id=membership.group_id) if membership.role in THE_GROUP else self.none()


class Series(models.Model):
    """What was planned: how often, from when until when, at which time of the clock on the wall.

    The meetings carry what is true of them now. `version` rises when several are changed or ended together: letters use it.
    Two that are alike and both go on cannot be: a form sent twice makes one series.
    """

    class Rhythm(models.TextChoices):
        WEEKLY = "WEEKLY", "Every week"
        FORTNIGHTLY = "FORTNIGHTLY", "Every second week"
        FOUR_WEEKLY = "FOUR_WEEKLY", "Every four weeks"
        MONTHLY = "MONTHLY", "Every month, on the same weekday"

    group = models.ForeignKey("groups.Group", models.PROTECT, related_name="series")
    title = models.CharField(max_length=120)
    rhythm = models.CharField(max_length=12, choices=Rhythm)
    first_on = models.DateField()
    last_on = models.DateField()
    starts = models.TimeField()
    version = models.PositiveSmallIntegerField(default=1)
    planned_by = models.ForeignKey("groups.Membership", models.PROTECT, related_name="+")
    planned_at = models.DateTimeField()
    ended_by = models.ForeignKey("groups.Membership", models.PROTECT, null=True, blank=True, related_name="+")
    ended_at = models.DateTimeField(null=True, blank=True)
    ended_because = models.CharField(max_length=300, blank=True)

    objects = SeriesRows.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["group", "title", "rhythm", "first_on", "last_on", "starts"], condition=Q(ended_at=None),
                name="one_series_alike", violation_error_message="This series is planned already.",
            ),
            models.CheckConstraint(
                condition=Q(last_on__gt=F("first_on")), name="series_ends_after_it_starts",
                violation_error_message="The last day must be after the first.",
            ),
            models.CheckConstraint(
                condition=Q(ended_at=None, ended_by=None) | Q(ended_at__isnull=False, ended_by__isnull=False),
                name="series_ended_by_and_at",
            ),
        ]  # fmt: skip

    def __str__(self):
        return self.title

    @property
    def ended(self):
        return self.ended_at is not None
