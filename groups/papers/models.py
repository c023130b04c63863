import uuid
from datetime import date, timedelta

from django.db import models
from django.db.models import F, OuterRef, Q, Subquery

from coproduction.kit import walltime
from coproduction.kit.documents import DOCX, ODT, PDF
from coproduction.kit.words import count_of
from groups.meetings.models import Meeting

ENDINGS = {
    PDF: "pdf", DOCX: "docx", ODT: "odt", "audio/mpeg": "mp3", "audio/mp4": "m4a", "audio/ogg": "ogg", "audio/wav": "wav",
}  # fmt: skip
CHECK_MONTHS = 12


class Papers(models.QuerySet):
    def visible_to(self, membership):
        """The group sees all; people from the system those of meetings they are invited to, and what they answer for."""
        mine = self.filter(group_id=membership.group_id)
        if membership.inside:
            return mine
        if not membership.for_the_system:
            return mine.none()
        return mine.filter(Q(meeting__in=Meeting.objects.visible_to(membership)) | Q(owner=membership))

    def there(self):
        return self.filter(taken_off_at=None)

    def promised(self):
        """Not here yet."""
        return self.filter(versions=None)

    def with_all(self):
        """With whose they are, their meeting, and when the first and newest version came. One statement."""
        versions = PaperVersion.objects.filter(paper=OuterRef("pk"))
        return self.select_related("owner__person", "meeting", "item", "group").annotate(
            came_at=Subquery(versions.order_by("number").values("written_at")[:1]),
            newest_at=Subquery(versions.order_by("-number").values("written_at")[:1]),
            newest=Subquery(versions.order_by("-number").values("number")[:1]),
            summary=Subquery(versions.order_by("-number").values("summary")[:1]),
        )

    def newest_first(self):
        return self.order_by(F("meeting__starts_at").desc(nulls_last=True), "-id")


class Paper(models.Model):
    """Something to read, for a meeting or an item of its agenda, or for the group at any time. Promised until it has a version.

    What is late and how long the head start was are worked out from days that are kept; neither is ever stored.
    """

    group = models.ForeignKey("groups.Group", models.PROTECT, related_name="+")
    meeting = models.ForeignKey("groups.Meeting", models.PROTECT, null=True, blank=True, related_name="papers")
    item = models.ForeignKey("groups.Item", models.PROTECT, null=True, blank=True, related_name="papers")
    title = models.CharField(max_length=200)
    owner = models.ForeignKey("groups.Membership", models.PROTECT, related_name="papers")
    staff_had_on = models.DateField("when staff first had it", null=True, blank=True)
    asked_by = models.ForeignKey("groups.Membership", models.PROTECT, related_name="+")
    asked_at = models.DateTimeField()
    checked_on = models.DateField("when it was last checked", null=True, blank=True)
    checked_by = models.ForeignKey("groups.Membership", models.PROTECT, null=True, blank=True, related_name="+")
    taken_off_at = models.DateTimeField(null=True, blank=True)
    taken_off_by = models.ForeignKey("groups.Membership", models.PROTECT, null=True, blank=True, related_name="+")
    taken_off_because = models.CharField(max_length=300, blank=True)

    objects = Papers.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=~Q(title=""), name="a_paper_has_a_title"),
            models.CheckConstraint(
                condition=Q(item=None) | Q(meeting__isnull=False), name="a_paper_for_an_item_is_for_its_meeting"
            ),
            models.CheckConstraint(
                condition=Q(checked_on=None, checked_by=None) | Q(checked_on__isnull=False, checked_by__isnull=False),
                name="a_paper_is_checked_by_someone",
            ),
            models.CheckConstraint(
                condition=Q(taken_off_at=None, taken_off_by=None, taken_off_because="")
                | Q(taken_off_at__isnull=False, taken_off_by__isnull=False) & ~Q(taken_off_because=""),
                name="a_paper_is_taken_off_with_a_reason",
            ),
        ]
        indexes = [
            models.Index(fields=["checked_on"], condition=Q(taken_off_at=None), name="papers_to_check"),
            models.Index(fields=["group", "-id"], name="papers_of_group"),
        ]

    def __str__(self):
        return self.title

    @property
    def needed_on(self) -> date | None:
        """The day by which the group's rule wants it here."""
        return self.meeting.starts.date() - timedelta(days=self.group.paper_days) if self.meeting else None

    @property
    def here_on(self) -> date | None:
        """The day it came, on the group's calendar; nothing while it is only promised."""
        return self.group.local(self.came_at).date() if self.came_at else None

    def overdue(self, today: date) -> bool:
        """Promised, and the rule's day has passed."""
        return self.came_at is None and self.needed_on is not None and self.needed_on < today

    @property
    def late(self) -> str:
        """How late it came, or was changed, in words; nothing if it was on time."""
        if self.needed_on is None or self.came_at is None:
            return ""
        if self.here_on > self.needed_on:
            return f"Late: it came {self._before(self.here_on)}"
        changed = self.group.local(self.newest_at).date()
        return f"Changed late: {self._before(changed)}" if changed > self.needed_on else ""

    def _before(self, day) -> str:
        days = (self.meeting.starts.date() - day).days
        if days < 0:
            return "after the meeting"
        return f"{count_of(days, 'day')} before the meeting" if days else "on the day of the meeting"

    @property
    def head_start(self) -> str:
        """How many days staff had it before the group; nothing if nobody said, or it came to all at once."""
        if self.staff_had_on is None or self.here_on is None:
            return ""
        days = (self.here_on - self.staff_had_on).days
        return (
            f"Staff had it {count_of(days, 'day')} before the group."
            if days > 0
            else "Staff and the group had it on one day."
        )

    @property
    def check_on(self) -> date | None:
        return walltime.months_after(self.checked_on, CHECK_MONTHS) if self.checked_on else None

    def stale(self, today: date) -> bool:
        return self.check_on is not None and self.check_on <= today


class PaperVersions(models.QuerySet):
    def visible_to(self, membership):
        return self.filter(paper__in=Paper.objects.visible_to(membership).there())

    def newest_first(self):
        return self.order_by("-number")


class PaperVersion(models.Model):
    """One state of a paper. It never changes: something new is a new version."""

    paper = models.ForeignKey(Paper, models.CASCADE, related_name="versions")
    number = models.PositiveIntegerField()
    summary = models.TextField("in short, in plain words", max_length=2000)
    text = models.TextField("the paper in words", max_length=40000, blank=True)
    changed = models.CharField("what is different", max_length=300, blank=True)
    written_by = models.ForeignKey("groups.Membership", models.PROTECT, related_name="+")
    written_at = models.DateTimeField()

    objects = PaperVersions.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["paper", "number"], name="one_paper_a_version"),
            models.CheckConstraint(condition=~Q(summary=""), name="a_paper_has_a_summary"),
        ]


class PaperFiles(models.QuerySet):
    def visible_to(self, membership):
        return self.filter(version__in=PaperVersion.objects.visible_to(membership))

    def in_order(self):
        return self.order_by("-version__number", "added_at", "id")


class PaperFile(models.Model):
    """One form of one version: a file in a private folder, or a link to a film."""

    class Form(models.TextChoices):
        PAPER = "PAPER", "The paper"
        EASY_READ = "EASY_READ", "Easy Read"
        LARGE_PRINT = "LARGE_PRINT", "Large print"
        SOUND = "SOUND", "To listen to"
        BSL = "BSL", "In British Sign Language"

    class Scan(models.TextChoices):
        CLEAN = "CLEAN", "Checked"
        NOT_SCANNED = "NOT_SCANNED", "This site checks no files for harm"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    version = models.ForeignKey(PaperVersion, models.CASCADE, related_name="files")
    form = models.CharField(max_length=11, choices=Form)
    link = models.URLField(max_length=500, blank=True)
    size = models.PositiveIntegerField(default=0)
    sha256 = models.CharField(max_length=64, blank=True)
    content_type = models.CharField(max_length=80, choices=[(one, one) for one in ENDINGS], blank=True)
    scan = models.CharField(max_length=11, choices=Scan, blank=True)
    added_by = models.ForeignKey("groups.Membership", models.PROTECT, related_name="+")
    added_at = models.DateTimeField()

    objects = PaperFiles.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(form="BSL", size=0) & ~Q(link="") | ~Q(form="BSL") & Q(link="", size__gt=0) & ~Q(scan=""),
                name="a_paper_is_a_file_or_a_film",
            )
        ]

    @property
    def name(self) -> str:
        """What it is called when somebody saves it: no name that was typed or that a machine gave."""
        return f"{self.form.lower().replace('_', '-')}-{str(self.pk)[:8]}.{ENDINGS[self.content_type]}"

    @property
    def size_in_words(self) -> str:
        kind = ENDINGS[self.content_type].upper()
        return (
            f"{kind}, {self.size / 1_000_000:.1f} MB"
            if self.size >= 100_000
            else f"{kind}, {max(self.size // 1000, 1)} kB"
        )
