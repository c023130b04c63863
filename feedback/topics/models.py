from django.db import models
from django.db.models.functions import Lower


class Topics(models.QuerySet):
    def visible_to(self, membership):
        return self.filter(group_id=membership.group_id)

    def open(self):
        return self.filter(closed_at=None)


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
