from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import models
from django.db.models import Exists, OuterRef, Q

from coproduction.kit import when
from groups.meetings.models import Meeting
from groups.membership.models import THE_GROUP

HINTS = {
    "HEAR": "Somebody tells the group something.",
    "EXPLORE": "Everyone says what they think and know.",
    "SHAPE": "The group makes something together.",
    "DECIDE": "The group chooses.",
    "BREAK": "Time to rest.",
}


@dataclass(frozen=True)
class Slot:
    """An item with the time the clock will show when it begins and ends."""

    item: "Item"
    starts: datetime
    ends: datetime

    @property
    def at(self) -> str:
        return when.clock_time(self.starts)


@dataclass(frozen=True)
class Timetable:
    slots: list[Slot]
    minutes: int  # what the items add up to
    length: int  # how long the meeting is

    @property
    def spare(self) -> int:
        return self.length - self.minutes

    @property
    def in_words(self) -> str:
        """What it adds up to, and whether it fits."""
        if self.spare < 0:
            return (
                f"This is {when.length(-self.spare)} longer than the meeting. Make something shorter, or take it out."
            )
        adds = f"This adds up to {when.length(self.minutes)}."
        return (
            f"{adds} {when.length(self.spare).capitalize()} to spare."
            if self.spare
            else f"{adds} It fills the meeting."
        )


class Items(models.QuerySet):
    def visible_to(self, membership):
        """Whoever sees the meeting sees what was given a place. What waits for one: the group, and who suggested it."""
        seen = self.filter(meeting__in=Meeting.objects.visible_to(membership))
        if membership.role in THE_GROUP:
            return seen
        return seen.filter(Q(accepted_at__isnull=False, removed_at=None) | Q(proposed_by=membership))

    def placed(self):
        return self.filter(accepted_at__isnull=False, removed_at=None)

    def without_a_place(self):
        """What waits for one, and what was taken off."""
        return self.filter(Q(accepted_at=None) | Q(removed_at__isnull=False))

    def left_for(self, meeting, now):
        """What this meeting could go on with, oldest first: left over earlier and on no later agenda yet.

        A series keeps its own. A meeting outside one is offered the group's, and what is left of series with nothing ahead.
        """
        left = self.filter(left_at__isnull=False, carried_to=None, meeting__group=meeting.group_id)
        earlier = left.filter(meeting__starts_at__lt=meeting.starts_at).exclude(meeting=meeting)
        if meeting.series_id:
            mine = earlier.filter(meeting__series=meeting.series_id)
        else:
            goes_on = Meeting.objects.filter(series=OuterRef("meeting__series")).going_ahead().ahead(now)
            mine = earlier.filter(~Exists(goes_on))
        return mine.order_by("proposed_at", "id")

    def in_order(self):
        return self.order_by("position", "id")

    def with_voices(self):
        return self.select_related("raised_by__person", "carried_to__meeting")

    def in_short(self):
        """As the page of the meeting shows them: without what stands below each on its agenda."""
        return self.select_related("raised_by__person").defer("detail")

    def timetable(self, meeting) -> Timetable:
        """What has a place, each with its time: the meeting's start and the minutes before it."""
        slots, at = [], meeting.starts_at
        for item in self.placed().in_order():
            ends = at + timedelta(minutes=item.minutes)
            slots.append(Slot(item, at.astimezone(meeting.zone), ends.astimezone(meeting.zone)))
            at = ends
        return Timetable(slots, round((at - meeting.starts_at).total_seconds() / 60), meeting.length)


class Item(models.Model):
    """One thing on the agenda. A proposed item waits for the facilitator to give it a place.

    `raised_by` is whose wish it is, `proposed_by` who wrote it down (a supporter may do so for the member they support).
    An item that is taken off stays, with the reason: nothing a person says may die quietly. One that was not finished is left
    over; when it is carried to a later meeting, a new row there keeps whose wish it is, and says how often it was carried.
    """

    class Purpose(models.TextChoices):
        HEAR = "HEAR", "To hear"
        EXPLORE = "EXPLORE", "To explore"
        SHAPE = "SHAPE", "To shape together"
        DECIDE = "DECIDE", "To decide"
        BREAK = "BREAK", "Break"

    class Left(models.TextChoices):
        NOT_REACHED = "NOT_REACHED", "We did not get to it"
        GO_ON = "GO_ON", "We go on with it next time"

    meeting = models.ForeignKey("groups.Meeting", models.CASCADE, related_name="items")
    position = models.PositiveSmallIntegerField(default=0)
    title = models.CharField(max_length=200)
    purpose = models.CharField(max_length=10, choices=Purpose)
    detail = models.TextField(max_length=2000, blank=True)
    minutes = models.PositiveSmallIntegerField(default=10)
    raised_by = models.ForeignKey("groups.Membership", models.PROTECT, null=True, blank=True, related_name="+")
    proposed_by = models.ForeignKey("groups.Membership", models.PROTECT, null=True, blank=True, related_name="+")
    proposed_at = models.DateTimeField()
    accepted_at = models.DateTimeField(null=True, blank=True)
    removed_by = models.ForeignKey("groups.Membership", models.PROTECT, null=True, blank=True, related_name="+")
    removed_at = models.DateTimeField(null=True, blank=True)
    removed_because = models.CharField(max_length=300, blank=True)
    left_by = models.ForeignKey("groups.Membership", models.PROTECT, null=True, blank=True, related_name="+")
    left_at = models.DateTimeField(null=True, blank=True)
    left_as = models.CharField(max_length=12, choices=Left, blank=True)
    carried_from = models.OneToOneField("self", models.RESTRICT, null=True, blank=True, related_name="carried_to")
    times_carried = models.PositiveSmallIntegerField(default=0)

    objects = Items.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(minutes__gte=1, minutes__lte=480), name="item_takes_time",
                violation_error_message="Give it between 1 and 480 minutes.",
            ),
            models.CheckConstraint(
                condition=Q(removed_at=None, removed_by=None) | Q(removed_at__isnull=False, removed_by__isnull=False),
                name="item_removed_by_and_at",
            ),
            models.CheckConstraint(
                condition=Q(left_at=None, left_by=None, left_as="")
                | Q(left_at__isnull=False, left_by__isnull=False, left_as__in=["NOT_REACHED", "GO_ON"]),
                name="item_left_by_and_at",
            ),
            models.CheckConstraint(
                condition=Q(carried_from=None, times_carried=0) | Q(carried_from__isnull=False, times_carried__gte=1),
                name="item_carried_from_somewhere",
            ),
        ]  # fmt: skip
        indexes = [models.Index(fields=["meeting", "position", "id"], name="items_in_order")]

    def __str__(self):
        return self.title

    @property
    def waits(self):
        return self.accepted_at is None and self.removed_at is None

    @property
    def may_be_left(self):
        """Whether there is something in it to go on with."""
        return self.removed_at is None and self.purpose != self.Purpose.BREAK

    @property
    def carried_in_words(self) -> str:
        """How often it was carried over from one meeting to another; nothing if it never was."""
        often = {0: "", 1: "carried over once", 2: "carried over twice"}
        return often.get(self.times_carried, f"carried over {self.times_carried} times")

    @property
    def of_a_member(self):
        """Whether a member (not a facilitator, not the system) raised it: those come first by default."""
        return self.raised_by is not None and self.raised_by.role == "MEMBER"

    def belongs_to(self, membership) -> bool:
        return membership.pk in (self.raised_by_id, self.proposed_by_id)
