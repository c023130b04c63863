from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from django.db import models
from django.db.models import Case, Exists, F, OuterRef, Q, Value, When

from coproduction.kit import when
from groups.membership.models import THE_GROUP, THE_SYSTEM, Membership, Role
from groups.permissions import GroupAbility


class Meetings(models.QuerySet):
    def visible_to(self, membership):
        """The group sees all its meetings; people from the system those they are invited to; others none."""
        mine = self.filter(group_id=membership.group_id)
        if membership.role in THE_GROUP:
            return mine
        if membership.role in THE_SYSTEM:
            return mine.filter(guests__membership=membership)
        return mine.none()

    def visible_to_person(self, person):
        """Those of all their groups that this person may put in their calendar now."""
        mine = person.memberships.current().holding(GroupAbility.TAKE_CALENDAR_ENTRY)
        invited = Guest.objects.filter(meeting=OuterRef("pk"), membership__in=mine.filter(role__in=THE_SYSTEM))
        return self.filter(Q(group__in=mine.filter(role__in=THE_GROUP).values("group")) | Exists(invited))

    def ahead(self, now):
        return self.filter(ends_at__gt=now)

    def behind(self, now):
        return self.filter(ends_at__lte=now)

    def going_ahead(self):
        return self.filter(cancelled_at=None)

    def soonest_first(self):
        return self.order_by("starts_at", "id")

    def ahead_then_behind(self, now):
        """Those to come, soonest first, then those held, latest first: one order, so that pages can be turned."""
        return self.annotate(
            past=Case(When(ends_at__gt=now, then=Value(0)), default=Value(1), output_field=models.SmallIntegerField()),
            coming_at=Case(When(ends_at__gt=now, then=F("starts_at"))),
        ).order_by("past", "coming_at", "-starts_at", "-id")

    def with_notes(self):
        """With what the notes say in short (what was said stays where it is), and how far it is: begun, its end asked about."""
        rows = self.select_related("notes", "running", "option", "check_out")
        return rows.defer("check_out__counts", "check_out__lines")

    def with_a_correction_open(self):
        """Somebody said that the notes are not right, and nobody has answered."""
        return self.filter(notes__corrections__isnull=False, notes__corrections__answered_at=None)

    def with_my_reply(self, membership):
        mine = Reply.objects.filter(meeting=OuterRef("pk"), membership=membership)
        return self.annotate(my_answer=models.Subquery(mine.values("answer")[:1]))

    def waiting_for(self, membership):
        """Those this person has not answered, or answered before the meeting was moved."""
        answered = Reply.objects.filter(meeting=OuterRef("pk"), membership=membership)
        return self.filter(~Exists(answered.since_the_move()))


HOW_HINTS = {
    "IN_PERSON": "Everybody meets in one place.",
    "ONLINE": "Everybody joins by video or by phone.",
    "HYBRID": "People choose: in the room, or by video or phone.",
}


class Meeting(models.Model):
    """When and where the group meets.

    `version` rises with every change people must hear of (letters and calendar use it). `moved_at` is when its time, place
    or kind last changed: what people answered before that, they are asked again.
    """

    class How(models.TextChoices):
        IN_PERSON = "IN_PERSON", "In person"
        ONLINE = "ONLINE", "Online"
        HYBRID = "HYBRID", "Both: in person and online"

    group = models.ForeignKey("groups.Group", models.PROTECT, related_name="meetings")
    series = models.ForeignKey("groups.Series", models.PROTECT, null=True, blank=True, related_name="meetings")
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
    told_at = models.DateTimeField()  # when people were last told: of the plan, or of a change
    changed_at = models.DateTimeField(null=True, blank=True)
    moved_at = models.DateTimeField(null=True, blank=True)
    cancelled_by = models.ForeignKey("groups.Membership", models.PROTECT, null=True, blank=True, related_name="+")
    cancelled_at = models.DateTimeField(null=True, blank=True)
    cancelled_because = models.CharField(max_length=300, blank=True)
    needs_forgotten = models.BooleanField(default=False)  # what people needed was deleted: some time after it was held

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
            models.CheckConstraint(
                condition=Q(cancelled_at=None, cancelled_by=None)
                | Q(cancelled_at__isnull=False, cancelled_by__isnull=False),
                name="meeting_cancelled_by_and_at",
            ),
        ]  # fmt: skip
        indexes = [
            models.Index(fields=["group", "-starts_at", "-id"], name="meetings_of_group"),
            models.Index(fields=["starts_at"], condition=Q(cancelled_at=None), name="meetings_to_remind_of"),
            models.Index(fields=["ends_at"], condition=Q(cancelled_at=None), name="meetings_held"),
            models.Index(fields=["ends_at"], condition=Q(needs_forgotten=False), name="meetings_to_forget_of"),
        ]

    def __str__(self):
        return self.title

    @property
    def cancelled(self):
        return self.cancelled_at is not None

    @property
    def edition(self) -> str:
        """Which state of the meeting somebody looks at, so that two people do not change it over each other."""
        return self.changed_at.isoformat() if self.changed_at else ""

    def over(self, now):
        return self.ends_at <= now

    def begun(self, now):
        return self.starts_at <= now

    def near(self, now):
        """Whether it may be started: from an hour before its time."""
        return self.starts_at - timedelta(hours=1) <= now

    @property
    def zone(self) -> ZoneInfo:
        return ZoneInfo(self.time_zone)

    @property
    def starts(self) -> datetime:
        """The start as the clock on the wall of the meeting shows it."""
        return self.starts_at.astimezone(self.zone)

    @property
    def ends(self) -> datetime:
        return self.ends_at.astimezone(self.zone)

    @property
    def when(self) -> str:
        return when.span(self.starts, self.ends)

    @property
    def day(self) -> str:
        return when.day(self.starts)

    @property
    def length(self) -> int:
        """How many minutes it lasts."""
        return round((self.ends_at - self.starts_at).total_seconds() / 60)

    @property
    def in_a_room(self):
        return self.how != self.How.ONLINE

    @property
    def online(self):
        return self.how != self.How.IN_PERSON

    @property
    def where(self) -> str:
        """Where it is, in a few words. Not how to get in or join: that is only for those who may."""
        if self.how == self.How.ONLINE:
            return "Online"
        return f"{self.place}, or online" if self.how == self.How.HYBRID else self.place

    def with_offers(self, memberships):
        """These with what they said when its date was looked for: the start of a reply, never a reply."""
        option = getattr(self, "option", None)
        return option.with_offers(memberships) if option and not self.moved_at else memberships

    def way_of(self, answer: str, way: str) -> str:
        """How somebody who says this comes: there is a choice only where the meeting is both."""
        if answer == Reply.Answer.NO:
            return ""
        return way if self.how == self.How.HYBRID else Reply.Way(self.how)


class AboutNeeds(models.QuerySet):
    """Rows of one `membership` at one `meeting` that tell what somebody needs."""

    def visible_to(self, membership):
        """To be read in full: facilitators all, others their own and those of the people they support."""
        mine = self.filter(meeting__group_id=membership.group_id)
        if membership.facilitates:
            return mine
        return mine.filter(Q(membership=membership) | Q(membership__in=Membership.objects.helped_by(membership)))


class Replies(AboutNeeds):
    def since_the_move(self):
        """What was said of the meeting as it now is."""
        return self.filter(Q(meeting__moved_at=None) | Q(replied_at__gte=F("meeting__moved_at")))

    def seated(self):
        """Those who take a place in the room."""
        return self.filter(answer=Reply.Answer.YES, way=Reply.Way.IN_PERSON)

    def of_current(self):
        return self.filter(membership__left_at=None, membership__person__is_active=True)


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
    needs = models.TextField("what I need this time", max_length=4000, blank=True)
    given_by = models.ForeignKey("groups.Membership", models.PROTECT, null=True, blank=True, related_name="+")
    replied_at = models.DateTimeField()

    objects = Replies.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["meeting", "membership"], name="one_reply_each")]
        indexes = [models.Index(fields=["meeting", "answer", "way"], name="replies_by_answer")]

    def before_the_move(self, meeting) -> bool:
        """Whether it was said before the meeting was moved, so that it has to be asked again."""
        return meeting.moved_at is not None and self.replied_at < meeting.moved_at

    @property
    def in_words(self) -> str:
        both = {
            (self.Answer.YES, self.Way.IN_PERSON): "Yes, in person",
            (self.Answer.YES, self.Way.ONLINE): "Yes, online or by phone",
        }
        return both.get((self.answer, self.way), {"YES": "Yes", "MAYBE": "Maybe", "NO": "No"}[self.answer])


class Guests(models.QuerySet):
    def visible_to(self, membership):
        return self.filter(meeting__in=Meeting.objects.visible_to(membership))


class Guest(models.Model):
    """Somebody from the system whom the group invited to this meeting."""

    meeting = models.ForeignKey(Meeting, models.CASCADE, related_name="guests")
    membership = models.ForeignKey("groups.Membership", models.PROTECT, related_name="guest_at")
    invited_by = models.ForeignKey("groups.Membership", models.PROTECT, related_name="+")
    invited_at = models.DateTimeField()

    objects = Guests.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["meeting", "membership"], name="invited_once")]

    MAY_BE = (Role.POINT_OF_CONTACT, Role.SPONSOR)
