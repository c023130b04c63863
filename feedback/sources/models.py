from django.db import models

from feedback.log.models import Said


class Sources(models.QuerySet):
    def visible_to(self, membership):
        """As the entry it went into. Its words are the entry's or the step's: here is only where they came from."""
        return self.filter(said__in=Said.objects.visible_to(membership))


class Source(models.Model):
    """One line of a meeting's notes went into one entry, once. Nobody is kept: it is the group's line."""

    line = models.OneToOneField("groups.NotesLine", models.PROTECT, related_name="source")
    said = models.ForeignKey("feedback.Said", models.PROTECT, related_name="sources")
    at = models.DateTimeField()

    objects = Sources.as_manager()
