from django.db import models


class PaperNudge(models.Model):
    """That the owner was reminded: of a promised paper on the rule's day, or that it is time to check it again."""

    class Kind(models.TextChoices):
        PROMISED = "PROMISED", "Promised, and not here"
        CHECK = "CHECK", "Time to check it again"

    paper = models.ForeignKey("groups.Paper", models.CASCADE, related_name="nudges")
    kind = models.CharField(max_length=8, choices=Kind)
    due_on = models.DateField()
    at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["paper", "kind", "due_on"], name="each_paper_nudge_once")]
