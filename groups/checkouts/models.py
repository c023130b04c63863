from django.db import models
from django.db.models import Q


class Question(models.TextChoices):
    HEARD = "HEARD", "I was heard"
    SAFE = "SAFE", "I felt safe"
    WORTH = "WORTH", "It was worth my time"


class Answer(models.TextChoices):
    YES = "YES", "Yes"
    PARTLY = "PARTLY", "Partly"
    NO = "NO", "No"


def no_answers() -> dict:
    return {question: dict.fromkeys(Answer.values, 0) for question in Question.values}


class CheckOuts(models.QuerySet):
    def visible_to(self, membership):
        """Those of one's group; what may be shown of them to whom is decided in queries."""
        return self.filter(meeting__group_id=membership.group_id)

    def open(self, now):
        """Still to be answered: the clock closes it soon after its last moment, and nobody may answer in between."""
        return self.filter(closed_at=None, closes_at__gt=now)

    def to_close(self, now):
        return self.filter(closed_at=None, closes_at__lte=now)

    def ready_for(self, membership, now):
        """Closed, and this reader's turn: the facilitators at once, everybody else a working day later."""
        closed = self.filter(closed_at__isnull=False)
        return closed if membership.facilitates else closed.filter(group_from__lte=now)

    def newest_first(self):
        return self.order_by("-meeting__starts_at", "-id")


class CheckOut(models.Model):
    """The three questions at the end of one meeting.

    All answers lie in this one row, as counts and as loose lines in no order: there is no row for an answer, so no time, no
    number and no stamp of the database leads from one to a person. What too few people answered to be shown is wiped on
    closing; after that nothing here changes.
    """

    meeting = models.OneToOneField("groups.Meeting", models.CASCADE, related_name="check_out")
    opened_by = models.ForeignKey("groups.Membership", models.PROTECT, null=True, blank=True, related_name="+")
    opened_at = models.DateTimeField()
    closes_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True, blank=True)
    group_from = models.DateTimeField(null=True, blank=True)  # when the group may see what came of it
    could_answer = models.PositiveIntegerField()  # people who were asked when it opened; nobody joins later
    answered = models.PositiveIntegerField(default=0)
    counts = models.JSONField(default=no_answers)
    lines = models.JSONField(default=list)

    objects = CheckOuts.as_manager()

    LINE = 400  # the longest line somebody may add

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(closed_at=None, group_from=None) | Q(closed_at__isnull=False, group_from__isnull=False),
                name="check_out_closed_and_shown",
            )
        ]  # fmt: skip
        indexes = [models.Index(fields=["closes_at"], condition=Q(closed_at=None), name="check_outs_open")]


class MayCheckOuts(models.QuerySet):
    def visible_to(self, membership):
        """One's own and nobody else's."""
        return self.filter(membership=membership)


class MayCheckOut(models.Model):
    """One person who is asked, and whether they have answered. Not what, not when; gone when the questions close."""

    check_out = models.ForeignKey(CheckOut, models.CASCADE, related_name="asked")
    membership = models.ForeignKey("groups.Membership", models.CASCADE, related_name="+")
    has_answered = models.BooleanField(default=False)

    objects = MayCheckOuts.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["check_out", "membership"], name="checked_out_once")]
