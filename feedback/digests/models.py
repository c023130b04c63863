from django.db import models
from django.db.models import Q

from groups.membership.models import Role


class Subscriptions(models.QuerySet):
    def visible_to(self, membership):
        """How often somebody is written to is theirs alone."""
        return self.filter(membership=membership)

    def due(self, now):
        return self.filter(next_due_at__lte=now).exclude(frequency=Subscription.Frequency.NEVER)


class Subscription(models.Model):
    """How often one membership gets a digest. `covers_from` is the end of the last one sent."""

    class Frequency(models.TextChoices):
        WEEKLY = "WEEKLY", "Once a week, on Monday"
        MONTHLY = "MONTHLY", "Once a month, on the first working day"
        NEVER = "NEVER", "Never"

    membership = models.OneToOneField("groups.Membership", models.CASCADE, related_name="digest")
    frequency = models.CharField("how often", max_length=10, choices=Frequency)
    covers_from = models.DateTimeField()
    next_due_at = models.DateTimeField()

    objects = Subscriptions.as_manager()

    class Meta:
        indexes = [
            models.Index(fields=["next_due_at", "id"], condition=~Q(frequency="NEVER"), name="digests_due"),
        ]


DEFAULTS = {
    Role.FACILITATOR: Subscription.Frequency.WEEKLY,
    Role.CO_FACILITATOR: Subscription.Frequency.WEEKLY,
    Role.POINT_OF_CONTACT: Subscription.Frequency.WEEKLY,
    Role.SPONSOR: Subscription.Frequency.MONTHLY,
}


class Nudge(models.Model):
    """A rung of the kind ladder that was used: the owner soon before, the owner after, then the deputy."""

    class Rung(models.TextChoices):
        SOON = "SOON", "The owner, before the promise passes"
        PASSED = "PASSED", "The owner, when it has passed"
        DEPUTY = "DEPUTY", "The deputy too, two working days later"

    said = models.ForeignKey("feedback.Said", models.CASCADE, related_name="nudges")
    round = models.PositiveSmallIntegerField()
    stage = models.CharField(max_length=10)
    rung = models.CharField(max_length=10, choices=Rung)
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["said", "round", "stage", "rung"], name="each_rung_once"),
        ]
