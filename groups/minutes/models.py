from django.db import models


class Notes(models.Model):
    """The notes as they stand. `version` guards against two people saving over each other: the second sees both texts."""

    meeting = models.OneToOneField("groups.Meeting", models.CASCADE, related_name="notes")
    summary = models.TextField("in short, in plain words", max_length=2000, blank=True)
    body = models.TextField("notes", max_length=40000, blank=True)
    decisions = models.TextField("what was decided", max_length=10000, blank=True)
    version = models.PositiveIntegerField(default=1)
    confirmed_at = models.DateTimeField(null=True, blank=True)
    confirmed_by = models.ForeignKey("groups.Membership", models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(confirmed_at=None, confirmed_by=None)
                | models.Q(confirmed_at__isnull=False, confirmed_by__isnull=False),
                name="notes_confirmed_by_and_at",
            )
        ]


class NotesVersion(models.Model):
    """Every version that was saved, by whom and when. Nothing typed is lost."""

    notes = models.ForeignKey(Notes, models.CASCADE, related_name="versions")
    number = models.PositiveIntegerField()
    summary = models.TextField(blank=True)
    body = models.TextField(blank=True)
    decisions = models.TextField(blank=True)
    written_by = models.ForeignKey("groups.Membership", models.PROTECT, related_name="+")
    written_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["notes", "number"], name="one_text_a_version")]
