from django.db import models
from django.db.models import F, Q

from coproduction.kit import walltime, when


class Shares(models.QuerySet):
    def visible_to(self, membership):
        """Those of one's group. Whether anybody minds is told only when it has closed."""
        if not membership.inside:
            return self.none()
        return self.filter(notes__meeting__group_id=membership.group_id)

    def standing(self):
        """Not taken back, of notes that are confirmed in the words people were asked about, and were not opened since."""
        confirmed = Q(notes__confirmed_at__isnull=False, notes__confirmed_at__lte=F("proposed_at"))
        return self.filter(confirmed, ended_at=None, notes__version=F("version"))

    def asking(self, now):
        return self.standing().filter(closes_at__gt=now, notes__meeting__cancelled_at=None)

    def shared(self, now):
        """Shown outside now: the group's days are over and nobody minded, whether or not the clock has looked yet."""
        return self.standing().filter(closes_at__lte=now, somebody_minds=False, notes__meeting__cancelled_at=None)

    def to_close(self, now):
        return self.filter(closed_at=None, closes_at__lte=now)

    def newest_first(self):
        return self.order_by("-id")


class Share(models.Model):
    """One proposal to show notes outside, as they were confirmed then. Opened again, they stop being shown or asked about, also
    when nothing in them changed: while they are a draft nobody can say that they mind. Then it has to be asked anew.

    Whether somebody minds is one mark, set by whoever does and by nobody's name: no row, no time and no stamp of the database
    leads from it to a person.
    """

    notes = models.ForeignKey("groups.Notes", models.CASCADE, related_name="shares")
    version = models.PositiveIntegerField()  # the words that may be shown; others may not
    proposed_by = models.ForeignKey("groups.Membership", models.PROTECT, related_name="+")
    proposed_at = models.DateTimeField()
    closes_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True, blank=True)
    somebody_minds = models.BooleanField(default=False)
    ended_by = models.ForeignKey("groups.Membership", models.PROTECT, null=True, blank=True, related_name="+")
    ended_at = models.DateTimeField(null=True, blank=True)

    objects = Shares.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["notes", "version"], condition=Q(ended_at=None), name="shared_once"),
            models.CheckConstraint(
                condition=Q(ended_at=None, ended_by=None) | Q(ended_at__isnull=False, ended_by__isnull=False),
                name="share_ended_by_and_at",
            ),
        ]
        indexes = [models.Index(fields=["closes_at"], condition=Q(closed_at=None), name="shares_to_close")]

    def open(self, now) -> bool:
        return self.ended_at is None and self.closes_at > now

    @property
    def holds(self) -> bool:
        """Whether the notes are as they were when this was asked: as `standing`."""
        notes = self.notes
        same = notes.version == self.version and notes.confirmed and notes.confirmed_at <= self.proposed_at
        return same and self.ended_at is None

    @property
    def until(self) -> str:
        """The last day on which somebody can say that they mind."""
        return when.day(walltime.last_day(self.closes_at, self.notes.meeting.zone))


class MayObjects(models.QuerySet):
    def visible_to(self, membership):
        """One's own and nobody else's."""
        return self.filter(membership=membership)


class MayObject(models.Model):
    """One person who is asked, and whether they have answered. Not what, not when; gone when it closes."""

    share = models.ForeignKey(Share, models.CASCADE, related_name="asked")
    membership = models.ForeignKey("groups.Membership", models.CASCADE, related_name="+")
    has_answered = models.BooleanField(default=False)

    objects = MayObjects.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["share", "membership"], name="may_object_once")]
