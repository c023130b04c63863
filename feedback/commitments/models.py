from datetime import date

from django.db import models
from django.db.models import F, OuterRef, Q, Subquery

from groups.investments.models import Investment


class Commitments(models.QuerySet):
    def visible_to(self, membership):
        """Everyone in and beside the group sees the same."""
        return self.filter(group_id=membership.group_id)

    def standing(self):
        return self.exclude(state=Commitment.State.ENDED)

    def with_people(self):
        return self.select_related("promised_by__person", "group")

    def waiting_for_group(self, today: date):
        """The group has been shown something or the day has passed, and it has not said yet if it was kept."""
        return self.filter(Q(state="SHOWN") | Q(state="PROMISED", due_on__lt=today))

    def with_verdict(self):
        """And what the group said last of it, in whichever year, and the days that were promised first: of all, and of this
        year. No statement of its own."""
        lines = CommitmentLine.objects.filter(commitment=OuterRef("pk"))
        said = lines.filter(kind="VERDICT").order_by("-id")
        first = lines.filter(kind__in=("PROMISED", "RENEWED")).order_by("id")
        return self.annotate(
            verdict=Subquery(said.values("verdict")[:1]),
            verdict_words=Subquery(said.values("words")[:1]),
            verdict_term=Subquery(said.values("term")[:1]),
            first_on=Subquery(first.values("to_on")[:1]),
            term_first_on=Subquery(first.filter(term=OuterRef("term")).values("to_on")[:1]),
        )

    def in_order(self):
        """What still stands first, the next day first."""
        ended = models.Case(models.When(state="ENDED", then=1), default=0)
        return self.order_by(ended, F("due_on").asc(), "id")


class Commitment(models.Model):
    """One leader promises the group something: what, by when, and what they give for it.

    It is promised for a year. `term` counts the years: each renewal begins one, with a new day. `state` is what the group and
    the leader said last; it is kept, partly kept or not kept only by a member's word. Late is worked out, never stored.
    """

    class Gives(models.TextChoices):
        MONEY = "MONEY", "Money"
        TIME = "TIME", "Time"
        PEOPLE = "PEOPLE", "People"
        OTHER = "OTHER", "Something else"

    class State(models.TextChoices):
        PROMISED = "PROMISED", "Promised"
        SHOWN = "SHOWN", "Waits for the group"
        KEPT = "KEPT", "Kept, says the group"
        PARTLY = "PARTLY", "Partly kept, says the group"
        NOT_KEPT = "NOT_KEPT", "Not kept, says the group"
        ENDED = "ENDED", "Not promised any more"

    group = models.ForeignKey("groups.Group", models.PROTECT, related_name="commitments")
    what = models.TextField("what you promise", max_length=600)
    gives = models.CharField("what you give for it", max_length=10, choices=Gives)
    how_much = models.CharField("how much", max_length=200)
    investment = models.CharField(
        "which of the five investments it is for", max_length=13, choices=Investment, blank=True
    )
    due_on = models.DateField("by when")
    renew_on = models.DateField("when it is looked at again")
    is_public = models.BooleanField("on the public page", default=False)
    promised_by = models.ForeignKey("groups.Membership", models.PROTECT, related_name="commitments")
    promised_at = models.DateTimeField()
    term = models.PositiveSmallIntegerField(default=1)
    state = models.CharField(max_length=10, choices=State, default=State.PROMISED)
    judged_at = models.DateTimeField(null=True, blank=True)

    objects = Commitments.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=~Q(what=""), name="a_commitment_says_what"),
            models.CheckConstraint(
                condition=Q(state__in=("KEPT", "PARTLY", "NOT_KEPT"), judged_at__isnull=False)
                | ~Q(state__in=("KEPT", "PARTLY", "NOT_KEPT")),
                name="only_the_group_says_if_it_is_kept",
            ),
        ]  # fmt: skip
        indexes = [
            models.Index(fields=["group", "due_on"], name="commitments_of_group"),
            models.Index(fields=["due_on"], condition=Q(state="PROMISED"), name="commitments_due"),
            models.Index(fields=["renew_on"], condition=~Q(state="ENDED"), name="commitments_to_renew"),
        ]

    def __str__(self):
        return self.what[:80]

    @property
    def stands(self):
        return self.state != self.State.ENDED

    @property
    def colour(self):
        """The colour that repeats the word."""
        return {"PROMISED": "heard", "SHOWN": "claimed", "KEPT": "kept", "PARTLY": "partly"}.get(self.state, "cannot")

    def is_late(self, today: date) -> bool:
        """The day has passed and the leader has shown nothing."""
        return self.state == self.State.PROMISED and today > self.due_on

    def waits_for_group(self, today: date) -> bool:
        """Only the people it was promised to say if it was kept; until then the leader cannot begin anew or end it."""
        return self.state == self.State.SHOWN or self.is_late(today)

    def is_to_renew(self, today: date) -> bool:
        return self.stands and today >= self.renew_on


class CommitmentLine(models.Model):
    """One line of what became of a promise, never changed. `by` is empty for what was said from the group.

    A moved day keeps the old one (`from_on`) and says why. `said` is an entry of the log that shows it.
    """

    class Kind(models.TextChoices):
        PROMISED = "PROMISED", "Promised"
        MOVED = "MOVED", "The day was moved"
        EVIDENCE = "EVIDENCE", "What was done"
        VERDICT = "VERDICT", "The group says"
        RENEWED = "RENEWED", "Promised again"
        ENDED = "ENDED", "Not promised any more"

    commitment = models.ForeignKey(Commitment, models.PROTECT, related_name="lines")
    kind = models.CharField(max_length=10, choices=Kind)
    term = models.PositiveSmallIntegerField()
    words = models.TextField(max_length=2000)
    link = models.URLField("link", max_length=500, blank=True)
    said = models.ForeignKey("feedback.Said", models.PROTECT, null=True, blank=True, related_name="+")
    from_on = models.DateField(null=True, blank=True)
    to_on = models.DateField(null=True, blank=True)
    verdict = models.CharField(max_length=10, choices=Commitment.State, blank=True)
    by = models.ForeignKey("groups.Membership", models.PROTECT, null=True, blank=True, related_name="+")
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(kind="VERDICT", by=None, verdict__in=("KEPT", "PARTLY", "NOT_KEPT"))
                | ~Q(kind="VERDICT") & Q(verdict="", by__isnull=False),
                name="a_verdict_is_from_the_group",
            ),
            models.CheckConstraint(
                condition=~Q(kind="MOVED") | Q(from_on__isnull=False, to_on__isnull=False) & ~Q(words=""),
                name="a_moved_promise_says_why",
            ),
        ]  # fmt: skip
        indexes = [models.Index(fields=["commitment", "id"], name="commitment_lines")]


class CommitmentNudge(models.Model):
    """A rung of the kind ladder that was used for one day of one promise: written down, so that nobody is asked twice."""

    class Rung(models.TextChoices):
        SOON = "SOON", "The leader, a week before"
        PASSED = "PASSED", "The leader, when it has passed"
        DEPUTY = "DEPUTY", "Whoever stands in for them too, two working days later"
        RENEW = "RENEW", "The leader, after a year"

    commitment = models.ForeignKey(Commitment, models.CASCADE, related_name="nudges")
    rung = models.CharField(max_length=10, choices=Rung)
    day_on = models.DateField()  # the day it is about
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["commitment", "rung", "day_on"], name="each_rung_of_a_commitment_once")
        ]
