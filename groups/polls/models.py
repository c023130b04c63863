from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from django.db import models
from django.db.models import Exists, F, Max, OuterRef, Q, Subquery
from django.db.models.functions import Coalesce

from coproduction.kit import walltime, when, workdays
from groups.meetings.models import Meeting
from groups.membership.models import THE_GROUP, THE_SYSTEM, Membership
from groups.plans.models import Plan

OPEN = Q(cancelled_at=None, chosen_at=None)
REMIND_DAYS = 2  # before it closes
KEPT = timedelta(days=30)
PLAN = "DATES"


class Polls(models.QuerySet):
    def visible_to(self, membership):
        """The group sees all that are asked in it; people from the system those they are asked in."""
        mine = self.filter(group_id=membership.group_id)
        if membership.role in THE_GROUP:
            return mine
        return mine.filter(guests__membership=membership) if membership.role in THE_SYSTEM else mine.none()

    def open(self, now):
        return self.filter(OPEN, closes_at__gt=now)

    def to_remind_of(self):
        """Those who have not said were not reminded yet, and the group has not turned that off."""
        off = Plan.objects.turned_off(PLAN).filter(group=OuterRef("group"))
        return self.filter(~Exists(off), reminded_at=None, group__closed_at=None)

    def to_choose_from(self, now):
        """Closed, nothing chosen yet, and one of the dates is still to come."""
        ahead = Option.objects.filter(poll=OuterRef("pk"), starts_at__gt=now)
        return self.filter(Exists(ahead), OPEN, closes_at__lte=now)

    def to_forget(self, now):
        """30 days after it was stopped, or after the last it was for: the meeting that was chosen, or the last of the dates."""
        mine = Option.objects.filter(poll=OuterRef("pk"))
        chosen = mine.filter(meeting__isnull=False).values("meeting__ends_at")[:1]
        last = mine.values("poll").annotate(last=Max("ends_at")).values("last")
        rows = self.filter(forgotten_at=None).annotate(done_at=Coalesce("cancelled_at", chosen, last))
        return rows.filter(done_at__lte=now - KEPT).order_by("id")

    def newest_first(self):
        return self.order_by("-asked_at", "-id")


class Poll(models.Model):
    """One meeting that is looking for its date. `closes_at` is when the day `closes_on` is over on the group's own wall.

    Two of one name cannot be open at once: a form sent twice asks once. The date that was chosen is the option that has a
    meeting. What people said is deleted in the end (`forgotten_at`).
    """

    group = models.ForeignKey("groups.Group", models.PROTECT, related_name="polls")
    title = models.CharField("what the meeting is called", max_length=120)
    about = models.TextField("what it is about", max_length=3000, blank=True)
    time_zone = models.CharField(max_length=60)
    closes_on = models.DateField()
    closes_at = models.DateTimeField()
    asked_by = models.ForeignKey("groups.Membership", models.PROTECT, related_name="+")
    asked_at = models.DateTimeField()
    reminded_at = models.DateTimeField(null=True, blank=True)
    chosen_by = models.ForeignKey("groups.Membership", models.PROTECT, null=True, blank=True, related_name="+")
    chosen_at = models.DateTimeField(null=True, blank=True)
    cancelled_by = models.ForeignKey("groups.Membership", models.PROTECT, null=True, blank=True, related_name="+")
    cancelled_at = models.DateTimeField(null=True, blank=True)
    cancelled_because = models.CharField(max_length=300, blank=True)
    forgotten_at = models.DateTimeField(null=True, blank=True)

    objects = Polls.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["group", "title"], condition=OPEN, name="one_open_poll_of_a_name",
                violation_error_message="You are asking about this already.",
            ),
            models.CheckConstraint(condition=Q(closes_at__gt=F("asked_at")), name="poll_closes_after_it_was_asked"),
            models.CheckConstraint(
                condition=Q(chosen_at=None, chosen_by=None) | Q(chosen_at__isnull=False, chosen_by__isnull=False),
                name="poll_chosen_by_and_at",
            ),
            models.CheckConstraint(
                condition=Q(cancelled_at=None, cancelled_by=None)
                | Q(cancelled_at__isnull=False, cancelled_by__isnull=False),
                name="poll_cancelled_by_and_at",
            ),
            models.CheckConstraint(
                condition=Q(cancelled_at=None) | Q(chosen_at=None), name="poll_is_chosen_or_cancelled"
            ),
        ]  # fmt: skip
        indexes = [
            models.Index(fields=["closes_at"], condition=OPEN, name="polls_open"),
            models.Index(fields=["id"], condition=Q(forgotten_at=None), name="polls_to_forget"),
        ]

    def __str__(self):
        return self.title

    @property
    def settled(self) -> bool:
        return self.chosen_at is not None or self.cancelled_at is not None

    def open(self, now) -> bool:
        return not self.settled and self.closes_at > now

    @property
    def zone(self) -> ZoneInfo:
        return ZoneInfo(self.time_zone)

    @property
    def until(self) -> str:
        return when.day(self.closes_on)

    @property
    def reminds_from(self) -> datetime:
        """Two days before it closes, by the clock on the wall."""
        return walltime.days_before(self.closes_at, REMIND_DAYS, self.zone)

    @property
    def kept_until(self) -> str:
        """The day on which what people said is deleted, once it was stopped."""
        return when.day((self.cancelled_at + KEPT).astimezone(self.zone)) if self.cancelled_at else ""


@dataclass(frozen=True)
class Proposed:
    """One date as it was typed. `number` is the row it stands in, so that what is wrong is said there."""

    number: int
    starts_at: datetime
    ends_at: datetime
    how: str
    place: str = ""

    @property
    def alike(self) -> tuple:
        return (self.starts_at, self.ends_at, self.how, self.place)


class Options(models.QuerySet):
    def visible_to(self, membership):
        return self.filter(poll__in=Poll.objects.visible_to(membership))

    def soonest_first(self):
        return self.order_by("starts_at", "id")


class Option(models.Model):
    """One date people are asked about: when, how long, how people would meet, and where."""

    How = Meeting.How

    poll = models.ForeignKey(Poll, models.CASCADE, related_name="options")
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    how = models.CharField(max_length=10, choices=Meeting.How)
    place = models.CharField("where", max_length=300, blank=True)
    meeting = models.OneToOneField("groups.Meeting", models.PROTECT, null=True, blank=True, related_name="option")

    objects = Options.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["poll", "starts_at", "how", "place"], name="one_option_alike",
                violation_error_message="This date is on the list already.",
            ),
            models.UniqueConstraint(fields=["poll"], condition=Q(meeting__isnull=False), name="one_date_is_chosen"),
            models.CheckConstraint(condition=Q(ends_at__gt=F("starts_at")), name="option_ends_after_it_starts"),
        ]  # fmt: skip

    @property
    def starts(self) -> datetime:
        return self.starts_at.astimezone(self.poll.zone)

    @property
    def when(self) -> str:
        return when.span(self.starts, self.ends_at.astimezone(self.poll.zone))

    @property
    def day(self) -> str:
        return when.day(self.starts)

    @property
    def holiday(self) -> str:
        """What the bank holiday is called, if the day is one."""
        return workdays.named_holidays(self.poll.group.nation).get(self.starts.date(), "")

    @property
    def where(self) -> str:
        """How people would meet, and where, in a few words."""
        if self.how == Meeting.How.ONLINE:
            return "Online"
        place = self.place or "In person, place to be found"
        return f"{place}, or online" if self.how == Meeting.How.HYBRID else place

    def over(self, now) -> bool:
        return self.starts_at <= now

    def with_offers(self, memberships):
        """These with how their reply to the meeting may begin: with their yes, and with what they need."""
        mine = self.answers.filter(sheet__membership=OuterRef("pk"))
        yes = mine.filter(says=Answer.Says.YES)
        return memberships.annotate(
            offered=Subquery(yes.values("says")[:1]), offered_needs=Subquery(mine.values("sheet__needs")[:1])
        )


class Sheets(models.QuerySet):
    def visible_to(self, membership):
        """As with replies: facilitators all, others their own and those of the people they support."""
        mine = self.filter(poll__group_id=membership.group_id)
        if membership.facilitates:
            return mine
        return mine.filter(Q(membership=membership) | Q(membership__in=Membership.objects.helped_by(membership)))

    def of_current(self):
        return self.filter(membership__left_at=None, membership__person__is_active=True)


class Sheet(models.Model):
    """What one person said of all the dates at once, and what makes a date hard for them. `given_by`: who said it for them."""

    poll = models.ForeignKey(Poll, models.CASCADE, related_name="sheets")
    membership = models.ForeignKey("groups.Membership", models.PROTECT, related_name="+")
    needs = models.TextField("what would make a date hard for me", max_length=4000, blank=True)
    given_by = models.ForeignKey("groups.Membership", models.PROTECT, null=True, blank=True, related_name="+")
    given_at = models.DateTimeField()

    objects = Sheets.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["poll", "membership"], name="one_sheet_each")]


class Answer(models.Model):
    """What one person says to one date. Reached through their sheet, or counted."""

    class Says(models.TextChoices):
        YES = "YES", "Yes"
        IF_NEED_BE = "IF_NEED_BE", "If need be"
        NO = "NO", "No"

    sheet = models.ForeignKey(Sheet, models.CASCADE, related_name="answers")
    option = models.ForeignKey(Option, models.CASCADE, related_name="answers")
    says = models.CharField(max_length=10, choices=Says)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["sheet", "option"], name="one_answer_a_date")]

    @property
    def can(self) -> bool:
        return self.says != self.Says.NO


class PollGuests(models.QuerySet):
    def visible_to(self, membership):
        return self.filter(poll__in=Poll.objects.visible_to(membership))


class PollGuest(models.Model):
    """Somebody from the system who is asked too, and would be a guest at the meeting."""

    poll = models.ForeignKey(Poll, models.CASCADE, related_name="guests")
    membership = models.ForeignKey("groups.Membership", models.PROTECT, related_name="+")
    asked_at = models.DateTimeField()

    objects = PollGuests.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["poll", "membership"], name="asked_once_in_a_poll")]
