from django.db import models
from django.db.models import Q


class Attendances(models.QuerySet):
    def visible_to(self, membership):
        """For the facilitators only: nobody is shown as missing to anyone else."""
        mine = self.filter(meeting__group_id=membership.group_id)
        return mine if membership.facilitates else mine.none()


class Attendance(models.Model):
    """Whether one person was at one meeting, in the room, online or by phone. A reason only if they offered one."""

    meeting = models.ForeignKey("groups.Meeting", models.CASCADE, related_name="attendances")
    membership = models.ForeignKey("groups.Membership", models.PROTECT, related_name="+")
    came = models.BooleanField()
    because = models.CharField("the reason they offered", max_length=200, blank=True)
    noted_by = models.ForeignKey("groups.Membership", models.PROTECT, related_name="+")
    noted_at = models.DateTimeField()

    objects = Attendances.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["meeting", "membership"], name="there_once_a_meeting"),
            models.CheckConstraint(condition=Q(came=False) | Q(because=""), name="a_reason_for_being_away"),
        ]
        indexes = [models.Index(fields=["membership", "came"], name="attendance_of")]


class Rests(models.QuerySet):
    def visible_to(self, membership):
        """One's own and nobody else's, not even the facilitators'."""
        return self.filter(membership=membership)

    def running(self):
        return self.filter(ended_at=None)


class Rest(models.Model):
    """Somebody pauses for their health, for as long as they like. Nobody is asked why, and nobody writes to ask after them."""

    membership = models.ForeignKey("groups.Membership", models.CASCADE, related_name="rests")
    began_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)

    objects = Rests.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["membership"], condition=Q(ended_at=None), name="one_rest_at_a_time")
        ]


class KindWord(models.Model):
    """That a facilitator wrote to somebody who had been away, so that nobody else does so too. The words are in the letter."""

    membership = models.ForeignKey("groups.Membership", models.CASCADE, related_name="kind_words")
    written_by = models.ForeignKey("groups.Membership", models.PROTECT, related_name="+")
    written_at = models.DateTimeField()
