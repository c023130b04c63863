from django.db import models
from django.db.models import Q

from feedback.log.models import Said
from groups.membership.models import Membership


class WrittenDowns(models.QuerySet):
    def visible_to(self, membership):
        """The person whose words they are, and whoever wrote them down: a supporter as long as they support that person."""
        mine = self.filter(group_id=membership.group_id)
        wrote = Q(written_by=membership)
        if not membership.facilitates:
            wrote &= Q(member__in=Membership.objects.helped_by(membership))
        return mine.filter(Q(member=membership) | wrote)

    def asked(self):
        return self.filter(state=WrittenDown.State.ASKED)

    def with_all(self):
        return self.select_related("group", "member__person", "written_by__person", "topic", "said__group")


class WrittenDown(models.Model):
    """What one member said, as somebody wrote it down. ASKED, then CONFIRMED, WRONG or DROPPED, which end it.

    Words that were not right stay as they were; the next version names them (`instead_of`). `answered_aloud`: read back by
    whoever wrote it, who vouches for the answer. Once something *from the group* is confirmed, nobody stands on the row or
    on earlier versions of it any more.
    """

    class State(models.TextChoices):
        ASKED = "ASKED", "Waiting for them to say if it is right"
        CONFIRMED = "CONFIRMED", "They said it is right"
        WRONG = "WRONG", "They said it is not right"
        DROPPED = "DROPPED", "They do not want it said"

    class ReachedUs(models.TextChoices):
        PHONE = "PHONE", "They said it by phone or face to face"
        PAPER = "PAPER", "They wrote it on paper"

    group = models.ForeignKey("groups.Group", models.PROTECT, related_name="+")
    member = models.ForeignKey("groups.Membership", models.PROTECT, null=True, blank=True, related_name="+")
    words = models.TextField("what they said", max_length=4000)
    why_it_matters = models.TextField("why it matters to them", max_length=2000, blank=True)
    topic = models.ForeignKey("feedback.Topic", models.PROTECT, null=True, blank=True, related_name="+")
    reached_us = models.CharField(max_length=10, choices=ReachedUs)
    shown_as = models.CharField(max_length=10, choices=Said.ShownAs)
    written_by = models.ForeignKey("groups.Membership", models.PROTECT, null=True, blank=True, related_name="+")
    written_at = models.DateTimeField()
    state = models.CharField(max_length=10, choices=State, default=State.ASKED)
    answered_by = models.ForeignKey("groups.Membership", models.PROTECT, null=True, blank=True, related_name="+")
    answered_at = models.DateTimeField(null=True, blank=True)
    answered_aloud = models.BooleanField(default=False)
    what_is_wrong = models.TextField("what is not right", max_length=2000, blank=True)
    instead_of = models.OneToOneField("self", models.PROTECT, null=True, blank=True, related_name="again")
    said = models.ForeignKey("feedback.Said", models.PROTECT, null=True, blank=True, related_name="+")
    nudged_at = models.DateTimeField(null=True, blank=True)

    objects = WrittenDowns.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(member=None, written_by=None, answered_by=None)
                | Q(member__isnull=False, written_by__isnull=False),
                name="written_down_for_someone_by_someone",
            ),
            models.CheckConstraint(
                condition=~Q(state="CONFIRMED", shown_as="GROUP") | Q(member=None), name="from_the_group_keeps_nobody"
            ),
            models.CheckConstraint(
                condition=Q(state="ASKED", answered_at=None) | ~Q(state="ASKED") & Q(answered_at__isnull=False),
                name="written_down_answered_has_a_time",
            ),
            models.CheckConstraint(
                condition=~Q(state="CONFIRMED") | Q(said__isnull=False), name="confirmed_words_are_a_draft"
            ),
            models.CheckConstraint(
                condition=~Q(state="WRONG") | ~Q(what_is_wrong=""), name="not_right_says_what",
                violation_error_message="Say what is not right.",
            ),
        ]  # fmt: skip
        indexes = [models.Index(fields=["written_at"], condition=Q(state="ASKED"), name="written_down_unanswered")]

    def __str__(self):
        return self.words[:80]

    @property
    def waits(self):
        return self.state == self.State.ASKED

    @property
    def to_write_again(self):
        return self.state == self.State.WRONG and not hasattr(self, "again")
