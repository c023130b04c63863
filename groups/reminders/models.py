from django.db import models


class Reminder(models.Model):
    """A reminder that has been posted to everyone it is for: of one kind, at one time of this version of the meeting."""

    meeting = models.ForeignKey("groups.Meeting", models.CASCADE, related_name="reminders")
    version = models.PositiveSmallIntegerField()
    kind = models.CharField(max_length=20)
    plan = models.CharField(max_length=20)  # the key of its time: 7-days, 2-hours-after
    posted_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["meeting", "version", "kind", "plan"], name="reminded_once_a_version")
        ]
