import uuid

from django.db import models
from django.db.models import Q

from feedback.log.models import Said

ENDINGS = {
    "image/jpeg": "jpg", "image/png": "png", "image/webp": "webp", "audio/mpeg": "mp3", "audio/mp4": "m4a",
    "audio/ogg": "ogg", "audio/wav": "wav",
}  # fmt: skip


class Attachments(models.QuerySet):
    def visible_to(self, membership):
        """The group's own, with the words they belong to: a draft that is its author's alone, words that still stand."""
        if not membership.inside:
            return self.none()
        said = Said.objects.visible_to(membership)
        standing = Q(post__isnull=False, post__withdrawn_on=None, post__hidden_at=None)
        return self.filter(standing | Q(said__in=said), group_id=membership.group_id)

    def there(self):
        return self.filter(removed_at=None)

    def in_order(self):
        return self.order_by("added_at", "id")


class Attachment(models.Model):
    """One file of one person. A file taken away stays as a line that says so."""

    class Kind(models.TextChoices):
        PHOTO = "PHOTO", "Photo"
        SOUND = "SOUND", "Sound recording"

    class Scan(models.TextChoices):
        CLEAN = "CLEAN", "Checked"
        NOT_SCANNED = "NOT_SCANNED", "This site checks no files for harm"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    group = models.ForeignKey("groups.Group", models.PROTECT, related_name="+")
    post = models.ForeignKey("feedback.Post", models.PROTECT, null=True, blank=True, related_name="attachments")
    said = models.ForeignKey("feedback.Said", models.PROTECT, null=True, blank=True, related_name="attachments")
    kind = models.CharField(max_length=5, choices=Kind)
    description = models.TextField("what it shows, or what is said in it", max_length=2000)
    size = models.PositiveIntegerField()
    sha256 = models.CharField(max_length=64)
    content_type = models.CharField(max_length=20, choices=[(one, one) for one in ENDINGS])
    scan = models.CharField(max_length=11, choices=Scan)
    added_by = models.ForeignKey("groups.Membership", models.PROTECT, related_name="+")
    added_at = models.DateTimeField()
    removed_at = models.DateTimeField(null=True, blank=True)

    objects = Attachments.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(post=None, said__isnull=False) | Q(post__isnull=False, said=None),
                name="a_file_belongs_to_one_thing",
            ),
            models.CheckConstraint(condition=~Q(description=""), name="a_file_is_described"),
        ]
        indexes = [models.Index(fields=["removed_at", "added_at"], name="files_to_look_after")]

    def __str__(self):
        return self.description[:80]

    @property
    def key(self):
        """By what its file is known in the folder."""
        return str(self.pk)

    @property
    def name(self):
        """What it is called when somebody saves it: no name that was typed or that a phone gave."""
        return f"{self.kind.lower()}-{str(self.pk)[:8]}.{ENDINGS[self.content_type]}"

    @property
    def size_in_words(self):
        return f"{self.size / 1_000_000:.1f} MB" if self.size >= 100_000 else f"{max(self.size // 1000, 1)} kB"
