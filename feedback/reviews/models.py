from django.db import models
from django.db.models import Q


class ImpactReviews(models.QuerySet):
    def visible_to(self, membership):
        """The group's own: what goes out of it goes as a draft that the group agrees and sends."""
        mine = self.filter(group_id=membership.group_id)
        return mine if membership.inside else mine.none()

    def newest_first(self):
        return self.order_by("-reviewed_at", "-id")


class ImpactReview(models.Model):
    """One look at our impact, as the group talked it through and a facilitator wrote it down. It stays as it is."""

    WORDS = 3000

    group = models.ForeignKey("groups.Group", models.PROTECT, related_name="impact_reviews")
    what_changed = models.TextField("what has changed because of us", max_length=WORDS)
    what_grew = models.TextField("how our confidence and skills have grown", max_length=WORDS)
    reviewed_by = models.ForeignKey("groups.Membership", models.PROTECT, related_name="+")
    reviewed_at = models.DateTimeField()

    objects = ImpactReviews.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=~Q(what_changed="") & ~Q(what_grew=""), name="a_review_of_impact_says_both"
            )
        ]
        indexes = [models.Index(fields=["group", "-reviewed_at"], name="impact_reviews_of_group")]


class Findings(models.QuerySet):
    def visible_to(self, membership):
        mine = self.filter(review__group_id=membership.group_id)
        return mine if membership.inside else mine.none()

    def open(self):
        """What is still to be done. A draft goes its own way, so nobody has to tick it here."""
        return self.filter(done_at=None).exclude(kind=Finding.Kind.SAY)


class Finding(models.Model):
    """One thing that came of a review. What we want to say is a draft of the group from the same moment on."""

    class Kind(models.TextChoices):
        SAY = "SAY", "We want to say it"
        PURPOSE = "PURPOSE", "Our purpose should change"
        LEARN = "LEARN", "We want to learn it"

    WORDS = 1000

    review = models.ForeignKey(ImpactReview, models.CASCADE, related_name="findings")
    kind = models.CharField(max_length=7, choices=Kind)
    words = models.TextField(max_length=WORDS)
    said = models.OneToOneField("feedback.Said", models.PROTECT, null=True, blank=True, related_name="+")
    done_by = models.ForeignKey("groups.Membership", models.PROTECT, null=True, blank=True, related_name="+")
    done_at = models.DateTimeField(null=True, blank=True)

    objects = Findings.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=~Q(words=""), name="a_finding_has_words"),
            models.CheckConstraint(
                condition=Q(kind="SAY", said__isnull=False, done_at=None) | ~Q(kind="SAY") & Q(said=None),
                name="what_we_want_to_say_is_a_draft",
            ),
            models.CheckConstraint(
                condition=Q(done_at=None, done_by=None) | Q(done_at__isnull=False, done_by__isnull=False),
                name="a_finding_is_done_by_someone",
            ),
        ]  # fmt: skip


class ImpactNudge(models.Model):
    """That the facilitators of a group were reminded that it is time, once for the day it is about."""

    group = models.ForeignKey("groups.Group", models.CASCADE, related_name="impact_nudges")
    due_on = models.DateField()
    at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["group", "due_on"], name="each_nudge_about_impact_once")]
