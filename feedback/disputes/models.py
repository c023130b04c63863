from django.db import models
from django.db.models import Q

from feedback.programmes.models import HowFar


class Disputes(models.QuerySet):
    def visible_to(self, membership):
        """Everyone in and beside the group sees the same."""
        return self.filter(programme__group_id=membership.group_id)

    def unanswered(self):
        return self.filter(state=Dispute.State.OPEN)

    def with_programme(self):
        return self.select_related("programme__owner__person", "programme__group", "answered_by__person")


class Dispute(models.Model):
    """Members say that a programme came later than was written down: how far it was, in one sentence, from the group.

    It keeps nobody. Whoever owns the programme agrees, or answers once; after an answer only members say whether that settles
    it: then what was written down counts (`DROPPED`), or what they said does (`UPHELD`). What was said never changes.
    """

    class State(models.TextChoices):
        OPEN = "OPEN", "Waits for an answer"
        ANSWERED = "ANSWERED", "Answered, not settled yet"
        AGREED = "AGREED", "Settled: it came later"
        DROPPED = "DROPPED", "Settled: the answer stands"
        UPHELD = "UPHELD", "Settled, says the group: it came later"

    programme = models.ForeignKey("feedback.Programme", models.PROTECT, related_name="disputes")
    stage = models.CharField("how far it was, say members", max_length=10, choices=HowFar)
    stage_before = models.CharField("what was settled before", max_length=10, choices=HowFar, blank=True)
    words = models.TextField("what members saw", max_length=1000)
    said_at = models.DateTimeField()
    state = models.CharField(max_length=10, choices=State, default=State.OPEN)
    answer = models.TextField("the answer", max_length=1000, blank=True)
    answered_by = models.ForeignKey("groups.Membership", models.PROTECT, null=True, blank=True, related_name="+")
    answered_at = models.DateTimeField(null=True, blank=True)
    settled_words = models.TextField("why that settles it, or not", max_length=1000, blank=True)
    settled_at = models.DateTimeField(null=True, blank=True)
    reminded_at = models.DateTimeField(null=True, blank=True)

    objects = Disputes.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["programme"], condition=Q(state__in=("OPEN", "ANSWERED")), name="one_dispute_at_a_time",
                violation_error_message="Members have said this already, and it is not settled.",
            ),
            models.CheckConstraint(condition=~Q(words=""), name="a_dispute_says_what_members_saw"),
            models.CheckConstraint(
                condition=Q(state="OPEN", answered_by=None, answered_at=None, answer="")
                | ~Q(state="OPEN") & ~Q(answer="") & Q(answered_by__isnull=False, answered_at__isnull=False),
                name="a_dispute_is_answered_by_somebody",
            ),
            models.CheckConstraint(
                condition=Q(state__in=("OPEN", "ANSWERED"), settled_at=None)
                | Q(state__in=("AGREED", "DROPPED", "UPHELD"), settled_at__isnull=False),
                name="a_dispute_is_settled_when_it_is_over",
            ),
        ]  # fmt: skip
        indexes = [
            models.Index(fields=["programme", "id"], name="disputes_of_programme"),
            models.Index(fields=["said_at"], condition=Q(state="OPEN", reminded_at=None), name="disputes_to_answer"),
        ]

    def __str__(self):
        return self.get_state_display()

    @property
    def is_settled(self):
        return self.settled_at is not None

    @property
    def colour(self):
        """The colour that repeats the word."""
        return {"OPEN": "waiting", "ANSWERED": "partly", "DROPPED": "kept"}.get(self.state, "late")
