from dataclasses import dataclass

from django.db import models
from django.db.models import Q

from groups.meetings.models import AboutNeeds, Meeting
from groups.membership.models import Membership


class Need(models.TextChoices):
    """The kinds of need the list knows. What is none of them is OTHER, never left out."""

    INTERPRETER = "INTERPRETER", "Interpreter"
    CAPTIONS = "CAPTIONS", "Captions"
    BREAKS = "BREAKS", "Breaks"
    LARGE_PRINT = "LARGE_PRINT", "Large print"
    SUPPORTER = "SUPPORTER", "Supporter"
    TRAVEL = "TRAVEL", "Travel"
    OTHER = "OTHER", "Something else"


class Arrangement(models.Model):
    """Who sees to one need of one person at one meeting, and whether it is arranged.

    It holds no words of the person's: `seal` only tells whether they still say the same. When they say something new, or
    the meeting moves, the tick is worth nothing and the line is open again (`queries.Line`).
    """

    meeting = models.ForeignKey("groups.Meeting", models.CASCADE, related_name="seen_to")
    membership = models.ForeignKey("groups.Membership", models.PROTECT, related_name="+")
    need = models.CharField(max_length=12, choices=Need)
    sees_to_it = models.ForeignKey("groups.Membership", models.PROTECT, null=True, blank=True, related_name="+")
    arranged_by = models.ForeignKey("groups.Membership", models.PROTECT, null=True, blank=True, related_name="+")
    arranged_at = models.DateTimeField(null=True, blank=True)
    how = models.CharField("how it is arranged", max_length=300, blank=True)
    seal = models.CharField(max_length=64)

    objects = AboutNeeds.as_manager()  # read by those who may read the needs they answer

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["meeting", "membership", "need"], name="one_arrangement_a_need"),
            models.CheckConstraint(
                condition=Q(arranged_at=None, arranged_by=None)
                | Q(arranged_at__isnull=False, arranged_by__isnull=False),
                name="arranged_by_and_at",
            ),
        ]  # fmt: skip


@dataclass(frozen=True)
class Progress:
    """How much of what people need at a meeting is arranged. Worked out each time, never stored."""

    done: int
    all: int

    @property
    def in_words(self) -> str:
        return f"{self.done} of {self.all} arranged"

    @property
    def open(self) -> int:
        return self.all - self.done

    @property
    def still(self) -> str:
        """What a facilitator reads first: how much there is left to do."""
        things = "thing" if self.all == 1 else "things"
        if not self.open:
            return (
                f"All {self.all} {things} people need are arranged"
                if self.all > 1
                else "The 1 thing somebody needs is arranged"
            )
        return f"{self.open} of {self.all} {things} people need {'is' if self.open == 1 else 'are'} not arranged yet"


class Preparations(models.QuerySet):
    def visible_to(self, membership):
        """Counts of what people needed are for the facilitators."""
        mine = self.filter(meeting__group_id=membership.group_id)
        return mine if membership.facilitates else mine.none()


class Preparation(models.Model):
    """What was done for one meeting: the nudge, the question afterwards, the forgetting. Its counts are all that stays."""

    meeting = models.OneToOneField("groups.Meeting", models.CASCADE, related_name="preparation")
    nudged_at = models.DateTimeField(null=True, blank=True)
    asked_at = models.DateTimeField(null=True, blank=True)
    forgotten_at = models.DateTimeField(null=True, blank=True)
    needed = models.PositiveIntegerField(default=0)
    arranged = models.PositiveIntegerField(default=0)
    there = models.JSONField(default=dict)  # by answer, how many gave it; written when the rest is forgotten

    objects = Preparations.as_manager()


class WereThere(models.QuerySet):
    def visible_to(self, membership):
        """One's own; facilitators those of their group."""
        mine = self.filter(meeting__group_id=membership.group_id)
        return mine if membership.facilitates else mine.filter(membership=membership)

    def of_a_meeting_seen_by(self, membership):
        return self.filter(membership=membership, meeting__in=Meeting.objects.visible_to(membership))

    def to_help_with(self, membership):
        """Those a supporter may answer for the member they help: not answered, or answered by themselves. What a member
        answered is never shown to them: it may be about them."""
        mine = self.filter(
            membership__in=Membership.objects.helped_by(membership), meeting__in=Meeting.objects.visible_to(membership)
        )
        return mine.filter(Q(answer="") | Q(answered_by=membership))

    def unanswered(self):
        return self.filter(answer="")


class WasItThere(models.Model):
    """One person is asked once, the day after: was what you needed there? The words go after 30 days, a no stays until the
    next time they are asked, so that the next list can say so. `answered_by` is a supporter who answered with their consent."""

    class Answer(models.TextChoices):
        YES = "YES", "Yes"
        PARTLY = "PARTLY", "Partly"
        NO = "NO", "No"
        AWAY = "AWAY", "I was not at the meeting"

    meeting = models.ForeignKey("groups.Meeting", models.CASCADE, related_name="were_there")
    membership = models.ForeignKey("groups.Membership", models.PROTECT, related_name="+")
    asked_at = models.DateTimeField()
    answer = models.CharField(max_length=6, choices=Answer, blank=True)
    words = models.CharField("a word on it", max_length=400, blank=True)
    answered_at = models.DateTimeField(null=True, blank=True)
    answered_by = models.ForeignKey("groups.Membership", models.PROTECT, null=True, blank=True, related_name="+")

    objects = WereThere.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["meeting", "membership"], name="asked_once_a_meeting"),
            models.CheckConstraint(
                condition=Q(answer="", answered_at=None) | ~Q(answer="") & Q(answered_at__isnull=False),
                name="there_answered_and_at",
            ),
        ]  # fmt: skip
        indexes = [models.Index(fields=["membership", "answer"], name="was_it_there_of")]
