from django.db import models
from django.db.models import F, Q

from groups.membership.models import THE_GROUP


class Meetings(models.QuerySet):
    def visible_to(self, membership):
        """The group sees all its meetings; people from the system see those they are invited to."""
        mine = self.filter(group_id=membership.group_id)
        return mine if membership.role in THE_GROUP else mine.filter(guests__membership=membership)

    def ahead(self, now):
        return self.filter(ends_at__gt=now)

    def behind(self, now):
        return self.filter(ends_at__lte=now)

    def going_ahead(self):
        return self.filter(cancelled_at=None)


class Meeting(models.Model):
    """When and where the group meets. `version` rises with every change people must hear of (letters and calendar use it)."""

    class How(models.TextChoices):
        IN_PERSON = "IN_PERSON", "In person"
        ONLINE = "ONLINE", "Online"
        HYBRID = "HYBRID", "Both: in person and online"

    group = models.ForeignKey("groups.Group", models.PROTECT, related_name="meetings")
    title = models.CharField("what the meeting is called", max_length=120)
    about = models.TextField("what it is about", max_length=3000, blank=True)
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    time_zone = models.CharField(max_length=60)
    how = models.CharField(max_length=10, choices=How)
    place = models.CharField("where", max_length=300, blank=True)
    place_access = models.TextField("getting in and around", max_length=2000, blank=True)
    joining_link = models.URLField("link to join online", max_length=500, blank=True)
    joining_note = models.CharField("other ways to join", max_length=300, blank=True)
    capacity = models.PositiveSmallIntegerField("places in the room", null=True, blank=True)
    arrangements = models.TextField("what is arranged so that people can take part", max_length=2000, blank=True)
    version = models.PositiveSmallIntegerField(default=1)
    planned_by = models.ForeignKey("groups.Membership", models.PROTECT, related_name="+")
    planned_at = models.DateTimeField()
    cancelled_at = models.DateTimeField(null=True, blank=True)
    cancelled_because = models.CharField(max_length=300, blank=True)

    objects = Meetings.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_at__gt=F("starts_at")), name="meeting_ends_after_it_starts",
                violation_error_message="The meeting must end after it starts.",
            ),
            models.CheckConstraint(
                condition=Q(capacity=None) | Q(capacity__gte=1), name="meeting_has_a_place",
                violation_error_message="Leave room for at least one person.",
            ),
        ]  # fmt: skip
        indexes = [models.Index(fields=["group", "-starts_at", "-id"], name="meetings_of_group")]

    def __str__(self):
        return self.title

    @property
    def cancelled(self):
        return self.cancelled_at is not None

    def over(self, now):
        return self.ends_at <= now


class Reply(models.Model):
    """What one person answered, and what they need this time. `given_by` is another person when it was said by phone."""

    class Answer(models.TextChoices):
        YES = "YES", "Yes, I am coming"
        MAYBE = "MAYBE", "Maybe"
        NO = "NO", "No, I cannot come"

    class Way(models.TextChoices):
        IN_PERSON = "IN_PERSON", "In person"
        ONLINE = "ONLINE", "Online or by phone"

    meeting = models.ForeignKey(Meeting, models.CASCADE, related_name="replies")
    membership = models.ForeignKey("groups.Membership", models.PROTECT, related_name="replies")
    answer = models.CharField(max_length=5, choices=Answer)
    way = models.CharField(max_length=10, choices=Way, blank=True)
    needs = models.TextField("what I need this time", max_length=2000, blank=True)
    given_by = models.ForeignKey("groups.Membership", models.PROTECT, null=True, blank=True, related_name="+")
    replied_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["meeting", "membership"], name="one_reply_each")]


class Guest(models.Model):
    """Somebody from the system whom the group invited to this meeting."""

    meeting = models.ForeignKey(Meeting, models.CASCADE, related_name="guests")
    membership = models.ForeignKey("groups.Membership", models.PROTECT, related_name="guest_at")
    invited_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["meeting", "membership"], name="invited_once")]
