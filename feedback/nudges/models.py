from django.db import models


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
