from django.db import models


class What(models.TextChoices):
    STORY = "STORY", "My story"
    NEEDS = "NEEDS", "What I need to take part"
    DETAILS = "DETAILS", "My details, such as my address or my medicines"


TIMES = "TIMES"  # how often in all: somebody may tell several things again at once


class RetoldRows(models.QuerySet):
    def visible_to(self, membership):
        return self.filter(group_id=membership.group_id)


class Retold(models.Model):
    """How often it was counted in one quarter of a group: in all, and of each thing that was told again."""

    group = models.ForeignKey("groups.Group", models.CASCADE, related_name="retold")
    starts_on = models.DateField("the first day of the quarter")
    what = models.CharField(max_length=10, choices=[(TIMES, "In all"), *What.choices])
    number = models.PositiveIntegerField(default=0)

    objects = RetoldRows.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["group", "starts_on", "what"], name="retold_is_counted_once")]
