from django.db import models

MEMBERS = 0  # in place of an ingredient: how members see all nine


class NineNudge(models.Model):
    """That somebody was reminded of one ingredient, or of the members' view, once for each time it was said."""

    group = models.ForeignKey("groups.Group", models.CASCADE, related_name="nine_nudges")
    which = models.PositiveSmallIntegerField()
    said_at = models.DateTimeField()  # when what is old now was said
    at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["group", "which", "said_at"], name="each_nudge_about_nine_once")]
