from datetime import timedelta

from django.db import models
from django.db.models import F, Q

OPEN_FOR = timedelta(days=28)


class JourneyStep(models.IntegerChoices):
    """The steps in their order. After the last comes the first again: what people learn goes back in (the feedback loop)."""

    COMMITMENT = 1, "Commitment and leadership of the system"
    CONNECT = 2, "Contact and connect"
    PURPOSE = 3, "Agree a common purpose"
    PROCESS = 4, "Facilitate the process"
    COPRODUCE = 5, "Co-produce personalised care"
    IMPACT = 6, "Review impact, confidence and skills"


SHORT = {
    1: "Commitment",
    2: "Connect",
    3: "Purpose",
    4: "Process",
    5: "Co-produce",
    6: "Impact",
}  # as the ring has room for
MEANS = {
    1: "A senior leader says yes, stands up for the group, and gives it time and money.",
    2: "People with lived experience find each other, and meet the people who can change things.",
    3: "Both sides agree why we are here and what difference it will make.",
    4: "Somebody makes room for everyone, so that people feel safe and time is well used.",
    5: "We change how care works, together.",
    6: "We look at what has changed, and at what we have learned. Then we know where to begin again.",
}


class Place(models.TextChoices):
    NOW = "NOW", "We work on it now"
    DONE = "DONE", "Done for now"
    AGAIN = "AGAIN", "Back to this step"


class Moves(models.QuerySet):
    def visible_to(self, membership):
        """What the group confirmed, everyone beside it may see; what is only proposed is the group's own."""
        mine = self.filter(group_id=membership.group_id)
        return mine if membership.inside else mine.confirmed()

    def confirmed(self):
        return self.filter(outcome=Move.Outcome.CONFIRMED)

    def open(self, now):
        """Nobody closes one by hand: after 28 days it does not count any more."""
        return self.filter(settled_at=None, proposed_at__gt=now - OPEN_FOR)

    def newest_first(self):
        return self.order_by(F("settled_at").desc(nulls_first=True), "-id")

    def with_all(self):
        return self.select_related("proposed_by__person", "part_by__person", "meeting", "paper", "said")


class Move(models.Model):
    """Where the group is with one step, as a facilitator proposes it. The newest one that was confirmed counts.

    Never changed afterwards: going back is a new move. `waits_on` names the side the group waits for, with what for;
    they answer it in `part_words`, once.
    """

    class Outcome(models.TextChoices):
        CONFIRMED = "CONFIRMED", "Confirmed"
        WITHDRAWN = "WITHDRAWN", "Taken back"
        LAPSED = "LAPSED", "Not confirmed in time"

    class WaitsOn(models.TextChoices):
        SPONSOR = "SPONSOR", "Our sponsors"
        POINT_OF_CONTACT = "POINT_OF_CONTACT", "Our points of contact"

    WORDS = 1000

    group = models.ForeignKey("groups.Group", models.PROTECT, related_name="moves")
    step = models.PositiveSmallIntegerField(choices=JourneyStep)
    state = models.CharField(max_length=5, choices=Place)
    words = models.TextField("how we can tell", max_length=WORDS)
    meeting = models.ForeignKey("groups.Meeting", models.PROTECT, null=True, blank=True, related_name="+")
    paper = models.ForeignKey("groups.Paper", models.PROTECT, null=True, blank=True, related_name="+")
    said = models.ForeignKey("feedback.Said", models.PROTECT, null=True, blank=True, related_name="+")
    waits_on = models.CharField(max_length=20, choices=WaitsOn, blank=True)
    waits_for = models.CharField(max_length=300, blank=True)
    proposed_by = models.ForeignKey("groups.Membership", models.PROTECT, related_name="+")
    proposed_at = models.DateTimeField()
    outcome = models.CharField(max_length=10, choices=Outcome, blank=True)
    settled_at = models.DateTimeField(null=True, blank=True)
    part_words = models.TextField("what they say of their part", max_length=WORDS, blank=True)
    part_by = models.ForeignKey("groups.Membership", models.PROTECT, null=True, blank=True, related_name="+")
    part_at = models.DateTimeField(null=True, blank=True)

    objects = Moves.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["group", "step"], condition=Q(settled_at=None), name="one_open_move_a_step"),
            models.CheckConstraint(condition=Q(step__gte=1, step__lte=6) & ~Q(words=""), name="a_move_has_a_step_and_words"),
            models.CheckConstraint(
                condition=Q(outcome="", settled_at=None) | ~Q(outcome="") & Q(settled_at__isnull=False),
                name="a_settled_move_has_an_outcome",
            ),
            models.CheckConstraint(
                condition=Q(waits_on="", waits_for="") | ~Q(waits_on="") & ~Q(waits_for=""), name="we_wait_for_something"
            ),
            models.CheckConstraint(
                condition=Q(part_at=None, part_by=None, part_words="")
                | Q(part_at__isnull=False, part_by__isnull=False) & ~Q(part_words="") & ~Q(waits_on=""),
                name="a_part_is_told_in_words",
            ),
        ]  # fmt: skip
        indexes = [models.Index(fields=["group", "step", "-settled_at"], name="moves_of_group")]


class MoveYes(models.Model):
    """One member confirmed it. There is no row for somebody who did not, so nobody can be shown."""

    move = models.ForeignKey(Move, models.CASCADE, related_name="yeses")
    membership = models.ForeignKey("groups.Membership", models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["move", "membership"], name="one_yes_a_member")]
