from django.db import models
from django.db.models import Q

from groups.membership.models import THE_GROUP


class Stage(models.TextChoices):
    """Where one thing stands. Late is never stored: it is worked out from the promise and the clock."""

    DRAFT = "DRAFT", "Draft"
    AGREEING = "AGREEING", "The group is agreeing it"
    SENT = "SENT", "Sent: waiting to be heard"
    HEARD = "HEARD", "Heard: waiting for a decision"
    DOING = "DOING", "Being done"
    CLAIMED = "CLAIMED", "Said to be done: someone in the group is checking"
    DID = "DID", "We did: does that answer it?"
    CANNOT = "CANNOT", "We can’t, or not now: does that answer it?"
    ANSWERED = "ANSWERED", "Answered"
    WITHDRAWN = "WITHDRAWN", "Withdrawn before it was sent"


BEFORE_SENDING = (Stage.DRAFT, Stage.AGREEING, Stage.WITHDRAWN)
STILL_WAITING = (Stage.SENT, Stage.HEARD, Stage.DOING, Stage.CLAIMED)  # for the system to do what it must
WITH_THE_GROUP = (Stage.DID, Stage.CANNOT)


class SaidQuerySet(models.QuerySet):
    def visible_to(self, membership):
        """Drafts are the group's; what was sent, everyone in or beside the group may read. A named draft is its author's."""
        mine = self.filter(group_id=membership.group_id)
        if membership.role not in THE_GROUP:
            return mine.exclude(stage__in=BEFORE_SENDING)
        return mine.filter(~Q(stage=Stage.DRAFT, shown_as=Said.ShownAs.NAME) | Q(said_by=membership))

    def sent(self):
        return self.exclude(stage__in=BEFORE_SENDING)

    def drafts(self):
        return self.filter(stage__in=(Stage.DRAFT, Stage.AGREEING))

    def still_waiting(self):
        return self.filter(stage__in=STILL_WAITING)

    def waiting_for_the_group(self):
        return self.filter(stage__in=WITH_THE_GROUP)

    def published(self):
        return self.sent().exclude(published_at=None)

    def newest_first(self):
        return self.order_by("-number")


class Said(models.Model):
    """One thing the group said, in its own words, and where it stands.

    `hear_by` and `answer_by` are the promises of this round, in force from the day it was sent (or opened again).
    `round` starts at 1 and rises when the group says *no, that does not answer it*.
    """

    class ShownAs(models.TextChoices):
        NAME = "NAME", "With my name"
        GROUP = "GROUP", "From the group"

    class CameFrom(models.TextChoices):
        MEETING = "MEETING", "A meeting"
        POST = "POST", "Written here"
        EMAIL = "EMAIL", "An email"
        PHONE = "PHONE", "A phone call"
        PAPER = "PAPER", "On paper"
        EARLIER = "EARLIER", "A record the group brought with it"

    group = models.ForeignKey("groups.Group", models.PROTECT, related_name="said")
    number = models.PositiveIntegerField()
    words = models.TextField("what we said", max_length=4000)
    why_it_matters = models.TextField("why it matters to us", max_length=2000, blank=True)
    topic = models.ForeignKey("feedback.Topic", models.PROTECT, null=True, blank=True, related_name="said")
    came_from = models.CharField("where it came from", max_length=10, choices=CameFrom, default=CameFrom.POST)
    meeting = models.ForeignKey("groups.Meeting", models.PROTECT, null=True, blank=True, related_name="said")
    shown_as = models.CharField(max_length=10, choices=ShownAs)
    said_by = models.ForeignKey("groups.Membership", models.PROTECT, null=True, blank=True, related_name="said")
    corrects = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="corrected_by")
    source = models.CharField("source", max_length=200, blank=True)  # named when it was brought in from a record
    happened = models.CharField("when it happened", max_length=60, blank=True)  # as the record had it: often no date
    stage = models.CharField(max_length=10, choices=Stage, default=Stage.DRAFT)
    round = models.PositiveSmallIntegerField(default=1)
    drafted_at = models.DateTimeField()
    agree_by = models.DateField("closing date for agreeing", null=True, blank=True)
    sent_at = models.DateTimeField(null=True, blank=True)
    opened_at = models.DateTimeField(null=True, blank=True)  # start of this round: sent, or opened again
    hear_by = models.DateField(null=True, blank=True)
    heard_at = models.DateTimeField(null=True, blank=True)
    answer_by = models.DateField(null=True, blank=True)
    decided_at = models.DateTimeField(null=True, blank=True)
    did_at = models.DateTimeField(null=True, blank=True)
    answered_at = models.DateTimeField(null=True, blank=True)
    moved_at = models.DateTimeField()  # the last step of the chain, for "since you last looked"
    published_at = models.DateTimeField(null=True, blank=True)

    objects = SaidQuerySet.as_manager()

    class Meta:
        verbose_name = "thing we said"
        constraints = [
            models.UniqueConstraint(fields=["group", "number"], name="one_number_in_a_group"),
            models.CheckConstraint(
                condition=Q(shown_as="NAME", said_by__isnull=False) | Q(shown_as="GROUP", said_by=None),
                name="named_has_a_person_and_group_has_none",
            ),
            models.CheckConstraint(
                condition=Q(stage__in=["DRAFT", "AGREEING", "WITHDRAWN"], sent_at=None)
                | (~Q(stage__in=["DRAFT", "AGREEING", "WITHDRAWN"]) & Q(sent_at__isnull=False)),
                name="sent_has_a_date",
            ),
            models.CheckConstraint(condition=~Q(words=""), name="said_has_words"),
        ]
        indexes = [
            models.Index(fields=["group", "-number"], name="said_of_group"),
            models.Index(fields=["group", "stage", "-number"], name="said_by_stage"),
            models.Index(fields=["group", "-moved_at"], name="said_moved"),
            models.Index(fields=["stage", "hear_by"], name="said_to_hear"),
            models.Index(fields=["stage", "answer_by"], name="said_to_answer"),
        ]

    def __str__(self):
        return self.words[:80]

    @property
    def was_sent(self):
        return self.stage not in BEFORE_SENDING

    @property
    def waits(self):
        return self.stage in STILL_WAITING


class Agreement(models.Model):
    """What one member says about sending a draft. The last word of each counts; earlier ones stay."""

    class Answer(models.TextChoices):
        AGREE = "AGREE", "I agree"
        WITH_CHANGE = "WITH_CHANGE", "I agree, with a change"
        NOT_YET = "NOT_YET", "Not yet"

    said = models.ForeignKey(Said, models.CASCADE, related_name="agreements")
    membership = models.ForeignKey("groups.Membership", models.PROTECT, related_name="+")
    answer = models.CharField(max_length=12, choices=Answer)
    reason = models.TextField(max_length=1000, blank=True)
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(answer="AGREE") | ~Q(reason=""), name="a_change_or_not_yet_says_why",
                violation_error_message="Say what you would change, or why not yet.",
            )
        ]  # fmt: skip


class Hearing(models.Model):
    """A named person in the system has heard it, and says who has the final say and when they will answer."""

    said = models.ForeignKey(Said, models.PROTECT, related_name="hearings")
    round = models.PositiveSmallIntegerField()
    words = models.TextField("what you want to say back", max_length=2000)
    final_say = models.CharField("who has the final say", max_length=200)
    answer_by = models.DateField("when they will answer")
    by = models.ForeignKey("groups.Membership", models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["said", "round"], name="heard_once_a_round")]


class Decision(models.Model):
    """What was decided, why, and by whom: what mattered to people beside what the system had to follow."""

    class Kind(models.TextChoices):
        WE_WILL = "WE_WILL", "We will"
        PARTLY = "PARTLY", "Partly"
        NOT_NOW = "NOT_NOW", "Not now"
        CANNOT = "CANNOT", "We can’t"

    class Cause(models.TextChoices):
        MONEY = "MONEY", "Money"
        STAFF = "STAFF", "Staff"
        LAW = "LAW", "Law"
        CONTRACT = "CONTRACT", "A contract"
        POLICY = "POLICY", "A policy"
        OTHER = "OTHER", "Something else"

    said = models.ForeignKey(Said, models.PROTECT, related_name="decisions")
    round = models.PositiveSmallIntegerField()
    kind = models.CharField(max_length=10, choices=Kind)
    reason = models.TextField(max_length=3000, blank=True)
    cause = models.CharField("what stands in the way", max_length=10, choices=Cause, blank=True)
    what_matters = models.TextField("what matters to people", max_length=2000)
    what_binds = models.TextField("what the system had to follow", max_length=2000)
    decided_by = models.CharField("who decided", max_length=200)
    by = models.ForeignKey("groups.Membership", models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["said", "round"], name="decided_once_a_round"),
            models.CheckConstraint(
                condition=Q(kind="WE_WILL") | (~Q(reason="") & ~Q(cause="")), name="anything_but_we_will_says_why",
                violation_error_message="Say why, and what stands in the way.",
            ),
        ]  # fmt: skip


class Deed(models.Model):
    """An action somebody took on, with an owner and a date."""

    said = models.ForeignKey(Said, models.PROTECT, related_name="deeds")
    what = models.CharField("what will be done", max_length=400)
    owner = models.CharField("who does it", max_length=120)
    due_on = models.DateField("by when")
    done_at = models.DateTimeField(null=True, blank=True)
    by = models.ForeignKey("groups.Membership", models.PROTECT, related_name="+")
    at = models.DateTimeField()


class MovedDate(models.Model):
    """A date was moved. The old one stays, with the reason."""

    deed = models.ForeignKey(Deed, models.PROTECT, related_name="moved_dates")
    from_on = models.DateField()
    to_on = models.DateField()
    reason = models.CharField("why the date moves", max_length=400)
    by = models.ForeignKey("groups.Membership", models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        constraints = [models.CheckConstraint(condition=~Q(reason=""), name="a_moved_date_says_why")]


class Claim(models.Model):
    """The system says it is done: what changed, where, since when, how one can see it. Someone in the group reads it second."""

    said = models.ForeignKey(Said, models.PROTECT, related_name="claims")
    round = models.PositiveSmallIntegerField()
    what = models.TextField("what changed", max_length=3000)
    where = models.CharField("where", max_length=200)
    since = models.DateField("since when")
    evidence = models.TextField("how people can see it", max_length=2000)
    by = models.ForeignKey("groups.Membership", models.PROTECT, related_name="+")
    at = models.DateTimeField()
    checked_by = models.ForeignKey("groups.Membership", models.PROTECT, null=True, blank=True, related_name="+")
    checked_at = models.DateTimeField(null=True, blank=True)
    holds = models.BooleanField(null=True, blank=True)
    check_note = models.CharField(max_length=1000, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(checked_at=None, checked_by=None, holds=None)
                | Q(checked_at__isnull=False, checked_by__isnull=False, holds__isnull=False),
                name="claim_checked_by_and_at",
            ),
            models.UniqueConstraint(fields=["said"], condition=Q(checked_at=None), name="one_claim_to_check"),
        ]


class Verdict(models.Model):
    """Does that answer it? Only people of the group say. The last word of each in a round counts; earlier ones stay."""

    class Answer(models.TextChoices):
        YES = "YES", "Yes"
        PARTLY = "PARTLY", "Partly"
        NO = "NO", "No"

    said = models.ForeignKey(Said, models.PROTECT, related_name="verdicts")
    round = models.PositiveSmallIntegerField()
    membership = models.ForeignKey("groups.Membership", models.PROTECT, related_name="+")
    answer = models.CharField(max_length=6, choices=Answer)
    words = models.TextField("what is missing", max_length=1000, blank=True)
    at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["said", "round"], name="verdicts_of_round")]


class Step(models.Model):
    """One line of the chain, in words, never changed: who, when, from, to. The timeline of an entry is read from here."""

    said = models.ForeignKey(Said, models.PROTECT, related_name="steps")
    kind = models.CharField(max_length=20)
    stage_from = models.CharField(max_length=10, choices=Stage, blank=True)
    stage_to = models.CharField(max_length=10, choices=Stage)
    headline = models.CharField(max_length=200)
    text = models.TextField(blank=True)
    by = models.ForeignKey("groups.Membership", models.PROTECT, null=True, blank=True, related_name="+")
    inside_only = models.BooleanField(default=False)  # steps before sending are for the group alone
    working_days = models.SmallIntegerField(null=True, blank=True)  # how long it took, beside the promise
    promised_days = models.SmallIntegerField(null=True, blank=True)
    at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["said", "id"], name="steps_in_order")]
