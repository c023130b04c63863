from django.db import models
from django.db.models import OuterRef, Q, Subquery

from feedback.steps_seen.models import Seen, SevenSteps


class Far(models.TextChoices):
    """How far an organisation is with a step."""

    NOT_BEGUN = "NOT_BEGUN", "Not begun"
    BEGUN = "BEGUN", "Begun"
    OUR_WAY = "OUR_WAY", "Part of how we work"


MEANS_FAR = {
    Far.NOT_BEGUN: "Nothing of it is there yet. Saying so is the first thing that helps.",
    Far.BEGUN: "Some of it is there: in some places, with some people, or for the first time.",
    Far.OUR_WAY: "It is there wherever we work, also when time or money is short, and would be there without you.",
}


class Change(models.TextChoices):
    """What changed since the look before."""

    FIRST = "FIRST", "New"
    ON = "ON", "Moved on"
    BACK = "BACK", "Moved back"
    SAME = "SAME", "The same"


def change(before: str, now: str) -> str:
    if not before:
        return Change.FIRST
    places = Far.values
    far = places.index(now) - places.index(before)
    return Change.ON if far > 0 else Change.BACK if far else Change.SAME


class SeenFrom(models.TextChoices):
    """What the record and members' view say together; worked out each time and never stored. Only BOTH is green."""

    UNSAID = "UNSAID", "Nobody has said yet"
    OLD = "OLD", "Out of date"
    MEND = "MEND", "Something speaks against it"
    NO_VIEW = "NO_VIEW", "Members have not said yet"
    BEFORE = "BEFORE", "Members have not said since this changed"
    KEPT_BACK = "KEPT_BACK", "Too few members said"
    CANNOT_TELL = "CANNOT_TELL", "Members cannot tell"
    DIFFER = "DIFFER", "We see it differently"
    NEITHER = "NEITHER", "Both say: not begun"
    IN_PART = "IN_PART", "Both say: begun"
    BOTH = "BOTH", "Both see it"


AGREED = {
    (Far.OUR_WAY, Seen.YES): SeenFrom.BOTH, (Far.BEGUN, Seen.PARTLY): SeenFrom.IN_PART,
    (Far.NOT_BEGUN, Seen.NO): SeenFrom.NEITHER,
}  # fmt: skip
LOOKS = dict.fromkeys(SeenFrom, "") | {
    SeenFrom.OLD: "partly", SeenFrom.MEND: "late", SeenFrom.CANNOT_TELL: "partly", SeenFrom.DIFFER: "partly",
    SeenFrom.IN_PART: "partly", SeenFrom.NEITHER: "late", SeenFrom.BOTH: "did",
}  # fmt: skip


class OfOrganisation(models.QuerySet):
    def visible_to(self, membership):
        """Everyone in and beside the groups of an organisation sees the same."""
        return self.filter(organisation=membership.group.organisation_id)

    def with_people(self):
        return self.select_related("owner__person", "looked_by__person", "before")

    def newest_first(self):
        return self.order_by("-id")


class StepLook(models.Model):
    """What a sponsor said of one step on a day. The database refuses to change or delete it: a new look is a new row.

    `before` is the look that counted until then, and `change` what it means beside that one.
    """

    SENTENCE, SHOWS = 300, 1000

    organisation = models.ForeignKey("groups.Organisation", models.PROTECT, related_name="+")
    step = models.PositiveSmallIntegerField(choices=SevenSteps)
    state = models.CharField("how far", max_length=9, choices=Far)
    sentence = models.CharField(max_length=SENTENCE)
    shows = models.TextField("what shows it", max_length=SHOWS, blank=True)
    link = models.URLField("link", max_length=500, blank=True)
    owner = models.ForeignKey("groups.Membership", models.PROTECT, related_name="+")
    before = models.OneToOneField("self", models.PROTECT, null=True, blank=True, related_name="after")
    change = models.CharField(max_length=5, choices=Change)
    looked_by = models.ForeignKey("groups.Membership", models.PROTECT, related_name="+")
    looked_at = models.DateTimeField()

    objects = OfOrganisation.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(step__gte=1, step__lte=7) & ~Q(sentence=""), name="a_look_has_a_step_and_a_sentence"
            ),
            models.CheckConstraint(
                condition=Q(state="NOT_BEGUN") | ~Q(shows=""), name="what_has_begun_can_be_shown",
                violation_error_message="Say what people can look at. It shows that this is so.",
            ),
            models.CheckConstraint(
                condition=Q(change="FIRST", before=None) | ~Q(change="FIRST") & Q(before__isnull=False),
                name="a_change_is_since_a_look_before",
            ),
            models.UniqueConstraint(
                fields=["organisation", "step"], condition=Q(before=None), name="one_first_look_a_step"
            ),
        ]  # fmt: skip
        indexes = [models.Index(fields=["organisation", "step", "-id"], name="looks_of_step")]

    @property
    def name(self) -> str:
        return self.get_step_display()


class StepStandings(models.QuerySet):
    def visible_to(self, membership):
        return self.filter(organisation=membership.group.organisation_id)

    def to_look_again(self, now):
        """Older than half a year, and nobody was reminded of it."""
        return self.filter(nudged_at=None, look_again_at__lte=now)

    def old(self, now):
        return self.filter(look_again_at__lte=now)

    def with_state_at(self, at):
        """And `state_then`, how far it was said to be at that moment. No statement of its own."""
        looks = StepLook.objects.filter(organisation=OuterRef("organisation"), step=OuterRef("step"))
        then = looks.filter(looked_at__lte=at).newest_first()
        return self.annotate(state_then=Subquery(then.values("state")[:1]))

    def with_look(self):
        return self.select_related(
            "look__owner__person", "look__owner__group", "look__looked_by__person", "look__before", "organisation"
        )


class StepStanding(models.Model):
    """Which look of a step counts now, when it is time to look again, and that its owner was reminded. Made with each look."""

    organisation = models.ForeignKey("groups.Organisation", models.PROTECT, related_name="+")
    step = models.PositiveSmallIntegerField(choices=SevenSteps)
    look = models.OneToOneField(StepLook, models.PROTECT, related_name="+")
    look_again_at = models.DateTimeField()
    nudged_at = models.DateTimeField(null=True, blank=True)

    objects = StepStandings.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["organisation", "step"], name="one_standing_a_step")]
        indexes = [models.Index(fields=["look_again_at"], condition=Q(nudged_at=None), name="steps_to_look_again")]
