from django.db import models
from django.db.models import Q

from feedback.topics.models import Influence


class Judgings(models.QuerySet):
    def visible_to(self, membership):
        return self.filter(topic__group_id=membership.group_id)

    def open(self):
        return self.filter(closed_at=None)


class Judging(models.Model):
    """Members are asked how much say they really had, until the end of a day. `declared` is what was said at the start."""

    topic = models.ForeignKey("feedback.Topic", models.PROTECT, related_name="judgings")
    declared = models.CharField(max_length=10, choices=Influence, blank=True)
    asked_at = models.DateTimeField()
    until_on = models.DateField("last day to answer")
    closed_at = models.DateTimeField(null=True, blank=True)

    objects = Judgings.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["topic"], condition=Q(closed_at=None), name="one_judging_at_a_time")
        ]
        indexes = [models.Index(fields=["until_on"], condition=Q(closed_at=None), name="judgings_to_close")]

    def __str__(self):
        return f"{self.topic.name}: how much say we really had"


class Judgement(models.Model):
    """One member's answer. It can be changed until the judging closes."""

    judging = models.ForeignKey(Judging, models.CASCADE, related_name="judgements")
    membership = models.ForeignKey("groups.Membership", models.PROTECT, related_name="+")
    level = models.CharField(max_length=10, choices=Influence)
    at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["judging", "membership"], name="one_judgement_each")]
