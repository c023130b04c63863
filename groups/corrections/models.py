from django.db import models
from django.db.models import CharField, Exists, F, OuterRef, Q, Value
from django.db.models.functions import Cast, Concat

from groups.minutes.models import Notes, NotesLine


class Readings(models.QuerySet):
    def visible_to(self, membership):
        """One's own and nobody else's: others see only how many."""
        return self.filter(membership=membership)

    def of_this_asking(self):
        return self.filter(asking=F("notes__asking"))

    def asked(self):
        return self.filter(was_asked=True)


class Reading(models.Model):
    """One person and the notes: whether they were asked to read them (they were there), and which version they said is right."""

    notes = models.ForeignKey("groups.Notes", models.CASCADE, related_name="readings")
    asking = models.PositiveSmallIntegerField()
    membership = models.ForeignKey("groups.Membership", models.CASCADE, related_name="+")
    was_asked = models.BooleanField()
    right_in = models.PositiveIntegerField(null=True, blank=True)
    right_at = models.DateTimeField(null=True, blank=True)

    objects = Readings.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["notes", "asking", "membership"], name="asked_once_to_read"),
            models.CheckConstraint(
                condition=Q(right_in=None, right_at=None) | Q(right_in__isnull=False, right_at__isnull=False),
                name="right_in_a_version_at",
            ),
        ]


class Corrections(models.QuerySet):
    def visible_to(self, membership):
        """Whoever may read the notes. People from outside the group read only those that stand beside confirmed notes, and
        none about words that the group has not sent."""
        seen = self.filter(notes__in=Notes.objects.visible_to(membership))
        return seen if membership.inside else seen.not_taken_in().filter(~about_words_for_the_log())

    def waiting(self):
        return self.filter(answered_at=None)

    def not_taken_in(self):
        return self.filter(answered_at__isnull=False, taken_in=None)

    def in_order(self):
        return self.order_by("id")

    def with_people(self):
        return self.select_related("proposed_by__person", "answered_by__person")


def about_words_for_the_log():
    """Whether a correction is about a line that is for the group. It names its part as notes do (`minutes.queries.line_key`)."""
    part = Concat(Value("line-"), Cast("pk", CharField()))
    lines = NotesLine.objects.filter(notes=OuterRef("notes"), kind=NotesLine.Kind.WE_SAID).annotate(part=part)
    return Exists(lines.filter(part=OuterRef("part")))


class Correction(models.Model):
    """What somebody says one part should say. `part` is its name, `about` what it was called, `was` what it said then.

    It ends in one of two ways: `taken_in` is the version that has it, or `why_not` says why it was not taken in.
    """

    notes = models.ForeignKey("groups.Notes", models.CASCADE, related_name="corrections")
    part = models.CharField(max_length=30)
    about = models.CharField(max_length=300)
    was = models.TextField(blank=True)
    words = models.TextField("what it should say", max_length=4000)
    why = models.CharField(max_length=400, blank=True)
    proposed_by = models.ForeignKey("groups.Membership", models.PROTECT, related_name="+")
    proposed_at = models.DateTimeField()
    answered_by = models.ForeignKey("groups.Membership", models.PROTECT, null=True, blank=True, related_name="+")
    answered_at = models.DateTimeField(null=True, blank=True)
    taken_in = models.PositiveIntegerField(null=True, blank=True)
    why_not = models.CharField(max_length=400, blank=True)

    objects = Corrections.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=~Q(words=""), name="a_correction_says_something"),
            models.CheckConstraint(
                condition=Q(answered_at=None, answered_by=None, taken_in=None, why_not="")
                | (
                    Q(answered_at__isnull=False, answered_by__isnull=False)
                    & (Q(taken_in__isnull=False, why_not="") | (Q(taken_in=None) & ~Q(why_not="")))
                ),
                name="a_correction_is_taken_in_or_says_why_not",
                violation_error_message="Say why it is not taken in.",
            ),
        ]  # fmt: skip

    @property
    def waits(self) -> bool:
        return self.answered_at is None
