from datetime import timedelta

from django.db import models
from django.db.models import Q

from feedback.permissions import FeedbackAbility
from groups.seconding.models import Asked, TakesTwo

LASTS = timedelta(minutes=60)


class Emergencies(Asked):
    def visible_to(self, membership):
        """Everyone in the group reads who came in, and why."""
        ours = self.filter(group_id=membership.group_id).exclude(seconded_at=None)
        return ours if membership.may(FeedbackAbility.SEE_EMERGENCY) else ours.none()

    def of_organisation(self, organisation_id):
        return self.filter(group__organisation_id=organisation_id)

    def going_on(self):
        """Agreed to, and nobody has said yet that it is over."""
        return self.filter(seconded_at__isnull=False, ended_at=None)

    def open_now(self, now):
        return self.going_on().filter(seconded_at__gt=now - LASTS)

    def run_out(self, now):
        return self.going_on().filter(seconded_at__lte=now - LASTS)

    def with_people(self):
        return self.select_related("group__organisation", "asked_by", "seconded_by", "ended_by")


class Emergency(TakesTwo):
    """One person may read the talk of one group for 60 minutes. `pages` counts what they opened; it ends by itself, or earlier."""

    WAITS = timedelta(days=1)  # what nobody agreed to by then was no emergency

    group = models.ForeignKey("groups.Group", models.PROTECT, related_name="emergencies")
    asked_by = models.ForeignKey("groups.Person", models.PROTECT, related_name="+")
    seconded_by = models.ForeignKey("groups.Person", models.PROTECT, null=True, blank=True, related_name="+")
    pages = models.PositiveIntegerField(default=0)
    ended_at = models.DateTimeField(null=True, blank=True)
    ended_by = models.ForeignKey("groups.Person", models.PROTECT, null=True, blank=True, related_name="+")

    objects = Emergencies.as_manager()

    class Meta(TakesTwo.Meta):
        abstract = False
        constraints = [
            *TakesTwo.Meta.constraints,
            models.UniqueConstraint(
                fields=["group"], condition=Q(dropped_at=None, ended_at=None), name="one_emergency_at_a_time"
            ),
            models.CheckConstraint(
                condition=Q(ended_at=None) | Q(seconded_at__isnull=False), name="an_emergency_ends_after_it_began"
            ),
        ]
        indexes = [
            models.Index(
                fields=["seconded_at"],
                condition=Q(seconded_at__isnull=False, ended_at=None),
                name="emergencies_going_on",
            )
        ]

    @property
    def until(self):
        return self.seconded_at + LASTS

    def goes_on(self, now) -> bool:
        return self.seconded_at is not None and self.ended_at is None and now < self.until
