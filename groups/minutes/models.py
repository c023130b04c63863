from django.db import models
from django.db.models import Q

from coproduction.kit import walltime, when
from groups.meetings.models import Meeting
from groups.permissions import GroupAbility


class AllNotes(models.QuerySet):
    def visible_to(self, membership):
        """Who sees the meeting reads its confirmed notes. Once people are asked to read them, the group; before, who writes."""
        seen = self.filter(meeting__in=Meeting.objects.visible_to(membership))
        if GroupAbility.EDIT_NOTES.opens_for(membership.role):
            return seen
        readable = Q(confirmed_at__isnull=False)
        return seen.filter(readable | Q(asked_at__isnull=False) if membership.inside else readable)

    def with_people(self):
        return self.select_related("asked_by__person", "confirmed_by__person", "reopened_by__person")


class Notes(models.Model):
    """The notes as they stand. `version` counts what was saved, so that nobody saves over words they did not see.

    When they are ready people are asked to read them: until `closes_at` the group puts right what is not. `asking` counts how
    often people were asked. Confirmed notes do not change. Opening them again makes them a draft once more, with a reason
    that everyone can read, and people are asked again.
    """

    meeting = models.OneToOneField("groups.Meeting", models.CASCADE, related_name="notes")
    summary = models.TextField("in short, in plain words", max_length=2000, blank=True)
    version = models.PositiveIntegerField(default=1)
    asking = models.PositiveSmallIntegerField(default=0)
    asked_at = models.DateTimeField(null=True, blank=True)
    asked_by = models.ForeignKey("groups.Membership", models.PROTECT, null=True, blank=True, related_name="+")
    closes_at = models.DateTimeField(null=True, blank=True)
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
            models.CheckConstraint(
                condition=Q(asked_at=None, asked_by=None, closes_at=None)
                | Q(asked_at__isnull=False, asked_by__isnull=False, closes_at__isnull=False, asking__gte=1),
                name="notes_asked_by_and_until",
            ),
        ]

    @property
    def confirmed(self):
        return self.confirmed_at is not None

    def open_for_corrections(self, now):
        """Whether people are being asked now if the notes are right."""
        return not self.confirmed and self.closes_at is not None and self.closes_at > now

    @property
    def until(self) -> str:
        """The last day on which people can say so: the window closes at its midnight."""
        return when.day(walltime.last_day(self.closes_at, self.meeting.zone))

    def shown_to(self, membership) -> bool:
        """For whoever sees the meeting: as `visible_to`."""
        asked = membership.inside and self.asked_at is not None
        return self.confirmed or asked or GroupAbility.EDIT_NOTES.opens_for(membership.role)


class NotesPart(models.Model):
    """What was said under one item of the agenda; without one, what else was said."""

    notes = models.ForeignKey(Notes, models.CASCADE, related_name="parts")
    item = models.ForeignKey("groups.Item", models.PROTECT, null=True, blank=True, related_name="+")
    words = models.TextField("what was said", max_length=40000, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["notes", "item"], name="one_part_an_item"),
            models.UniqueConstraint(fields=["notes"], condition=Q(item=None), name="one_part_without_an_item"),
        ]


class NotesLines(models.QuerySet):
    def visible_to(self, membership):
        """As the notes; words that the group has not sent are for the group."""
        seen = self.filter(notes__in=Notes.objects.visible_to(membership))
        return seen if membership.inside else seen.decisions()

    def live(self):
        return self.filter(removed_in=None)

    def decisions(self):
        return self.filter(kind=NotesLine.Kind.DECISION)

    def in_order(self):
        return self.order_by("id")


class NotesLine(models.Model):
    """One decision, or one thing the group wants to say in the log. Its number stays while its words are edited.

    A line that is taken out stays as a row, with the version that took it out: what was made from it still knows its source.
    """

    class Kind(models.TextChoices):
        DECISION = "DECISION", "Decision"
        WE_SAID = "WE_SAID", "We said"

    notes = models.ForeignKey(Notes, models.CASCADE, related_name="lines")
    kind = models.CharField(max_length=8, choices=Kind)
    item = models.ForeignKey("groups.Item", models.PROTECT, null=True, blank=True, related_name="+")
    words = models.TextField(max_length=10000)
    removed_in = models.PositiveIntegerField(null=True, blank=True)

    objects = NotesLines.as_manager()

    class Meta:
        constraints = [models.CheckConstraint(condition=~Q(words=""), name="a_line_says_something")]


class Versions(models.QuerySet):
    def visible_to(self, membership):
        """Earlier versions were drafts: those who may write notes may read them."""
        if not GroupAbility.EDIT_NOTES.opens_for(membership.role):
            return self.none()
        return self.filter(notes__meeting__in=Meeting.objects.visible_to(membership))

    def newest_first(self):
        return self.order_by("-number")


class NotesVersion(models.Model):
    """The whole of the notes as it was saved, by whom and when. Nothing typed is lost.

    `said` is a list of {item, words}, `lines` of {id, kind, item, words}; `because` says what it was saved for, if for
    something.
    """

    notes = models.ForeignKey(Notes, models.CASCADE, related_name="versions")
    number = models.PositiveIntegerField()
    summary = models.TextField(blank=True)
    said = models.JSONField(default=list)
    lines = models.JSONField(default=list)
    because = models.CharField(max_length=200, blank=True)
    written_by = models.ForeignKey("groups.Membership", models.PROTECT, related_name="+")
    written_at = models.DateTimeField()

    objects = Versions.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["notes", "number"], name="one_text_a_version")]


class NotesNudge(models.Model):
    """That the facilitators were told once that a meeting has no notes to read yet."""

    meeting = models.OneToOneField("groups.Meeting", models.CASCADE, related_name="+")
    at = models.DateTimeField()
