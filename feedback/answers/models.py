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

    A decision that could not be kept is followed by another, which names the one it replaces. `options` are pairs: what
    could have been done, and why it was or was not chosen. `outweighs`: something the system had to follow went before
    what people said; then the reason is published. `together`: one answer was given to several alike at once.
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
    question = models.CharField("what was to be decided", max_length=300, blank=True)
    options = models.JSONField(default=list, blank=True)
    reason = models.TextField(max_length=3000, blank=True)
    cause = models.CharField("what stands in the way", max_length=10, choices=Cause, blank=True)
    what_matters = models.TextField("what matters to people", max_length=2000)
    what_binds = models.TextField("what the system had to follow", max_length=2000)
    outweighs = models.BooleanField("the system’s priority went first", default=False)
    decided_by = models.CharField("who decided", max_length=200)
    how_to_challenge = models.TextField("how to challenge it", max_length=1000, blank=True)
    together = models.ForeignKey(
        "feedback.DecisionTogether", models.PROTECT, null=True, blank=True, related_name="decisions"
    )
    about_this = models.TextField("about what you said", max_length=1000, blank=True)
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
            models.CheckConstraint(
                condition=Q(outweighs=False) | ~Q(reason=""), name="what_goes_first_says_why",
                violation_error_message="Say why the system’s priority went first.",
            ),
        ]  # fmt: skip

    def __str__(self):
        return self.get_kind_display()

    @property
    def why_label(self):
        """What stands before the reason, wherever it is shown: that something went before what people said is not hidden."""
        return "The system’s priority went first, because" if self.outweighs else "Why"

    def options_in_words(self) -> str:
        return "\n".join(f"{option}: {why}" if why else option for option, why in self.options)
