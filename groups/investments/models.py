from django.db import models
from django.db.models import Q


class Investment(models.TextChoices):
    """In the order of the questions of the ready-made survey, so that each finds what is felt of it."""

    FACILITATION = "FACILITATION", "Facilitation"
    LEARNING = "LEARNING", "Knowledge, skills and confidence"
    INFORMATION = "INFORMATION", "Information"
    RELATIONSHIPS = "RELATIONSHIPS", "Relationships that go both ways"
    TIME = "TIME", "Time to develop"


class OfGroup(models.QuerySet):
    def visible_to(self, membership):
        return self.filter(group_id=membership.group_id)


class Given(models.Model):
    """One line of what the group got: a course, a room, an hour with somebody who decides."""

    group = models.ForeignKey("groups.Group", models.PROTECT, related_name="+")
    investment = models.CharField(max_length=13, choices=Investment)
    words = models.CharField(max_length=300)
    given_on = models.DateField()
    noted_by = models.ForeignKey("groups.Membership", models.PROTECT, related_name="+")
    noted_at = models.DateTimeField()

    objects = OfGroup.as_manager()

    class Meta:
        constraints = [models.CheckConstraint(condition=~Q(words=""), name="a_line_of_what_was_given_has_words")]
        indexes = [models.Index(fields=["group", "-given_on"], name="given_of_group")]


class FacilitationTime(models.Model):
    """Hours of facilitation before, during and after one meeting, all facilitators together, in minutes."""

    group = models.ForeignKey("groups.Group", models.PROTECT, related_name="+")
    meeting = models.OneToOneField("groups.Meeting", models.CASCADE, related_name="facilitation_time")
    before = models.PositiveIntegerField("minutes before")
    during = models.PositiveIntegerField("minutes during")
    after = models.PositiveIntegerField("minutes after")
    noted_by = models.ForeignKey("groups.Membership", models.PROTECT, related_name="+")
    noted_at = models.DateTimeField()

    objects = OfGroup.as_manager()

    MOST = 60 * 200  # minutes of one part

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(before__lte=12000, during__lte=12000, after__lte=12000),
                name="hours_of_facilitation_are_possible",
            )
        ]
