from django.db import models
from django.db.models import Q


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
