from django.db import models


class Figure(models.Model):
    """One number of one quarter in the words in which it may be shown: what it was exactly is not kept.

    Written when the quarter is over and never changed, so that no later look at it tells more.
    """

    class What(models.TextChoices):
        SAID = "SAID", "Things said and sent"
        HEARD = "HEARD", "Things heard"
        ANSWERED = "ANSWERED", "Things answered"
        REFUSED = "REFUSED", "Answers that were can’t or not now"
        DID = "DID", "Things done and checked"
        REOPENED = "REOPENED", "Things opened again because the group said no"
        MEMBERS = "MEMBERS", "Members of the group on the last day"

    group = models.ForeignKey("groups.Group", models.CASCADE, related_name="+")
    starts_on = models.DateField()
    what = models.CharField(max_length=10, choices=What)
    shown = models.CharField(max_length=20)
    frozen_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["group", "starts_on", "what"], name="one_figure_of_a_quarter")]
