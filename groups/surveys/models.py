from django.db import models
from django.db.models import Q


class Kind(models.TextChoices):
    VALUES = "VALUES", "Five values"
    SHIFTS = "SHIFTS", "Eight shifts"
    INVESTMENTS = "INVESTMENTS", "Five investments"
    OWN = "OWN", "Our own questions"


class SideOf(models.TextChoices):
    MEMBERS = "MEMBERS", "Members"
    STAFF = "STAFF", "Staff"


class Surveys(models.QuerySet):
    def visible_to(self, membership):
        """Those of one's group. Drafts are for who prepares them; to people beside the group nothing but what was opened."""
        mine = self.filter(group_id=membership.group_id)
        return mine if membership.facilitates else mine.filter(opened_at__isnull=False)

    def drafts(self):
        return self.filter(opened_at=None)

    def opened(self):
        return self.filter(opened_at__isnull=False)

    def open(self, now):
        """Still to be answered: the clock closes it soon after its last moment, and nobody may answer in between."""
        return self.opened().filter(closed_at=None, closes_at__gt=now)

    def running(self):
        return self.opened().filter(closed_at=None)

    def to_close(self, now):
        return self.running().filter(closes_at__lte=now)

    def to_nudge(self, nudges_from):
        return self.running().filter(nudged_at=None, opened_at__lte=nudges_from)

    def closed(self):
        return self.filter(closed_at__isnull=False)

    def newest_first(self):
        return self.order_by("-opened_at", "-id")


class Survey(models.Model):
    """Questions a group asks of its members, of the staff who work with it, or of both. Nothing changes once it is closed.

    Each question is a dict: `words`, `easy` (a shorter sentence), `answers` (3 to 5, from one end of a line to the other), `who`
    (BOTH, MEMBERS or STAFF), `start` and `end` (the ends of the line, if they are more than the first and last answer).
    """

    group = models.ForeignKey("groups.Group", models.PROTECT, related_name="surveys")
    kind = models.CharField(max_length=11, choices=Kind)
    title = models.CharField(max_length=120)
    about = models.CharField(max_length=500, blank=True)
    easy = models.CharField("the same in short", max_length=300, blank=True)
    questions = models.JSONField()
    drafted_by = models.ForeignKey("groups.Membership", models.PROTECT, related_name="+")
    drafted_at = models.DateTimeField()
    opened_by = models.ForeignKey("groups.Membership", models.PROTECT, null=True, blank=True, related_name="+")
    opened_at = models.DateTimeField(null=True, blank=True)
    closes_at = models.DateTimeField(null=True, blank=True)
    nudged_at = models.DateTimeField(null=True, blank=True)
    closed_at = models.DateTimeField(null=True, blank=True)

    objects = Surveys.as_manager()

    LINE, MOST = 400, 12  # the longest line somebody may add; questions

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["group", "kind"], condition=Q(closed_at=None), name="one_survey_of_a_kind_at_a_time",
                violation_error_message="There is a survey of this kind already that has not closed.",
            ),
            models.CheckConstraint(
                condition=Q(opened_at=None, opened_by=None, closes_at=None, closed_at=None)
                | Q(opened_at__isnull=False, opened_by__isnull=False, closes_at__isnull=False),
                name="a_survey_is_opened_then_closed",
            ),
            models.CheckConstraint(condition=~Q(title=""), name="a_survey_has_a_title"),
        ]  # fmt: skip
        indexes = [
            models.Index(
                fields=["closes_at"], condition=Q(opened_at__isnull=False, closed_at=None), name="surveys_open"
            )
        ]

    def asks(self, side: str) -> list[tuple[str, dict]]:
        """The questions one side is asked, each with the place it is counted under."""
        return [(str(place), one) for place, one in enumerate(self.questions) if one["who"] in ("BOTH", side)]


class Half(models.Model):
    """One side of a survey: who could answer, and what they answered, as counts and as loose lines in no order.

    There is no row for an answer, so no time, no number and no stamp of the database leads from one to a person. What too
    few people answered to be shown is wiped on closing; after that nothing here changes.
    """

    survey = models.ForeignKey(Survey, models.CASCADE, related_name="halves")
    side = models.CharField(max_length=7, choices=SideOf)
    could_answer = models.PositiveIntegerField()  # people who were asked when it opened; nobody joins later
    answered = models.PositiveIntegerField(default=0)
    counts = models.JSONField()  # by the place of a question, then of an answer: how many
    lines = models.JSONField(default=list)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["survey", "side"], name="a_side_of_a_survey_once")]


class AskedRows(models.QuerySet):
    def visible_to(self, membership):
        """One's own and nobody else's."""
        return self.filter(membership=membership)


class Asked(models.Model):
    """One person who is asked, and whether they have answered. Not what, not when; gone when the survey closes."""

    half = models.ForeignKey(Half, models.CASCADE, related_name="asked")
    membership = models.ForeignKey("groups.Membership", models.CASCADE, related_name="+")
    has_answered = models.BooleanField(default=False)

    objects = AskedRows.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["half", "membership"], name="asked_once_in_a_survey")]


class SurveyNudge(models.Model):
    """That the facilitators of a group were reminded to ask about the values, once for the day it is about."""

    group = models.ForeignKey("groups.Group", models.CASCADE, related_name="survey_nudges")
    due_on = models.DateField()
    at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["group", "due_on"], name="each_nudge_about_values_once")]
