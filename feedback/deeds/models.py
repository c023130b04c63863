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


class Deed(models.Model):
    """An action somebody took on, or a milestone: a point one can see from outside. Both have an owner and a date."""

    class Kind(models.TextChoices):
        ACTION = "ACTION", "An action"
        MILESTONE = "MILESTONE", "A milestone"

    said = models.ForeignKey("feedback.Said", models.PROTECT, related_name="deeds")
    kind = models.CharField("what it is", max_length=10, choices=Kind, default=Kind.ACTION)
    what = models.CharField("what will be done", max_length=400)
    owner = models.CharField("who does it", max_length=120)
    due_on = models.DateField("by when")
    done_at = models.DateTimeField(null=True, blank=True)
    by = models.ForeignKey("groups.Membership", models.PROTECT, related_name="+")
    at = models.DateTimeField()

    objects = Deeds.as_manager()

    class Meta:
        indexes = [
            models.Index(fields=["said", "due_on"], condition=Q(done_at=None), name="deeds_to_do"),
            models.Index(fields=["due_on", "id"], condition=Q(done_at=None), name="deeds_to_do_anywhere"),
        ]

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
    """The system says it is done: what changed, where, since when, how one can see it. Someone in the group reads it second.

    Half done is a real answer: then `left` says what is not done yet, and `rest` is the action that will do it.
    """

    class Extent(models.TextChoices):
        ALL = "ALL", "All of it"
        HALF = "HALF", "Half of it, or a part"

    said = models.ForeignKey("feedback.Said", models.PROTECT, related_name="claims")
    round = models.PositiveSmallIntegerField()
    extent = models.CharField("how much of it", max_length=4, choices=Extent, default=Extent.ALL)
    what = models.TextField("what changed", max_length=3000)
    where = models.CharField("where", max_length=200)
    since = models.DateField("since when")
    evidence = models.TextField("how people can see it", max_length=2000)
    left = models.TextField("what is left to do", max_length=2000, blank=True)
    rest = models.OneToOneField(Deed, models.PROTECT, null=True, blank=True, related_name="rest_of")
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
            models.CheckConstraint(
                condition=Q(extent="ALL", left="", rest=None) | Q(extent="HALF", rest__isnull=False) & ~Q(left=""),
                name="half_done_says_what_is_left",
            ),
            models.UniqueConstraint(fields=["said"], condition=Q(checked_at=None), name="one_claim_to_check"),
        ]

    @property
    def half(self):
        return self.extent == self.Extent.HALF


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
        indexes = [
            models.Index(fields=["said", "round"], name="verdicts_of_round"),
            models.Index(fields=["at"], condition=Q(answer="NO"), name="verdicts_no"),
        ]
