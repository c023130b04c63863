from django.db import models
from django.db.models import Q

from feedback.log.models import Said, Stage
from feedback.topics.models import Topic
from groups.agendas.models import Item

KEPT_BACK = (Stage.DRAFT, Stage.WITHDRAWN)  # the group as a whole does not read these, whoever wrote them


class Subjects(models.QuerySet):
    def visible_to(self, membership):
        """Whoever sees both: the item, and what it is about. A draft, or what was taken back since, is nobody's here."""
        topics, entries = Topic.objects.visible_to(membership), Said.objects.visible_to(membership)
        read = Q(topic__in=topics) | Q(said__in=entries.exclude(stage__in=KEPT_BACK))
        return self.filter(read, item__in=Item.objects.visible_to(membership))


class Subject(models.Model):
    """One item of an agenda is about one topic or one entry, never both. Who said so stands in the group's history."""

    item = models.OneToOneField("groups.Item", models.CASCADE, related_name="subject")
    topic = models.ForeignKey("feedback.Topic", models.PROTECT, null=True, blank=True, related_name="subjects")
    said = models.ForeignKey("feedback.Said", models.PROTECT, null=True, blank=True, related_name="subjects")
    at = models.DateTimeField()

    objects = Subjects.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(topic=None, said__isnull=False) | Q(topic__isnull=False, said=None),
                name="about_a_topic_or_an_entry",
                violation_error_message="Choose a topic or something you said, not both.",
            ),
        ]

    @property
    def choice(self) -> str:
        """As the form names it."""
        return f"topic-{self.topic_id}" if self.topic_id else f"said-{self.said_id}"
