from datetime import datetime, timedelta

from django.db import models
from django.db.models import F, Q

from coproduction.kit import walltime, when
from groups.meetings.models import Meeting
from groups.membership.models import Role

FORGOTTEN = timedelta(hours=6)  # after its planned end a meeting counts as over, even if nobody said so


class Runnings(models.QuerySet):
    def visible_to(self, membership):
        """Whoever sees the meeting may follow it."""
        return self.filter(meeting__in=Meeting.objects.visible_to(membership))

    def with_all(self):
        return self.select_related("meeting", "item")


class Running(models.Model):
    """A meeting being held. `version` rises with whatever anybody does, so that a page can ask whether anything changed.

    The clock of the item runs from `item_since_at`; when a break ends, that moves on by the length of the break.
    `clocked_at` is when the clock was last touched: taps that come late, because somebody had no signal, never go before it.
    Ended by mistake, it goes on (`resumed_at`) at `last_item`: the time between counts for nothing, like a break.
    """

    meeting = models.OneToOneField("groups.Meeting", models.CASCADE, related_name="running")
    started_at = models.DateTimeField()
    started_by = models.ForeignKey("groups.Membership", models.PROTECT, related_name="+")
    ended_at = models.DateTimeField(null=True, blank=True)
    ended_by = models.ForeignKey("groups.Membership", models.PROTECT, null=True, blank=True, related_name="+")
    item = models.ForeignKey("groups.Item", models.PROTECT, null=True, blank=True, related_name="+")
    item_since_at = models.DateTimeField(null=True, blank=True)
    paused_at = models.DateTimeField(null=True, blank=True)
    paused_by = models.ForeignKey("groups.Membership", models.PROTECT, null=True, blank=True, related_name="+")
    last_item = models.ForeignKey("groups.Item", models.PROTECT, null=True, blank=True, related_name="+")
    resumed_at = models.DateTimeField(null=True, blank=True)
    resumed_by = models.ForeignKey("groups.Membership", models.PROTECT, null=True, blank=True, related_name="+")
    round_number = models.PositiveSmallIntegerField(default=0)
    round_on = models.BooleanField(default=False)
    version = models.PositiveIntegerField(default=1)
    clocked_at = models.DateTimeField()

    objects = Runnings.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(ended_at=None, ended_by=None) | Q(ended_at__isnull=False, ended_by__isnull=False),
                name="running_ended_by_and_at",
            ),
            models.CheckConstraint(
                condition=Q(paused_at=None, paused_by=None) | Q(paused_at__isnull=False, paused_by__isnull=False),
                name="running_paused_by_and_at",
            ),
            models.CheckConstraint(
                condition=Q(item=None, item_since_at=None) | Q(item__isnull=False, item_since_at__isnull=False),
                name="running_item_has_a_clock",
            ),
            models.CheckConstraint(
                condition=Q(ended_at=None) | Q(item=None, paused_at=None, round_on=False),
                name="nothing_runs_on_after_the_end",
            ),
            models.CheckConstraint(
                condition=Q(resumed_at=None, resumed_by=None) | Q(resumed_at__isnull=False, resumed_by__isnull=False),
                name="running_resumed_by_and_at",
            ),
        ]

    def over(self, now) -> bool:
        last = max(self.meeting.ends_at, self.resumed_at) if self.resumed_at else self.meeting.ends_at
        return self.ended_at is not None or self.meeting.cancelled or now > last + FORGOTTEN

    @property
    def may_resume_until(self) -> datetime:
        """Midnight of the meeting's day, on the group's own wall."""
        zone = self.meeting.group.zone
        return walltime.end_of(walltime.last_day(self.meeting.ends_at, zone), zone)

    def may_resume(self, now) -> bool:
        """Whether it was ended and may still go on, in case that was a mistake. Moved since, it goes on when its time comes."""
        ahead = self.meeting.near(now) and now < self.may_resume_until
        return self.ended_at is not None and not self.meeting.cancelled and ahead

    def moment(self, now) -> datetime:
        """When something that is done now counts as done."""
        return max(now, self.clocked_at)

    def on_item(self, now) -> int:
        """Seconds since the group came to the present item, without breaks."""
        if self.item_since_at is None:
            return 0
        return max(0, int(((self.paused_at or now) - self.item_since_at).total_seconds()))


class Seats(models.QuerySet):
    def visible_to(self, membership):
        """One's own; facilitators see who is there."""
        mine = self.filter(membership__group_id=membership.group_id)
        return mine if membership.facilitates else mine.filter(membership=membership)

    def still_to_speak(self, running):
        """Who has not had their turn in this round, in the order of the table."""
        return self.filter(running=running, round_done__lt=running.round_number).order_by("id")


class Seat(models.Model):
    """Somebody who is there, and in which role. `round_done` is the last round of the table they spoke in or passed."""

    running = models.ForeignKey(Running, models.CASCADE, related_name="seats")
    membership = models.ForeignKey("groups.Membership", models.PROTECT, related_name="seats")
    role = models.CharField(max_length=30, choices=Role)
    came_at = models.DateTimeField()
    round_done = models.PositiveSmallIntegerField(default=0)

    objects = Seats.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["running", "membership"], name="one_seat_each")]


class Progress(models.Model):
    """How far one item came: the seconds spent on it before the present go, or that the group did not reach it."""

    running = models.ForeignKey(Running, models.CASCADE, related_name="progress")
    item = models.ForeignKey("groups.Item", models.PROTECT, related_name="progress")
    spent = models.PositiveIntegerField(default=0)
    not_reached_at = models.DateTimeField(null=True, blank=True)
    not_reached_by = models.ForeignKey("groups.Membership", models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["running", "item"], name="one_progress_an_item"),
            models.CheckConstraint(
                condition=Q(not_reached_at=None, not_reached_by=None)
                | Q(not_reached_at__isnull=False, not_reached_by__isnull=False),
                name="not_reached_by_and_at",
            ),
        ]


class Turns(models.QuerySet):
    def visible_to(self, membership):
        """One's own. Facilitators also read what came in writing; how often somebody else spoke is for nobody."""
        mine = self.filter(seat__membership__group_id=membership.group_id)
        own = Q(seat__membership=membership)
        return mine.filter(own | ~Q(words="")) if membership.facilitates else mine.filter(own)

    def open(self):
        return self.filter(ended_at=None)

    def in_writing(self):
        return self.exclude(words="")

    def with_names(self):
        return self.select_related("seat__membership__person", "with_help_of__person", "item")


class Turn(models.Model):
    """Once that somebody spoke, or was heard another way: what is written counts like what is said aloud.

    `seconds` is how long, without breaks; it is filled in at the end, and is nothing for what was written. The turn is theirs
    also when a supporter tapped it for them (`with_help_of`).
    """

    class Way(models.TextChoices):
        ALOUD = "ALOUD", "aloud"
        CHAT = "CHAT", "in the chat"
        PHONE = "PHONE", "on the phone"
        CARD = "CARD", "on a card"
        WRITING = "WRITING", "in writing"

    running = models.ForeignKey(Running, models.CASCADE, related_name="turns")
    seat = models.ForeignKey(Seat, models.PROTECT, related_name="turns")
    item = models.ForeignKey("groups.Item", models.PROTECT, null=True, blank=True, related_name="+")
    way = models.CharField(max_length=10, choices=Way)
    with_help_of = models.ForeignKey("groups.Membership", models.PROTECT, null=True, blank=True, related_name="+")
    words = models.TextField("what they wrote", max_length=2000, blank=True)
    began_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)
    paused = models.PositiveIntegerField(default=0)
    seconds = models.PositiveIntegerField(default=0)

    objects = Turns.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["running"], condition=Q(ended_at=None), name="one_person_speaks_at_a_time",
                violation_error_message="Somebody else is speaking.",
            ),
            models.CheckConstraint(
                condition=Q(ended_at=None) | Q(ended_at__gte=F("began_at")), name="turn_ends_after_it_begins"
            ),
            models.CheckConstraint(
                condition=~Q(way="WRITING") | ~Q(words=""), name="writing_has_words",
                violation_error_message="Write what you want to say.",
            ),
        ]  # fmt: skip
        indexes = [models.Index(fields=["running", "seat"], name="turns_of_a_seat")]

    @property
    def length(self) -> str:
        """How long it was, in words: in minutes from the first full one on."""
        minutes = self.seconds // 60
        return when.length(minutes) if minutes else "less than a minute"


class Tap(models.Model):
    """That a tap was taken, so that the same one sent twice does its deed once. Not whose it was: nobody counts taps."""

    running = models.ForeignKey(Running, models.CASCADE, related_name="taps")
    number = models.CharField(max_length=80)
    at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["running", "number"], name="a_tap_counts_once")]
