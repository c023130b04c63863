from django.db import models


class Question(models.TextChoices):
    THINK = "THINK", "I can say what I think here"
    COST = "COST", "Speaking up has cost me something"


class Answer(models.TextChoices):
    YES = "YES", "Yes"
    SOMETIMES = "SOMETIMES", "Sometimes"
    NO = "NO", "No"
    RATHER_NOT = "RATHER_NOT", "I would rather not say"


def no_answers() -> dict:
    return {question: dict.fromkeys(Answer.values, 0) for question in Question.values}


class Askings(models.QuerySet):
    def visible_to(self, membership):
        return self.filter(group_id=membership.group_id)

    def open(self, now):
        """Still to be answered: the clock closes it soon after its last moment, and nobody may answer in between."""
        return self.filter(closed_at=None, closes_at__gt=now)

    def to_close(self, now):
        return self.filter(closed_at=None, closes_at__lte=now)

    def closed(self):
        return self.filter(closed_at__isnull=False)

    def newest_first(self):
        return self.order_by("-due_on", "-id")


class PulseRound(models.Model):
    """One round of the two questions in one group.

    All answers lie in this one row, as counts and as loose lines in no order: there is no row for an answer, so no time, no
    number and no stamp of the database leads from one to a person. What too few people answered to be shown is wiped on
    closing; after that nothing here changes.
    """

    group = models.ForeignKey("groups.Group", models.PROTECT, related_name="askings")
    due_on = models.DateField()
    opened_at = models.DateTimeField()
    closes_at = models.DateTimeField()
    reminded_at = models.DateTimeField(null=True, blank=True)
    closed_at = models.DateTimeField(null=True, blank=True)
    could_answer = models.PositiveIntegerField()  # members when it opened; nobody joins later
    answered = models.PositiveIntegerField(default=0)
    counts = models.JSONField(default=no_answers)
    lines = models.JSONField(default=list)

    objects = Askings.as_manager()

    LINE = 400  # the longest line somebody may add

    class Meta:
        constraints = [models.UniqueConstraint(fields=["group", "due_on"], name="asked_once_a_day_of_the_year")]
        indexes = [models.Index(fields=["closes_at"], condition=models.Q(closed_at=None), name="askings_open")]


class MayAnswers(models.QuerySet):
    def visible_to(self, membership):
        """One's own and nobody else's."""
        return self.filter(membership=membership)


class MayAnswer(models.Model):
    """One member who is asked, and whether they have answered. Not what, not when; gone when the asking closes."""

    asking = models.ForeignKey(PulseRound, models.CASCADE, related_name="asked")
    membership = models.ForeignKey("groups.Membership", models.CASCADE, related_name="+")
    has_answered = models.BooleanField(default=False)

    objects = MayAnswers.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["asking", "membership"], name="asked_once_in_a_round")]
