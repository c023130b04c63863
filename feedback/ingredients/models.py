from django.db import models
from django.db.models import Q


class Which(models.IntegerChoices):
    """In the order and nearly the words of the model."""

    INVESTMENT = 1, "Investment in people, so that we meet on a level playing field"
    PURPOSE = 2, "A joint statement of purpose"
    OUTPUTS = 3, "Results one can see, that make a difference"
    FEEDBACK = 4, "Feedback, and a conversation that goes on"
    LEADERS = 5, "Commitment from senior leaders"
    INFORMATION = 6, "Up-to-date information"
    CONTACT = 7, "A point of contact in the system"
    TIME = 8, "Time to grow and to find a good way of working"
    FACILITATOR = 9, "A facilitator with a working link to the system"


ASKS = {
    1: "Do people get the training, help and money they need to take part as equals?",
    2: "Do we all know why we are here, and has each side agreed to it?",
    3: "Has something changed that we can point at?",
    4: "Do we hear what was changed, what cannot be changed, and why?",
    5: "Does a senior leader stand up for us and keep promises?",
    6: "Do we get what we need to know, in time and in words we can use?",
    7: "Is there somebody we can turn to, who gets things to the right desk?",
    8: "Do we have enough time to become a group, at our own pace?",
    9: "Does somebody make room for all of us, and get through to the system?",
}


class View(models.TextChoices):
    YES = "YES", "Yes"
    PARTLY = "PARTLY", "Partly"
    NO = "NO", "No"


class Standing(models.TextChoices):
    """What a tile says; worked out each time (`queries`) and never stored. Only BOTH_YES is green."""

    MEND = "MEND", "Needs mending"
    OLD = "OLD", "Out of date"
    NO_RECORD = "NO_RECORD", "Nobody has noted it yet"
    NO_VIEW = "NO_VIEW", "Members have not said yet"
    KEPT_BACK = "KEPT_BACK", "The group keeps its view to itself"
    DIFFER = "DIFFER", "We see it differently"
    BOTH_YES = "BOTH_YES", "Both say yes"
    BOTH_PARTLY = "BOTH_PARTLY", "Both say partly"
    BOTH_NO = "BOTH_NO", "Both say no"


AGREED = {View.YES: Standing.BOTH_YES, View.PARTLY: Standing.BOTH_PARTLY, View.NO: Standing.BOTH_NO}
LOOKS = dict.fromkeys(Standing, "") | {
    Standing.MEND: "late", Standing.OLD: "partly", Standing.DIFFER: "partly", Standing.BOTH_YES: "did",
    Standing.BOTH_PARTLY: "partly", Standing.BOTH_NO: "late",
}  # fmt: skip


def no_answers() -> dict:
    return {str(which.value): dict.fromkeys(View.values, 0) for which in Which}


def most_said(counts: dict[str, int]) -> str:
    """What more than half said; *partly* where no answer has more than half."""
    return next((view for view, number in counts.items() if 2 * number > sum(counts.values())), View.PARTLY)


class Ingredients(models.QuerySet):
    def visible_to(self, membership):
        return self.filter(group_id=membership.group_id)


class Ingredient(models.Model):
    """What is noted of one ingredient: who looks after it, whether it is there, a sentence, and the day."""

    SENTENCE = 300

    group = models.ForeignKey("groups.Group", models.CASCADE, related_name="ingredients")
    which = models.PositiveSmallIntegerField(choices=Which)
    owner = models.ForeignKey("groups.Membership", models.PROTECT, related_name="+")
    view = models.CharField("is it there?", max_length=6, choices=View)
    sentence = models.CharField(max_length=SENTENCE)
    noted_by = models.ForeignKey("groups.Membership", models.PROTECT, related_name="+")
    noted_at = models.DateTimeField()

    objects = Ingredients.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["group", "which"], name="each_ingredient_once"),
            models.CheckConstraint(
                condition=Q(which__gte=1, which__lte=9) & ~Q(sentence=""), name="nine_with_a_sentence"
            ),
        ]


class Askings(models.QuerySet):
    def visible_to(self, membership):
        mine = self.filter(group_id=membership.group_id)
        return mine if membership.inside else mine.none()

    def open(self, now):
        return self.filter(closed_at=None, closes_at__gt=now)

    def to_close(self, now):
        return self.filter(closed_at=None, closes_at__lte=now)

    def newest_first(self):
        return self.order_by("-opened_at", "-id")


class IngredientsAsking(models.Model):
    """One time of asking members. Counts and loose lines, never somebody's answer (`coproduction.kit.unnamed`)."""

    LINE = 400

    group = models.ForeignKey("groups.Group", models.PROTECT, related_name="ingredients_askings")
    opened_by = models.ForeignKey("groups.Membership", models.PROTECT, related_name="+")
    opened_at = models.DateTimeField()
    closes_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True, blank=True)
    could_answer = models.PositiveIntegerField()  # members asked when it opened; nobody joins later
    answered = models.PositiveIntegerField(default=0)
    counts = models.JSONField()  # by ingredient: how many said what
    lines = models.JSONField(default=list)

    objects = Askings.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["group"], condition=Q(closed_at=None), name="one_asking_of_nine_at_a_time")
        ]
        indexes = [
            models.Index(fields=["closes_at"], condition=Q(closed_at=None), name="ingredients_to_close"),
            models.Index(
                fields=["group", "-closed_at"], name="ingredients_last_asked"
            ),  # read each minute, of each group
        ]

    @property
    def views(self) -> dict[int, str]:
        """By ingredient, what most members said."""
        return {int(which): most_said(counts) for which, counts in self.counts.items()}

    @property
    def parts(self) -> dict[int, list[tuple[str, str]]]:
        """By ingredient, how many said what: for the group alone."""
        return {
            int(which): [(label, str(counts[view])) for view, label in View.choices]
            for which, counts in self.counts.items()
        }


class MayViews(models.QuerySet):
    def visible_to(self, membership):
        """One's own and nobody else's."""
        return self.filter(membership=membership)


class MayView(models.Model):
    """One member who is asked, and whether they have answered. Not what, not when; gone when it closes."""

    asking = models.ForeignKey(IngredientsAsking, models.CASCADE, related_name="asked")
    membership = models.ForeignKey("groups.Membership", models.CASCADE, related_name="+")
    has_answered = models.BooleanField(default=False)

    objects = MayViews.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["asking", "membership"], name="asked_about_nine_once")]


class TalkedViews(models.QuerySet):
    def visible_to(self, membership):
        """What waits to be confirmed is the group's; what was confirmed, everyone beside it may see."""
        mine = self.filter(group_id=membership.group_id)
        return mine if membership.inside else mine.confirmed()

    def confirmed(self):
        return self.filter(confirmed_at__isnull=False)

    def waiting(self):
        return self.filter(confirmed_at=None)


class TalkedView(models.Model):
    """How a group of fewer than five members sees the nine: talked through, written down, and confirmed by a member.

    One that was never confirmed is overwritten by the next.
    """

    WORDS = 1000

    group = models.ForeignKey("groups.Group", models.CASCADE, related_name="talked_views")
    views = models.JSONField()  # by ingredient: YES, PARTLY or NO
    words = models.TextField("in a few words", max_length=WORDS)
    written_by = models.ForeignKey("groups.Membership", models.PROTECT, related_name="+")
    written_at = models.DateTimeField()
    confirmed_by = models.ForeignKey("groups.Membership", models.PROTECT, null=True, blank=True, related_name="+")
    confirmed_at = models.DateTimeField(null=True, blank=True)

    objects = TalkedViews.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["group"], condition=Q(confirmed_at=None), name="one_talked_view_waits"),
            models.CheckConstraint(
                condition=Q(confirmed_at=None, confirmed_by=None)
                | Q(confirmed_at__isnull=False, confirmed_by__isnull=False),
                name="a_talked_view_is_confirmed_by_someone",
            ),
        ]  # fmt: skip
