from django.db import models
from django.db.models import Q

from groups.membership.models import THE_SYSTEM


class OfTopic(models.QuerySet):
    """Rows that hang on one topic. Everyone in or beside the group may read them: that is what they are for."""

    def visible_to(self, membership):
        return self.filter(topic__group_id=membership.group_id)

    def in_order(self):
        return self.order_by("id")


class MapItem(models.Model):
    """One thing about a topic, and whether it can change. What is fixed, or open in part, says why. Never deleted."""

    class State(models.TextChoices):
        OPEN = "OPEN", "Open to change"
        PARTLY = "PARTLY", "Partly open"
        FIXED = "FIXED", "Fixed"

    topic = models.ForeignKey("feedback.Topic", models.PROTECT, related_name="map_items")
    what = models.CharField("what", max_length=200)
    state = models.CharField("can it change", max_length=6, choices=State)
    why = models.TextField("why", max_length=1000, blank=True)
    at = models.DateTimeField()

    objects = OfTopic.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(state="OPEN") | ~Q(why=""), name="fixed_says_why",
                violation_error_message="Say why it is fixed, or only partly open.",
            )
        ]  # fmt: skip

    def __str__(self):
        return self.what

    @property
    def look(self):
        """The colour that repeats the words."""
        return {"OPEN": "yes", "PARTLY": "partly", "FIXED": "draft"}[self.state]


class Changes(OfTopic):
    def newest_first(self):
        return self.order_by("-id")

    def with_people(self):
        return self.select_related("by__person")


class PowerChange(models.Model):
    """One change of a card, a map or a level: what it was, what it is now, when and why. Never changed, never deleted."""

    topic = models.ForeignKey("feedback.Topic", models.PROTECT, related_name="power_changes")
    headline = models.CharField(max_length=300)
    before = models.TextField(blank=True)
    after = models.TextField(blank=True)
    why = models.TextField(blank=True)
    by = models.ForeignKey("groups.Membership", models.PROTECT, related_name="+")
    at = models.DateTimeField()

    objects = Changes.as_manager()

    class Meta:
        indexes = [models.Index(fields=["topic", "-id"], name="power_changes_of_topic")]

    def __str__(self):
        return self.headline

    def who(self, reader):
        """Who did it, as far as this reader may know: people from the system by name, people of the group inside it."""
        if not (reader.inside or self.by.role in THE_SYSTEM):
            return ""
        return f"{self.by.person.name}, {self.by.get_role_display()}"
