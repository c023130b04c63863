from django.db import models
from django.db.models import F
from django.db.models.functions import Coalesce, Lower


class Topics(models.QuerySet):
    def visible_to(self, membership):
        return self.filter(group_id=membership.group_id)

    def open(self):
        return self.filter(closed_at=None)

    def in_order(self):
        """Open ones first, then by name."""
        return self.order_by(F("closed_at").asc(nulls_first=True), "name", "id")


class Topic(models.Model):
    """A heading under which a group gathers what it says."""

    group = models.ForeignKey("groups.Group", models.PROTECT, related_name="topics")
    name = models.CharField("topic", max_length=80)
    about = models.CharField("what it is about, in plain words", max_length=400, blank=True)
    opened_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True, blank=True)

    objects = Topics.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                "group", Lower("name"), name="one_topic_per_name",
                violation_error_message="Your group already has a topic with this name.",
            )
        ]  # fmt: skip

    def __str__(self):
        return self.name


class Tallies(models.QuerySet):
    def visible_to(self, membership):
        return self.filter(group_id=membership.group_id)


class Tally(models.Model):
    """How many things of a group stand where, by topic (or none). The database keeps it with every change (migration 0002)."""

    group = models.ForeignKey("groups.Group", models.PROTECT, related_name="+")
    topic = models.ForeignKey(Topic, models.PROTECT, null=True, blank=True, related_name="tallies")
    bucket = models.CharField(max_length=10)
    number = models.IntegerField(default=0)

    objects = Tallies.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint("group", Coalesce("topic", 0), "bucket", name="one_tally")]
