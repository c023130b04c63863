from django.db import models
from django.db.models import F, Q


class AwayTimes(models.QuerySet):
    def of_person(self, person):
        return self.filter(membership__person=person, membership__left_at=None)

    def not_over(self, day):
        """Going on or still to come, and not called off."""
        return self.filter(ends_on__gte=day, called_off_at=None)

    def with_people(self):
        return self.select_related("membership__person", "membership__group", "stand_in__person")


class Away(models.Model):
    """Somebody of the system is away from one day to another, both of them included, and says who stands in.

    `stand_in` is empty only where nobody else of the system is in the group. Coming back early calls it off.
    """

    membership = models.ForeignKey("groups.Membership", models.CASCADE, related_name="away_times")
    starts_on = models.DateField("first day away")
    ends_on = models.DateField("last day away")
    stand_in = models.ForeignKey(
        "groups.Membership", models.SET_NULL, null=True, blank=True, related_name="stands_in_at"
    )
    said_at = models.DateTimeField()
    called_off_at = models.DateTimeField(null=True, blank=True)

    objects = AwayTimes.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_on__gte=F("starts_on")), name="away_ends_after_it_begins",
                violation_error_message="The last day cannot be before the first.",
            ),
            models.CheckConstraint(
                condition=Q(stand_in=None) | ~Q(stand_in=F("membership")), name="nobody_stands_in_for_themselves"
            ),
        ]  # fmt: skip


class AwayDay(models.Model):
    """One day away. A row for each, so that the database itself refuses times that overlap."""

    away = models.ForeignKey(Away, models.CASCADE, related_name="days")
    membership = models.ForeignKey("groups.Membership", models.CASCADE, related_name="away_days")
    day_on = models.DateField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["membership", "day_on"], name="away_once_a_day",
                violation_error_message="You are away on some of these days already.",
            )
        ]  # fmt: skip
