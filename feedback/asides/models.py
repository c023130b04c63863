from django.db import models
from django.db.models import OuterRef, Q, Subquery

from feedback.voice.models import ShownAs


class Asides(models.QuerySet):
    def visible_to(self, membership):
        """Those who facilitate read all of their group's; anybody else reads their own and no other."""
        here = self.filter(group_id=membership.group_id)
        return here if membership.facilitates else here.filter(written_by=membership)

    def waiting(self):
        """Those the facilitators owe an answer."""
        return self.filter(answer_by__isnull=False)

    def answered(self):
        """Those where it is for the writer to go on or to choose."""
        return self.filter(answer_by=None, closed_at=None, shared_at=None)

    def with_people(self):
        return self.select_related("written_by__person")

    def with_last_words(self):
        last = AsideNote.objects.filter(aside=OuterRef("pk")).order_by("-id")
        return self.annotate(
            last_words=Subquery(last.values("words")[:1]), last_at=Subquery(last.values("written_at")[:1])
        )


class Aside(models.Model):
    """A private conversation. `answer_by` is the day an answer is promised by; none: nobody waits for the facilitators.

    Closed, it stays to be read, and its writer may still go on or share it. Shared, it says what became of it: a draft of the
    log or a post in the talk. What was shared from the group keeps no author; only whoever may read this row can tell.
    """

    group = models.ForeignKey("groups.Group", models.PROTECT, related_name="+")
    written_by = models.ForeignKey("groups.Membership", models.PROTECT, related_name="asides")
    written_at = models.DateTimeField()
    answer_by = models.DateField(null=True, blank=True)
    nudges = models.PositiveSmallIntegerField(default=0)  # how often we reminded of the answer that is owed now
    closed_at = models.DateTimeField(null=True, blank=True)
    shared_at = models.DateTimeField(null=True, blank=True)
    shown_as = models.CharField(max_length=10, choices=ShownAs, blank=True)
    said = models.ForeignKey("feedback.Said", models.PROTECT, null=True, blank=True, related_name="+")
    post = models.ForeignKey("feedback.Post", models.PROTECT, null=True, blank=True, related_name="+")

    objects = Asides.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(shared_at=None, shown_as="", said=None, post=None)
                | Q(shared_at__isnull=False, shown_as__in=["NAME", "GROUP"], said__isnull=False, post=None)
                | Q(shared_at__isnull=False, shown_as__in=["NAME", "GROUP"], said=None, post__isnull=False),
                name="an_aside_becomes_one_thing",
            ),
            models.CheckConstraint(
                condition=Q(answer_by=None) | Q(closed_at=None), name="nobody_waits_for_a_closed_aside"
            ),
        ]
        indexes = [
            models.Index(fields=["group", "-id"], name="asides_of_group"),
            models.Index(fields=["answer_by"], condition=Q(answer_by__isnull=False), name="asides_waiting"),
        ]


class AsideNotes(models.QuerySet):
    def visible_to(self, membership):
        return self.filter(aside__in=Aside.objects.visible_to(membership))

    def in_order(self):
        return self.select_related("written_by__person").order_by("id")


class AsideNote(models.Model):
    """One message, of the writer or of a facilitator. Nobody changes it afterwards."""

    aside = models.ForeignKey(Aside, models.CASCADE, related_name="notes")
    words = models.TextField("what you want to say", max_length=4000)
    written_by = models.ForeignKey("groups.Membership", models.PROTECT, related_name="+")
    written_at = models.DateTimeField()

    objects = AsideNotes.as_manager()
