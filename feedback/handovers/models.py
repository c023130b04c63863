from django.db import models
from django.db.models import F, Q


class Handovers(models.QuerySet):
    def visible_to(self, membership):
        """For the system: who asked whom. The group sees it on the entry and in the trail."""
        mine = self.filter(said__group_id=membership.group_id)
        return mine if membership.for_the_system else mine.none()

    def standing(self):
        """Not taken back, of this round, and to somebody who is still there."""
        return self.filter(ended_at=None, round=F("said__round"), to__left_at=None, to__person__is_active=True)

    def with_people(self):
        return self.select_related("to__person", "handed_by__person", "said__group")


class Handover(models.Model):
    """One thing owed was handed to somebody else. `owed` is what: the stage of the entry, or the rung of a challenge."""

    class Owed(models.TextChoices):
        SENT = "SENT", "to hear it"
        HEARD = "HEARD", "to answer it"
        REASON = "REASON", "to give the reason again"
        SPONSOR = "SPONSOR", "to look at it again"

    said = models.ForeignKey("feedback.Said", models.PROTECT, related_name="handovers")
    round = models.PositiveSmallIntegerField()
    owed = models.CharField(max_length=10, choices=Owed)
    to = models.ForeignKey("groups.Membership", models.PROTECT, related_name="+")
    note = models.CharField("a line for them", max_length=300, blank=True)
    handed_by = models.ForeignKey("groups.Membership", models.PROTECT, related_name="+")
    handed_at = models.DateTimeField()
    ended_by = models.ForeignKey("groups.Membership", models.PROTECT, null=True, blank=True, related_name="+")
    ended_at = models.DateTimeField(null=True, blank=True)

    objects = Handovers.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["said", "round", "owed"], condition=Q(ended_at=None), name="handed_to_one_person",
                violation_error_message="Somebody else was asked already.",
            ),
            models.CheckConstraint(
                condition=Q(ended_at=None, ended_by=None) | Q(ended_at__isnull=False, ended_by__isnull=False),
                name="a_handover_is_ended_by_somebody",
            ),
            models.CheckConstraint(condition=~Q(to=F("handed_by")), name="nobody_hands_over_to_themselves"),
        ]  # fmt: skip
