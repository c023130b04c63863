from django.db import models
from django.db.models import Case, F, Q, Value, When
from django.urls import reverse

from groups.membership.models import THE_GROUP, THE_SYSTEM


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
    EARLIER = "EARLIER", "Done before this record began"
    WITHDRAWN = "WITHDRAWN", "Taken back"


class Bucket(models.TextChoices):
    """The same, as coarse as counts and filters need it. The database works it out from stage and decision."""

    DRAFT = "DRAFT", "Drafts"
    AGREEING = "AGREEING", "Being agreed"
    WAITING = "WAITING", "Waiting"
    DOING = "DOING", "Doing"
    DONE = "DONE", "We did"
    CANNOT = "CANNOT", "We can’t"
    WITHDRAWN = "WITHDRAWN", "Taken back"


BEFORE_SENDING = (Stage.DRAFT, Stage.AGREEING, Stage.WITHDRAWN)
STILL_WAITING = (Stage.SENT, Stage.HEARD, Stage.DOING, Stage.CLAIMED)  # people wait for something to be done
FOR_THE_SYSTEM = (Stage.SENT, Stage.HEARD, Stage.DOING)  # of these, what the system must act on
WITH_THE_GROUP = (Stage.DID, Stage.CANNOT)
DONE = (Stage.DID, Stage.ANSWERED)  # of these, what has a `did_at` was done here; an answered no has none
REFUSED = ("NOT_NOW", "CANNOT")
SENT_BUCKETS = (Bucket.WAITING, Bucket.DOING, Bucket.DONE, Bucket.CANNOT)
TAGS = {
    "DRAFT": "Draft", "AGREEING": "Being agreed", "SENT": "Waiting to be heard", "HEARD": "Heard", "DOING": "Doing",
    "CLAIMED": "Being checked", "DID": "We did", "CANNOT": "We can’t", "ANSWERED": "Answered", "EARLIER": "Done before",
    "WITHDRAWN": "Taken back",
}  # fmt: skip


def some(name, *fields, **where) -> models.Index:
    return models.Index(fields=fields, condition=Q(**where), name=name)


class SaidQuerySet(models.QuerySet):
    def visible_to(self, membership):
        """Drafts are the group's; what was sent, everyone in or beside the group may read. A named draft is its author's."""
        mine = self.filter(group_id=membership.group_id)
        if membership.role not in THE_GROUP:
            return mine.exclude(stage__in=BEFORE_SENDING)
        somebodys = Q(stage__in=(Stage.DRAFT, Stage.WITHDRAWN), shown_as=Said.ShownAs.NAME)
        return mine.filter(~somebodys | Q(said_by=membership))

    def sent(self):
        return self.exclude(stage__in=BEFORE_SENDING)

    def drafts(self):
        return self.filter(bucket__in=(Bucket.DRAFT, Bucket.AGREEING))

    def still_waiting(self):
        return self.filter(stage__in=STILL_WAITING)

    def in_bucket(self, *buckets):
        return self.filter(bucket__in=buckets)

    def done(self):
        """Outcomes: what was done here and checked by the group."""
        return self.filter(stage__in=DONE, did_at__isnull=False)

    def published(self):
        return self.sent().exclude(published_at=None)

    def newest_first(self):
        return self.order_by("-number")

    def oldest_promise_first(self):
        return self.order_by(F("due_on").asc(nulls_last=True), "id")

    def with_all(self):
        return self.select_related("group__organisation", "topic")

    def with_page(self):
        """And what its own page names: who said it, where, and what it corrects."""
        return self.with_all().select_related("said_by__person", "meeting", "corrects")


class Said(models.Model):
    """One thing the group said, in its own words, and where it stands.
    `hear_by` and `answer_by` are the promises of this round, in force from the day it was sent (or opened again).
    `round` starts at 1 and rises when the group says *no, that does not answer it*. `decision`, `final_say` and
    `will_answer_on` repeat the latest answer of this round, so that a list needs no second table. `due_on` is what is
    promised next: to hear, to answer, then the next action; empty when nothing is promised. A thing *done before*
    (stage EARLIER) came with a record the group kept: its source is named, nothing was promised and nobody is asked.
    """

    class ShownAs(models.TextChoices):
        NAME = "NAME", "With my name"
        GROUP = "GROUP", "From the group"

    class CameFrom(models.TextChoices):
        MEETING = "MEETING", "A meeting"
        POST = "POST", "Written here"
        EMAIL = "EMAIL", "An email"
        TEXT = "TEXT", "A text message"
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
    asking = models.PositiveSmallIntegerField(default=0)  # how many times it was put to the group
    decision = models.CharField(max_length=10, blank=True)  # of this round: WE_WILL, PARTLY, NOT_NOW, CANNOT
    final_say = models.CharField("who has the final say", max_length=200, blank=True)
    will_answer_on = models.DateField("when they will answer", null=True, blank=True)
    drafted_at = models.DateTimeField()
    agree_by = models.DateField("closing date for agreeing", null=True, blank=True)
    agreed = models.PositiveIntegerField(null=True, blank=True)  # members who agreed when it was sent
    not_yet = models.PositiveIntegerField(null=True, blank=True)  # and who said not yet
    sent_at = models.DateTimeField(null=True, blank=True)
    opened_at = models.DateTimeField(null=True, blank=True)  # start of this round: sent, or opened again
    hear_by = models.DateField(null=True, blank=True)
    heard_at = models.DateTimeField(null=True, blank=True)
    answer_by = models.DateField(null=True, blank=True)
    decided_at = models.DateTimeField(null=True, blank=True)
    did_at = models.DateTimeField(null=True, blank=True)
    answered_at = models.DateTimeField(null=True, blank=True)
    due_on = models.DateField("promised by", null=True, blank=True)
    moved_at = models.DateTimeField()  # the last step of the chain
    published_at = models.DateTimeField(null=True, blank=True)
    half_done_at = models.DateTimeField(null=True, blank=True)  # of this round: a part is done and was checked
    ask_on = models.DateField("when people are asked if they noticed", null=True, blank=True)
    unnoticed_at = models.DateTimeField(null=True, blank=True)  # nobody noticed, and the group has not said it is fine
    review_on = models.DateField("when it is looked at again", null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)  # it was done, and is there no longer
    bucket = models.GeneratedField(output_field=models.CharField(max_length=10), db_persist=True, expression=Case(
        When(stage__in=("DRAFT", "AGREEING", "WITHDRAWN"), then="stage"),
        When(stage__in=("SENT", "HEARD"), then=Value("WAITING")),
        When(stage__in=("DOING", "CLAIMED"), then=Value("DOING")),
        When(Q(stage="CANNOT") | Q(stage="ANSWERED", decision__in=REFUSED), then=Value("CANNOT")),
        default=Value("DONE"),
    ))  # fmt: skip

    objects = SaidQuerySet.as_manager()

    class Meta:
        verbose_name = "thing we said"
        constraints = [
            models.UniqueConstraint(fields=["group", "number"], name="one_number_in_a_group"),
            models.CheckConstraint(name="named_has_a_person_and_group_has_none", condition=Q(
                shown_as="NAME", said_by__isnull=False) | Q(shown_as="GROUP", said_by=None)),
            models.CheckConstraint(name="sent_has_a_date", condition=Q(
                stage__in=["DRAFT", "AGREEING", "WITHDRAWN", "EARLIER"], sent_at=None)
                | (~Q(stage__in=["DRAFT", "AGREEING", "WITHDRAWN", "EARLIER"]) & Q(sent_at__isnull=False))),
            models.CheckConstraint(condition=~Q(words=""), name="said_has_words"),
            models.CheckConstraint(name="a_record_is_named", violation_error_message="Name the record this came from.",
                                   condition=Q(came_from="EARLIER") & ~Q(source="") | ~Q(came_from="EARLIER")),
        ]  # fmt: skip
        indexes = [
            models.Index(fields=["group", "-number"], name="said_of_group"),
            models.Index(fields=["group", "bucket", "-number"], name="said_by_bucket"),
            models.Index(fields=["group", "topic", "-number"], name="said_by_topic"),
            some("said_due", "group", "due_on", "id", stage__in=STILL_WAITING),
            some("said_owed", "group", "due_on", "id", "stage", stage__in=["SENT", "HEARD"], due_on__isnull=False),
            some("said_due_anywhere", "due_on", "id", stage__in=STILL_WAITING),
            some("said_waiting_longest", "group", "opened_at", "id", stage__in=STILL_WAITING),
            some("said_with_the_group", "group", "id", stage__in=["AGREEING", "CLAIMED", "DID", "CANNOT"]),
            some("said_moved", "group", "-moved_at", "-id", stage__in=["DOING", "DID", "CANNOT", "ANSWERED"]),
            some("said_to_ask_about", "ask_on", "id", ask_on__isnull=False),
            some("said_to_review", "group", "review_on", review_on__isnull=False),
            some("said_to_review_anywhere", "review_on", "id", review_on__isnull=False),
            some("said_done", "group", "-did_at", "-id", did_at__isnull=False),
        ]  # fmt: skip

    def __str__(self):
        return self.words[:80]

    def get_absolute_url(self):
        """Its page. Needs the group loaded, for its name in the address."""
        return reverse("said", kwargs={"slug": self.group.slug, "number": self.number})

    @property
    def was_sent(self):
        return self.stage not in BEFORE_SENDING

    @property
    def waits(self):
        return self.stage in STILL_WAITING

    @property
    def is_done(self):
        """Done here and checked by the group, in this round."""
        return self.stage in DONE and self.did_at is not None

    @property
    def is_no_more(self):
        """It was done, but nobody noticed, or it has ended: not to be shown as simply done."""
        return self.is_done and bool(self.ended_at or self.unnoticed_at)

    @property
    def tag(self):
        """The word or two that say where it stands."""
        if self.stage == Stage.CANNOT and self.decision == "NOT_NOW":
            return "Not now"
        if self.stage == Stage.DOING and (self.half_done_at or self.decision == "PARTLY"):
            return "Half done" if self.half_done_at else "Doing a part"
        return ("Done, and ended" if self.ended_at else "Nobody noticed") if self.is_no_more else TAGS[self.stage]

    @property
    def state(self):
        """The colour that repeats the tag."""
        named = {"EARLIER": "did", "WITHDRAWN": "draft"}.get(self.stage, self.stage.lower())
        return "cannot" if self.is_no_more else named


class Steps(models.QuerySet):
    def visible_to(self, membership):
        beside = self.filter(~Q(said__stage__in=BEFORE_SENDING), inside_only=False)  # nothing that was taken out again
        return (self if membership.role in THE_GROUP else beside).filter(group_id=membership.group_id)

    def in_order(self):
        return self.order_by("id")

    def newest_first(self):
        return self.order_by("-at", "-id")

    def with_people(self):
        return self.select_related("by__person")


class Step(models.Model):
    """One line of the chain, in words, never changed: who, when, from, to. The timeline of an entry is read from here. The
    words never hold a member's name; `by` does, and is shown to the group only. `by` is empty for what was done *from the
    group*. `details` are pairs of label and words. `inside_only` marks what the group keeps to itself.
    """

    Kind = models.TextChoices(
        "Kind",
        "DRAFTED REVISED WITHDRAWN PUT AGREED BACK_TO_DRAFT SENT HEARD DECIDED TAKEN_ON MOVED DONE CLAIMED CHECKED NOT_YET_DONE"
        " VERDICT ANSWERED REOPENED CORRECTED PUBLISHED UNPUBLISHED BROUGHT_IN TAKEN_OUT GATHERED CHALLENGED REASON_GIVEN"
        " FOUND HALF_DONE ASKED_IF_NOTICED NOTICED REVIEWED NOTED",
    )

    group = models.ForeignKey("groups.Group", models.PROTECT, related_name="+")
    said = models.ForeignKey(Said, models.PROTECT, related_name="steps")
    round = models.PositiveSmallIntegerField(default=1)
    kind = models.CharField(max_length=20, choices=Kind)
    stage_from = models.CharField(max_length=10, choices=Stage, blank=True)
    stage_to = models.CharField(max_length=10, choices=Stage)
    headline = models.CharField(max_length=200)
    text = models.TextField(blank=True)
    details = models.JSONField(default=list, blank=True)
    by = models.ForeignKey("groups.Membership", models.PROTECT, null=True, blank=True, related_name="+")
    inside_only = models.BooleanField(default=False)  # steps before sending are for the group alone
    working_days = models.SmallIntegerField(null=True, blank=True)  # how long it took, beside the promise
    promised_days = models.SmallIntegerField(null=True, blank=True)
    at = models.DateTimeField()

    objects = Steps.as_manager()

    class Meta:
        indexes = [
            models.Index(fields=["said", "id"], name="steps_in_order"),
            models.Index(fields=["group", "-at", "-id"], name="steps_of_group"),
            some("steps_with_a_promise", "group", "kind", "at", working_days__isnull=False),
            some("steps_said_partly", "group", "-at", "-id", kind="VERDICT", inside_only=False),
        ]  # fmt: skip

    def __str__(self):
        return self.headline

    @property
    def by_system(self):
        return self.by is not None and self.by.role in THE_SYSTEM

    def who(self, reader):
        """Who did it, as far as this reader may know: people from the system by name, people of the group inside it."""
        if self.by is None or not (reader.inside or self.by_system):
            return ""
        return f"{self.by.person.name}, {self.by.get_role_display()}"
