from django.db import models


class LateNudge(models.Model):
    """A rung of the kind ladder that was used for one date of one action: the system's people, then their deputies too."""

    class Rung(models.TextChoices):
        PASSED = "PASSED", "Those who promised it, when the date has passed"
        DEPUTY = "DEPUTY", "Their deputies too, two working days later"

    deed = models.ForeignKey("feedback.Deed", models.CASCADE, related_name="nudges")
    due_on = models.DateField()  # a date that moved begins a new ladder
    rung = models.CharField(max_length=10, choices=Rung)
    at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["deed", "due_on", "rung"], name="each_rung_of_a_date_once")]
