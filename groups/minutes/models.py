from django.db import models
from django.db.models import Q

from groups.meetings.models import Meeting
from groups.permissions import GroupAbility


class AllNotes(models.QuerySet):
    def visible_to(self, membership):
        """Whoever sees the meeting reads its confirmed notes; a draft, only those who may write it."""
        seen = self.filter(meeting__in=Meeting.objects.visible_to(membership))
        return seen if GroupAbility.EDIT_NOTES.opens_for(membership.role) else seen.filter(confirmed_at__isnull=False)


class Notes(models.Model):
    """The notes as they stand. `version` guards against two people saving over each other: the second sees both texts.

    Confirmed notes do not change. Opening them again makes them a draft once more, with a reason that everyone can read.
    """

    meeting = models.OneToOneField("groups.Meeting", models.CASCADE, related_name="notes")
    summary = models.TextField("in short, in plain words", max_length=2000, blank=True)
    body = models.TextField("notes", max_length=40000, blank=True)
    decisions = models.TextField("what was decided", max_length=10000, blank=True)
    version = models.PositiveIntegerField(default=1)
    confirmed_at = models.DateTimeField(null=True, blank=True)
    confirmed_by = models.ForeignKey("groups.Membership", models.PROTECT, null=True, blank=True, related_name="+")
    reopened_at = models.DateTimeField(null=True, blank=True)
    reopened_by = models.ForeignKey("groups.Membership", models.PROTECT, null=True, blank=True, related_name="+")
    reopened_because = models.CharField(max_length=300, blank=True)

    objects = AllNotes.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(confirmed_at=None, confirmed_by=None)
                | Q(confirmed_at__isnull=False, confirmed_by__isnull=False),
                name="notes_confirmed_by_and_at",
            ),
            models.CheckConstraint(
                condition=Q(reopened_at=None, reopened_by=None)
                | Q(reopened_at__isnull=False, reopened_by__isnull=False),
                name="notes_reopened_by_and_at",
            ),
        ]

    @property
    def confirmed(self):
        return self.confirmed_at is not None

    def shown_to(self, membership) -> bool:
        """For whoever sees the meeting: a draft is only for those who may write it."""
        return self.confirmed or GroupAbility.EDIT_NOTES.opens_for(membership.role)


class Versions(models.QuerySet):
    def visible_to(self, membership):
        """Earlier versions were drafts: those who may write notes may read them."""
        if not GroupAbility.EDIT_NOTES.opens_for(membership.role):
            return self.none()
        return self.filter(notes__meeting__in=Meeting.objects.visible_to(membership))

    def newest_first(self):
        return self.order_by("-number")


class NotesVersion(models.Model):
    """Every version that was saved, by whom and when. Nothing typed is lost."""

    notes = models.ForeignKey(Notes, models.CASCADE, related_name="versions")
    number = models.PositiveIntegerField()
    summary = models.TextField(blank=True)
    body = models.TextField(blank=True)
    decisions = models.TextField(blank=True)
    written_by = models.ForeignKey("groups.Membership", models.PROTECT, related_name="+")
    written_at = models.DateTimeField()

    objects = Versions.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["notes", "number"], name="one_text_a_version")]
