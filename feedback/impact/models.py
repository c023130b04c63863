from django.db import models
from django.db.models import Case, F, Func, IntegerField, Q, Value, When

FEWEST = 5  # answers, before numbers are shown inside the group, and what they said outside


class Answered(Func):
    """How many answered, from `counts`."""

    output_field = IntegerField()

    def as_postgresql(self, compiler, connection, **how):
        how["template"] = "(SELECT COALESCE(SUM(value::int), 0) FROM jsonb_each_text(%(expressions)s))"
        return self.as_sql(compiler, connection, **how)

    def as_sqlite(self, compiler, connection, **how):
        how["template"] = "(SELECT COALESCE(SUM(value), 0) FROM json_each(%(expressions)s))"
        return self.as_sql(compiler, connection, **how)


class Askings(models.QuerySet):
    def visible_to(self, membership):
        """That it was asked, and what came of it, everyone in or beside the group may read: `counts` are for pages to round."""
        return self.filter(said__group_id=membership.group_id)

    def open(self):
        return self.filter(closed_at=None)

    def with_told(self):
        """`told` is the result as it may be said outside (migration 0030 counts it alike): few answers are not told apart,
        unless nobody noticed."""
        few = Q(result="NO_ANSWERS") | Q(result="NOTICED", number_answered__lt=FEWEST)
        rows = self.annotate(number_answered=Answered(F("counts")))
        return rows.annotate(told=Case(When(few, then=Value("ASKED")), default="result"))


class OnlyTheirOwn(models.QuerySet):
    def visible_to(self, membership):
        """What each one answered is theirs alone. The group reads how many, and the words they let others read."""
        return self.filter(membership=membership)


class Doubts(models.QuerySet):
    def open(self):
        return self.filter(settled_at=None)


class Asking(models.Model):
    """Those whose words began it were asked if they noticed. Open for three weeks; what came of it is frozen when it closes.

    `months` is 3 or 12; `again` counts the times the group asked for another look after that.
    """

    class Result(models.TextChoices):
        NOTICED = "NOTICED", "Some people noticed"
        UNNOTICED = "UNNOTICED", "Nobody noticed"
        NO_ANSWERS = "NO_ANSWERS", "Nobody answered"
        OVERTAKEN = "OVERTAKEN", "It was opened again meanwhile"

    said = models.ForeignKey("feedback.Said", models.PROTECT, related_name="askings")
    round = models.PositiveSmallIntegerField()
    months = models.PositiveSmallIntegerField(choices=[(3, "3 months"), (12, "12 months")])
    again = models.PositiveSmallIntegerField(default=0)
    opened_on = models.DateField()
    closes_on = models.DateField()  # the last day to answer
    closed_at = models.DateTimeField(null=True, blank=True)
    result = models.CharField(max_length=10, choices=Result, blank=True)
    counts = models.JSONField(default=dict, blank=True)  # by answer; frozen when it closes

    objects = Askings.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["said", "round", "months", "again"], name="asked_once"),
            models.UniqueConstraint(fields=["said"], condition=Q(closed_at=None), name="one_asking_open"),
            models.CheckConstraint(
                condition=Q(closed_at=None, result="") | Q(closed_at__isnull=False) & ~Q(result=""),
                name="a_closed_asking_has_a_result",
            ),
        ]
        indexes = [models.Index(fields=["closes_on", "id"], condition=Q(closed_at=None), name="askings_to_close")]

    @property
    def answered(self):
        return sum(self.counts.values())


class Noticing(models.Model):
    """One person's answer, in one tap. It may be changed until the asking closes. `may_show` lets others read the words."""

    class Answer(models.TextChoices):
        YES = "YES", "Yes, I noticed"
        LITTLE = "LITTLE", "A little"
        NO = "NO", "No"
        CANNOT_SAY = "CANNOT_SAY", "I can’t say"

    asking = models.ForeignKey(Asking, models.PROTECT, related_name="noticings")
    membership = models.ForeignKey("groups.Membership", models.PROTECT, related_name="+")
    answer = models.CharField("did you notice?", max_length=10, choices=Answer)
    words = models.TextField("what did you notice?", max_length=1000, blank=True)
    may_show = models.BooleanField("others may read my words", default=False)
    at = models.DateTimeField()

    objects = OnlyTheirOwn.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["asking", "membership"], name="one_answer_to_an_asking")]


class Doubt(models.Model):
    """Nobody noticed what was done, so the members settle what happens now. Without a majority they are asked again."""

    class Settled(models.TextChoices):
        OPEN = "OPEN", "Open it again"
        FINE = "FINE", "It is fine"
        AGAIN = "AGAIN", "Ask again in 3 months"
        OVERTAKEN = "OVERTAKEN", "Something happened before it was settled"

    asking = models.OneToOneField(Asking, models.PROTECT, related_name="doubt")
    said = models.ForeignKey("feedback.Said", models.PROTECT, related_name="doubts")
    round = models.PositiveSmallIntegerField()
    turn = models.PositiveSmallIntegerField(default=1)
    opened_on = models.DateField()
    closes_on = models.DateField()  # the last day to choose in this turn
    settled_at = models.DateTimeField(null=True, blank=True)
    settled_as = models.CharField(max_length=10, choices=Settled, blank=True)

    objects = Doubts.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["said"], condition=Q(settled_at=None), name="one_doubt_open"),
            models.CheckConstraint(
                condition=Q(settled_at=None, settled_as="") | Q(settled_at__isnull=False) & ~Q(settled_as=""),
                name="a_settled_doubt_says_how",
            ),
        ]
        indexes = [models.Index(fields=["closes_on", "id"], condition=Q(settled_at=None), name="doubts_to_settle")]


class Choice(models.Model):
    """What one member says should happen now. It may be changed until the turn ends."""

    class What(models.TextChoices):
        OPEN = "OPEN", "Open it again"
        FINE = "FINE", "It is fine"
        AGAIN = "AGAIN", "Ask again in 3 months"

    doubt = models.ForeignKey(Doubt, models.PROTECT, related_name="choices")
    turn = models.PositiveSmallIntegerField()
    membership = models.ForeignKey("groups.Membership", models.PROTECT, related_name="+")
    choice = models.CharField("what happens now?", max_length=6, choices=What)
    why = models.TextField("why", max_length=1000, blank=True)
    at = models.DateTimeField()

    objects = OnlyTheirOwn.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["doubt", "turn", "membership"], name="one_choice_a_turn"),
            models.CheckConstraint(condition=~Q(choice="FINE", why=""), name="it_is_fine_says_why"),
        ]
