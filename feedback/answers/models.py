from django.db import models
from django.db.models import Q


class OfSaid(models.QuerySet):
    """Rows that hang on one thing said. What was sent, everyone in or beside the group may read."""

    def visible_to(self, membership):
        return self.filter(said__group_id=membership.group_id)


class Deeds(OfSaid):
    def open(self):
        return self.filter(done_at=None)


class Claims(OfSaid):
    def unchecked(self):
        return self.filter(checked_at=None)


class Verdicts(models.QuerySet):
    def visible_to(self, membership):
        """Who said yes and who said no is the group's own."""
        return self.filter(said__group_id=membership.group_id) if membership.inside else self.none()


class Hearing(models.Model):
    """A named person in the system has heard it, and says who has the final say and when they will answer."""

    said = models.ForeignKey("feedback.Said", models.PROTECT, related_name="hearings")
    round = models.PositiveSmallIntegerField()
    words = models.TextField("what you want to say back", max_length=2000)
    final_say = models.CharField("who has the final say", max_length=200)
    answer_by = models.DateField("when they will answer")
    by = models.ForeignKey("groups.Membership", models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["said", "round"], name="heard_once_a_round")]


class Decision(models.Model):
    """What was decided, why, and by whom: what mattered to people beside what the system had to follow.

    A decision that could not be kept is followed by another in the same round, which names the one it replaces.
    """

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

    said = models.ForeignKey("feedback.Said", models.PROTECT, related_name="decisions")
    round = models.PositiveSmallIntegerField()
    kind = models.CharField(max_length=10, choices=Kind)
    reason = models.TextField(max_length=3000, blank=True)
    cause = models.CharField("what stands in the way", max_length=10, choices=Cause, blank=True)
    what_matters = models.TextField("what matters to people", max_length=2000)
    what_binds = models.TextField("what the system had to follow", max_length=2000)
    decided_by = models.CharField("who decided", max_length=200)
    replaces = models.OneToOneField("self", models.PROTECT, null=True, blank=True, related_name="replaced_by")
    by = models.ForeignKey("groups.Membership", models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["said", "round"], condition=Q(replaces=None), name="decided_once_a_round",
                violation_error_message="This has been decided already.",
            ),
            models.CheckConstraint(
                condition=Q(kind="WE_WILL") | (~Q(reason="") & ~Q(cause="")), name="anything_but_we_will_says_why",
                violation_error_message="Say why, and what stands in the way.",
            ),
        ]  # fmt: skip


class Deed(models.Model):
    """An action somebody took on, with an owner and a date."""

    said = models.ForeignKey("feedback.Said", models.PROTECT, related_name="deeds")
    what = models.CharField("what will be done", max_length=400)
    owner = models.CharField("who does it", max_length=120)
    due_on = models.DateField("by when")
    done_at = models.DateTimeField(null=True, blank=True)
    by = models.ForeignKey("groups.Membership", models.PROTECT, related_name="+")
    at = models.DateTimeField()

    objects = Deeds.as_manager()

    class Meta:
        indexes = [models.Index(fields=["said", "due_on"], condition=Q(done_at=None), name="deeds_to_do")]

    def __str__(self):
        return self.what


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

    said = models.ForeignKey("feedback.Said", models.PROTECT, related_name="claims")
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

    objects = Claims.as_manager()

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

    said = models.ForeignKey("feedback.Said", models.PROTECT, related_name="verdicts")
    round = models.PositiveSmallIntegerField()
    membership = models.ForeignKey("groups.Membership", models.PROTECT, related_name="+")
    answer = models.CharField(max_length=6, choices=Answer)
    words = models.TextField("what is missing", max_length=1000, blank=True)
    at = models.DateTimeField()

    objects = Verdicts.as_manager()

    class Meta:
        indexes = [models.Index(fields=["said", "round"], name="verdicts_of_round")]
