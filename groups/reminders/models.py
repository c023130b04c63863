from django.db import models


class Reminder(models.Model):
    """A reminder that has been posted to everyone it is for: so many days before this version of the meeting."""

    meeting = models.ForeignKey("groups.Meeting", models.CASCADE, related_name="reminders")
    version = models.PositiveSmallIntegerField()
    days = models.PositiveSmallIntegerField()
    posted_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["meeting", "version", "days"], name="reminded_once_a_version")]
