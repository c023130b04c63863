from django.db import models
from django.db.models import F, Q


class Reviews(models.QuerySet):
    def visible_to(self, membership):
        """What the group has not confirmed yet is its own."""
        mine = self.filter(said__group_id=membership.group_id)
        return mine if membership.inside else mine.filter(holds=True)

    def open(self):
        return self.filter(confirmed_at=None)


class Review(models.Model):
    """Does what was done still hold? Somebody says what they found; it counts once another member has confirmed it."""

    class Outcome(models.TextChoices):
        STILL_TRUE = "STILL_TRUE", "Still true"
        CHANGED = "CHANGED", "Changed"
        REOPENED = "REOPENED", "Open it again"
        ENDED = "ENDED", "Ended"

    said = models.ForeignKey("feedback.Said", models.PROTECT, related_name="reviews")
    round = models.PositiveSmallIntegerField()
    due_on = models.DateField()
    outcome = models.CharField("what did you find?", max_length=10, choices=Outcome)
    words = models.TextField("what has changed?", max_length=2000, blank=True)
    proposed_by = models.ForeignKey("groups.Membership", models.PROTECT, related_name="+")
    proposed_at = models.DateTimeField()
    confirmed_by = models.ForeignKey("groups.Membership", models.PROTECT, null=True, blank=True, related_name="+")
    confirmed_at = models.DateTimeField(null=True, blank=True)
    holds = models.BooleanField(null=True, blank=True)
    note = models.CharField("what did you see?", max_length=1000, blank=True)

    objects = Reviews.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["said", "round"], condition=Q(confirmed_at=None), name="one_review_to_confirm"
            ),
            models.CheckConstraint(
                condition=Q(confirmed_at=None, confirmed_by=None, holds=None)
                | Q(confirmed_at__isnull=False, confirmed_by__isnull=False, holds__isnull=False),
                name="review_confirmed_by_and_at",
            ),
            models.CheckConstraint(
                condition=Q(confirmed_by=None) | ~Q(confirmed_by=F("proposed_by")), name="a_second_reader_is_another"
            ),
            models.CheckConstraint(
                condition=Q(outcome="STILL_TRUE") | ~Q(words=""), name="anything_but_still_true_says_what"
            ),
        ]


class ReviewNudge(models.Model):
    """That a review date had come was told: to the members first, then every four weeks to the facilitators."""

    said = models.ForeignKey("feedback.Said", models.CASCADE, related_name="review_nudges")
    due_on = models.DateField()
    rung = models.PositiveSmallIntegerField()
    at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["said", "due_on", "rung"], name="each_review_nudge_once")]
