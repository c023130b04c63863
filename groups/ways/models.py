from django.db import models
from django.db.models import Q


class Answer(models.TextChoices):
    YES = "YES", "Yes"
    NOT_ALWAYS = "NOT_ALWAYS", "Not always"
    NO = "NO", "No"


class WaysReviews(models.QuerySet):
    def visible_to(self, membership):
        """Those of one's group, for the group; what may be shown of them is decided in queries."""
        mine = self.filter(group_id=membership.group_id)
        return mine if membership.inside else mine.none()

    def open(self, now):
        """Still to be answered: the clock closes it soon after its last moment, and nobody may answer in between."""
        return self.filter(closed_at=None, closes_at__gt=now)

    def to_close(self, now):
        return self.filter(closed_at=None, closes_at__lte=now)

    def undecided(self):
        """Open, or closed and nobody has said yet what comes of it."""
        return self.filter(decided_at=None)

    def newest_first(self):
        return self.order_by("-opened_at", "-id")


class WaysReview(models.Model):
    """One round of asking about each way of working, in the words it had then.

    All answers lie in this one row, as counts and as loose lines in no order: there is no row for an answer, so no time, no
    number and no stamp of the database leads from one to a person. What too few people answered to be shown is wiped on
    closing; after that only what came of it is added.
    """

    class Outcome(models.TextChoices):
        KEPT = "KEPT", "We keep them"
        CHANGED = "CHANGED", "We wrote new ones"

    group = models.ForeignKey("groups.Group", models.PROTECT, related_name="ways_reviews")
    opened_by = models.ForeignKey("groups.Membership", models.PROTECT, related_name="+")
    opened_at = models.DateTimeField()
    closes_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True, blank=True)
    ways = models.JSONField()  # the words asked about, in their order
    could_answer = models.PositiveIntegerField()  # people who were asked when it opened; nobody joins later
    answered = models.PositiveIntegerField(default=0)
    counts = models.JSONField()  # by the place of a way: how many said what
    lines = models.JSONField(default=list)
    outcome = models.CharField(max_length=7, choices=Outcome, blank=True)
    decided_by = models.ForeignKey("groups.Membership", models.PROTECT, null=True, blank=True, related_name="+")
    decided_at = models.DateTimeField(null=True, blank=True)

    objects = WaysReviews.as_manager()

    LINE = 400  # the longest line somebody may add

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["group"], condition=Q(decided_at=None), name="one_review_of_ways_at_a_time"),
            models.CheckConstraint(
                condition=Q(decided_at=None, decided_by=None, outcome="")
                | Q(decided_at__isnull=False, decided_by__isnull=False, closed_at__isnull=False) & ~Q(outcome=""),
                name="a_review_of_ways_is_closed_then_decided",
            ),
        ]  # fmt: skip
        indexes = [models.Index(fields=["closes_at"], condition=Q(closed_at=None), name="ways_reviews_open")]


class MayReviewWaysRows(models.QuerySet):
    def visible_to(self, membership):
        """One's own and nobody else's."""
        return self.filter(membership=membership)


class MayReviewWays(models.Model):
    """One person who is asked, and whether they have answered. Not what, not when; gone when the round closes."""

    review = models.ForeignKey(WaysReview, models.CASCADE, related_name="asked")
    membership = models.ForeignKey("groups.Membership", models.CASCADE, related_name="+")
    has_answered = models.BooleanField(default=False)

    objects = MayReviewWaysRows.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["review", "membership"], name="asked_about_ways_once")]


class WaysNudge(models.Model):
    """That the facilitators of a group were reminded that it is time to look, once for the day it is about."""

    group = models.ForeignKey("groups.Group", models.CASCADE, related_name="ways_nudges")
    due_on = models.DateField()
    at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["group", "due_on"], name="each_nudge_about_ways_once")]
