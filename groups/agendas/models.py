from django.db import models


class Items(models.QuerySet):
    def in_order(self):
        return self.order_by("position", "id")


class Item(models.Model):
    """One thing on the agenda. A proposed item waits for the facilitator to give it a place."""

    class Purpose(models.TextChoices):
        HEAR = "HEAR", "To hear"
        EXPLORE = "EXPLORE", "To explore"
        SHAPE = "SHAPE", "To shape together"
        DECIDE = "DECIDE", "To decide"
        BREAK = "BREAK", "Break"

    meeting = models.ForeignKey("groups.Meeting", models.CASCADE, related_name="items")
    position = models.PositiveSmallIntegerField(default=0)
    title = models.CharField(max_length=200)
    purpose = models.CharField(max_length=10, choices=Purpose)
    detail = models.TextField(max_length=2000, blank=True)
    minutes = models.PositiveSmallIntegerField(default=10)
    raised_by = models.ForeignKey("groups.Membership", models.PROTECT, null=True, blank=True, related_name="+")
    proposed_at = models.DateTimeField()
    accepted_at = models.DateTimeField(null=True, blank=True)

    objects = Items.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(minutes__gte=1, minutes__lte=480), name="item_takes_time",
                violation_error_message="Give it between 1 and 480 minutes.",
            )
        ]  # fmt: skip
        indexes = [models.Index(fields=["meeting", "position", "id"], name="items_in_order")]

    def __str__(self):
        return self.title
