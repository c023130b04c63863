from django.db import models
from django.db.models import F, Q, Value
from django.db.models.functions import Coalesce, NullIf


class HowFar(models.TextChoices):
    """How far it was when it first came to the group."""

    IDEA = "IDEA", "An idea"
    SHAPING = "SHAPING", "Being shaped"
    OPTIONS = "OPTIONS", "Options, none chosen yet"
    DRAFT = "DRAFT", "A draft"
    FINAL = "FINAL", "Decided already"


EARLY = (HowFar.IDEA, HowFar.SHAPING, HowFar.OPTIONS)
IN_WORDS = {
    HowFar.IDEA: "Came early: it was still an idea.",
    HowFar.SHAPING: "Came early: it was being shaped.",
    HowFar.OPTIONS: "Came early: there were options, and none was chosen yet.",
    HowFar.DRAFT: "Came late: a draft was written already.",
    HowFar.FINAL: "Came late: it was decided already.",
}


AGREED_LATE = "It came later than was written down first. What counts now: {}"


def later_than(stage: str) -> list[str]:
    """The stages that come after this one."""
    return HowFar.values[HowFar.values.index(stage) + 1 :]


class Programmes(models.QuerySet):
    def visible_to(self, membership):
        """Everyone in and beside the group sees the same."""
        return self.filter(group_id=membership.group_id)

    def running(self):
        return self.filter(ended_at=None)

    def early(self):
        """As it counts now: what members dispute does not, and what was settled stands over what was written down."""
        stage = Coalesce(NullIf("stage_settled", Value("")), "stage_at_first")
        return self.filter(disputed=False).alias(counts=stage).filter(counts__in=EARLY)

    def with_people(self):
        return self.select_related("owner__person", "group")

    def with_dispute(self):
        """And what members say of how early it came, while that is not settled. No statement of its own."""
        unsettled = models.FilteredRelation("disputes", condition=Q(disputes__state__in=("OPEN", "ANSWERED")))
        return self.annotate(unsettled=unsettled).annotate(
            disputed_words=F("unsettled__words"), disputed_stage=F("unsettled__stage")
        )

    def in_order(self):
        return self.order_by(F("ended_at").asc(nulls_first=True), "name", "id")


class Programme(models.Model):
    """Work the system does, and its line for working together with the group.

    `stage_at_first` and `first_on`, when and how early the group first heard of it, never change. Members can say that it came
    later (Dispute): while that is not settled it is `disputed`, and `stage_settled` is what counts since it was. `budget` is in
    pounds; empty means that nobody has said. `reminded_for_on` is the passed day the owner was reminded of.
    """

    group = models.ForeignKey("groups.Group", models.PROTECT, related_name="programmes")
    name = models.CharField("name", max_length=120)
    about = models.TextField("what it is about, in plain words", max_length=600)
    owner = models.ForeignKey("groups.Membership", models.PROTECT, related_name="programmes")
    stage_at_first = models.CharField("how far it was", max_length=10, choices=HowFar)
    first_on = models.DateField("when it first came to the group")
    stage_settled = models.CharField(
        "how far it was, as settled", max_length=10, choices=HowFar, blank=True, default="", db_default=""
    )
    disputed = models.BooleanField(default=False, db_default=False)
    budget = models.PositiveIntegerField("money for working together", null=True, blank=True)
    next_on = models.DateField("when it meets the group next", null=True, blank=True)
    reminded_for_on = models.DateField(null=True, blank=True)
    topics = models.ManyToManyField("feedback.Topic", blank=True, related_name="programmes")
    entries = models.ManyToManyField("feedback.Said", blank=True, related_name="programmes")
    added_by = models.ForeignKey("groups.Membership", models.PROTECT, related_name="+")
    added_at = models.DateTimeField()
    ended_by = models.ForeignKey("groups.Membership", models.PROTECT, null=True, blank=True, related_name="+")
    ended_at = models.DateTimeField(null=True, blank=True)

    objects = Programmes.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["group", "name"], name="one_programme_of_a_name",
                violation_error_message="There is a programme with this name already.",
            ),
            models.CheckConstraint(
                condition=Q(ended_at=None, ended_by=None) | Q(ended_at__isnull=False, ended_by__isnull=False),
                name="a_programme_is_ended_by_somebody",
            ),
        ]  # fmt: skip
        indexes = [
            models.Index(
                fields=["next_on"], condition=Q(ended_at=None, next_on__isnull=False), name="programmes_to_meet"
            )
        ]

    @property
    def stage(self):
        """How far it was, as it counts now."""
        return HowFar(self.stage_settled or self.stage_at_first)

    @property
    def came_early(self):
        """What members dispute does not count as early until it is settled."""
        return not self.disputed and self.stage in EARLY

    @property
    def how_early(self):
        if self.stage_settled:
            words = self.stage.label
            return AGREED_LATE.format(f"{words[0].lower()}{words[1:]}.")
        words = IN_WORDS[self.stage_at_first]
        return f"Written down:{words.partition(':')[2]}" if self.disputed else words

    @property
    def tag(self) -> tuple[str, str]:
        """Early, late or disputed in a word, and the colour that repeats it."""
        if self.disputed:
            return "Disputed", "partly"
        return ("Came early", "kept") if self.came_early else ("Came late", "late")


class ProgrammeLine(models.Model):
    """What was changed, from what to what, why and by whom. `by`: nobody for what is from the group. Never changed itself."""

    programme = models.ForeignKey(Programme, models.PROTECT, related_name="lines")
    what = models.CharField(max_length=300)
    words = models.TextField("why", max_length=1000, blank=True)
    by = models.ForeignKey("groups.Membership", models.PROTECT, null=True, blank=True, related_name="+")
    at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["programme", "id"], name="programme_lines")]
