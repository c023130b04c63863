from django.db import models
from django.db.models import Q


class Agreements(models.QuerySet):
    def visible_to(self, membership):
        """Who agreed and who did not is the group's own."""
        return self.filter(said__group_id=membership.group_id) if membership.inside else self.none()


class Agreement(models.Model):
    """What one member says about sending a draft. The last word of each counts; earlier ones stay.

    `asking` is which time of asking it answers: a draft taken back and put to the group again is asked anew.
    """

    class Answer(models.TextChoices):
        AGREE = "AGREE", "I agree"
        WITH_CHANGE = "WITH_CHANGE", "I agree, with a change"
        NOT_YET = "NOT_YET", "Not yet"

    said = models.ForeignKey("feedback.Said", models.CASCADE, related_name="agreements")
    asking = models.PositiveSmallIntegerField(default=1)
    membership = models.ForeignKey("groups.Membership", models.PROTECT, related_name="+")
    answer = models.CharField(max_length=12, choices=Answer)
    reason = models.TextField(max_length=1000, blank=True)
    at = models.DateTimeField()

    objects = Agreements.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(answer="AGREE") | ~Q(reason=""), name="a_change_or_not_yet_says_why",
                violation_error_message="Say what you would change, or why not yet.",
            )
        ]  # fmt: skip
