from datetime import datetime

from django.core import signing
from django.db import models
from django.db.models import Q

from coproduction.kit import workdays
from feedback.log.models import REFUSED

SAYS_NO = ("PARTLY", *REFUSED)  # answers that leave something undone
SOON_DAYS, DEPUTY_DAYS = 1, 2  # working days before the promise, and after it, as for every promise
SALT = "challenge"


class Challenges(models.QuerySet):
    def visible_to(self, membership):
        return self.filter(said__group_id=membership.group_id)

    def open(self):
        return self.filter(closed_at=None)

    def of_groups(self, groups):
        return self.filter(said__group__in=groups)

    def for_the_system(self):
        """What the system owes. The independent person stands outside it."""
        return self.exclude(rung=Challenge.Rung.INDEPENDENT)

    def with_entry(self):
        return self.select_related("said__group__organisation", "said__topic")

    def oldest_promise_first(self):
        return self.order_by("answer_by", "id")


class Challenge(models.Model):
    """The group asks again about one answer: to whom (the rung), why in its own words, and by when an answer is promised.

    `round` is the round of the answer it is about; when the sponsor changes the answer, the route goes along with the new
    one. Shown *from the group* it keeps nobody. `answer` are the words of whoever answered. The independent person needs
    no account: `link_key` is half of their secret link, and an empty one opens nothing.
    """

    class Rung(models.TextChoices):
        REASON = "REASON", "Ask for the reason again"
        SPONSOR = "SPONSOR", "Ask the sponsor to look again"
        INDEPENDENT = "INDEPENDENT", "Ask the independent person"

    class Outcome(models.TextChoices):
        REASON_GIVEN = "GIVEN", "The reason was given again"
        KEPT = "KEPT", "The sponsor looked again: the answer stays"
        CHANGED = "CHANGED", "The sponsor changed the answer"
        FAIR = "FAIR", "The answer was fair"
        LOOK_AGAIN = "AGAIN", "It should be looked at again"
        NO_ANSWER = "NONE", "No answer came in time"
        SET_ASIDE = "ASIDE", "The group opened it again before an answer came"

    class Nudged(models.TextChoices):
        SOON = "SOON", "before the promise passes"
        PASSED = "PASSED", "when it has passed"
        DEPUTY = "DEPUTY", "and the deputy too, two working days later"

    class ShownAs(models.TextChoices):
        GROUP = "GROUP", "From the group"
        NAME = "NAME", "With my name"

    said = models.ForeignKey("feedback.Said", models.PROTECT, related_name="challenges")
    round = models.PositiveSmallIntegerField()
    rung = models.CharField(max_length=12, choices=Rung)
    words = models.TextField("why you ask again", max_length=2000)
    shown_as = models.CharField(max_length=10, choices=ShownAs)
    asked_by = models.ForeignKey("groups.Membership", models.PROTECT, null=True, blank=True, related_name="challenges")
    asked_at = models.DateTimeField()
    answer_by = models.DateField("when an answer is promised")
    independent_name = models.CharField("independent person", max_length=120, blank=True)
    link_key = models.CharField(max_length=43, blank=True)
    link_until = models.DateTimeField(null=True, blank=True)
    outcome = models.CharField(max_length=10, choices=Outcome, blank=True)
    answer = models.TextField("what was answered", max_length=3000, blank=True)
    closed_by = models.ForeignKey("groups.Membership", models.PROTECT, null=True, blank=True, related_name="+")
    closed_at = models.DateTimeField(null=True, blank=True)
    nudged = models.CharField(max_length=10, choices=Nudged, blank=True)

    objects = Challenges.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["said"], condition=Q(closed_at=None), name="one_challenge_at_a_time",
                violation_error_message="Your group has asked about this already, and waits for an answer.",
            ),
            models.CheckConstraint(condition=~Q(words=""), name="a_challenge_says_why"),
            models.CheckConstraint(
                condition=Q(shown_as="NAME", asked_by__isnull=False) | Q(shown_as="GROUP", asked_by=None),
                name="a_challenge_from_the_group_keeps_nobody",
            ),
            models.CheckConstraint(
                condition=Q(closed_at=None, outcome="") | Q(closed_at__isnull=False) & ~Q(outcome=""),
                name="a_challenge_ends_somehow",
            ),
            models.CheckConstraint(
                condition=Q(closed_at=None) | Q(link_key=""), name="a_link_ends_with_its_challenge"
            ),
        ]  # fmt: skip
        indexes = [
            models.Index(fields=["answer_by", "id"], condition=Q(closed_at=None), name="challenges_to_answer"),
            models.Index(fields=["said", "id"], name="challenges_of_said"),
        ]

    def __str__(self):
        return self.get_rung_display()

    @property
    def is_open(self):
        return self.closed_at is None

    def days_late(self, now: datetime) -> int:
        """Working days since the promise passed; negative while it is still ahead. Needs the group loaded."""
        group = self.said.group
        return workdays.between(self.answer_by, group.local(now).date(), group.nation)

    def is_late(self, now: datetime) -> bool:
        return self.is_open and self.said.group.local(now).date() > self.answer_by

    def nudge_due(self, now: datetime) -> str:
        """The rung of the ladder of reminders it has come to, or nothing."""
        late = self.days_late(now)
        if late >= DEPUTY_DAYS:
            return self.Nudged.DEPUTY
        if self.is_late(now):
            return self.Nudged.PASSED
        return self.Nudged.SOON if -late <= SOON_DAYS else ""

    def link_runs(self, now: datetime) -> bool:
        return self.is_open and bool(self.link_key) and self.link_until > now

    @property
    def token(self) -> str:
        """Signed by this site, and good only while its other half stands on the row."""
        return signing.Signer(salt=SALT).sign_object([self.pk, self.link_key])

    @property
    def stamp(self) -> str:
        """What a letter with this link is known by: a newer link makes it wrong."""
        return f"challenge:{self.pk}:{int(self.link_until.timestamp()) if self.link_until else 0}"


Rung = Challenge.Rung
ROUTE = (Rung.REASON, Rung.SPONSOR, Rung.INDEPENDENT)
PROMISED_DAYS = {Rung.REASON: 5, Rung.SPONSOR: 10, Rung.INDEPENDENT: 20}  # working days
OWED = {
    Rung.REASON: "The group asks for the reason again",
    Rung.SPONSOR: "The group asks the sponsor to look again",
    Rung.INDEPENDENT: "The independent person looks at it",
}
