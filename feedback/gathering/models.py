from django.db import models
from django.db.models import F, Q

from feedback.voice.models import ShownAs

TAKEN_BACK, HIDDEN = "These words were taken back.", "These words are hidden."


class Pieces(models.QuerySet):
    def visible_to(self, membership):
        """What an entry is made of is the group's own. Outside, nobody sees a piece."""
        return self.filter(said__group_id=membership.group_id) if membership.inside else self.none()

    def standing(self):
        """Their words still say something: neither taken back nor hidden."""
        rows = self.exclude(words="").filter(post__hidden_at=None)
        return rows.filter(Q(post__withdrawn_on=None) | Q(said__sent_at__isnull=False))

    def in_order(self):
        return self.order_by("id")

    def with_people(self):
        return self.select_related("said_by__person", "post", "draft")


class Piece(models.Model):
    """What one person said, inside an entry that is made of several, in their own words as they were said.

    It came from a post of the talk or from a draft. `said_by` is kept only of what was said with a name; of the rest nobody
    is. Words taken back before the entry is sent are wiped; once it is sent they stay (migration 0004).
    """

    said = models.ForeignKey("feedback.Said", models.PROTECT, related_name="pieces")
    words = models.TextField(max_length=4000, blank=True)
    shown_as = models.CharField(max_length=10, choices=ShownAs)
    said_by = models.ForeignKey("groups.Membership", models.PROTECT, null=True, blank=True, related_name="+")
    post = models.ForeignKey("feedback.Post", models.PROTECT, null=True, blank=True, related_name="pieces")
    draft = models.ForeignKey("feedback.Said", models.PROTECT, null=True, blank=True, related_name="joined_into")
    added_by = models.ForeignKey("groups.Membership", models.PROTECT, null=True, blank=True, related_name="+")
    added_at = models.DateTimeField()

    objects = Pieces.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(shown_as="NAME", said_by__isnull=False) | Q(said_by=None) & ~Q(shown_as="NAME"),
                name="only_a_named_piece_has_a_person",
            ),
            models.CheckConstraint(
                condition=Q(post=None, draft__isnull=False) | Q(post__isnull=False, draft=None),
                name="a_piece_came_from_one_place",
            ),
            models.CheckConstraint(condition=~Q(draft=F("said")), name="nothing_is_a_piece_of_itself"),
            models.UniqueConstraint(fields=["said", "post"], name="a_post_once_in_an_entry"),
            models.UniqueConstraint(fields=["said", "draft"], name="a_draft_once_in_an_entry"),
        ]

    def __str__(self):
        return self.words[:80]

    @property
    def is_taken_back(self):
        return not self.words or bool(self.post and self.post.withdrawn_on and self.said.sent_at is None)

    @property
    def as_shown(self):
        """The words, or the line that says why they are not here."""
        if self.is_taken_back:
            return TAKEN_BACK
        return HIDDEN if self.post and self.post.hidden_at else self.words

    @property
    def has_words(self):
        return self.as_shown == self.words


class OfAnEntry(models.QuerySet):
    def visible_to(self, membership):
        """The group's own until the entry is sent; what goes with it then stands in the step of sending."""
        return self.filter(said__group_id=membership.group_id) if membership.inside else self.none()


class Strength(models.Model):
    """How strongly people feel about a joined entry, in words. The numbers beside it are counted, never typed."""

    said = models.OneToOneField("feedback.Said", models.PROTECT, related_name="strength")
    words = models.TextField("how strongly people feel", max_length=1000)
    changed_at = models.DateTimeField()

    objects = OfAnEntry.as_manager()


class MinorityView(models.Model):
    """One member who sees it differently, in their own words. The group reads their name; outside it nobody does."""

    said = models.ForeignKey("feedback.Said", models.PROTECT, related_name="minority_views")
    held_by = models.ForeignKey("groups.Membership", models.PROTECT, related_name="+")
    held_at = models.DateTimeField()
    words = models.TextField("what you see differently", max_length=1000)

    objects = OfAnEntry.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["said", "held_by"], name="one_view_of_a_member")]


class KeptRows(models.QuerySet):
    def visible_to(self, membership):
        """Inside the group; a draft shown with a name is its author's alone."""
        if not membership.inside:
            return self.none()
        rows = self.filter(group_id=membership.group_id)
        return rows.filter(Q(draft=None) | Q(draft__said_by=None) | Q(draft__said_by=membership))

    def newest_first(self):
        return self.order_by("-kept_at", "-id")


class KeptAsTalk(models.Model):
    """Something said that does not become an entry, and why. The group reads the reason; a facilitator can undo it."""

    group = models.ForeignKey("groups.Group", models.PROTECT, related_name="+")
    post = models.OneToOneField("feedback.Post", models.PROTECT, null=True, blank=True, related_name="kept_as_talk")
    draft = models.OneToOneField("feedback.Said", models.PROTECT, null=True, blank=True, related_name="kept_as_talk")
    because = models.TextField("why it stays talk", max_length=1000)
    kept_by = models.ForeignKey("groups.Membership", models.PROTECT, related_name="+")
    kept_at = models.DateTimeField()

    objects = KeptRows.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(post=None, draft__isnull=False) | Q(post__isnull=False, draft=None),
                name="one_thing_is_kept_as_talk",
            )
        ]
        indexes = [models.Index(fields=["group", "-kept_at"], name="kept_as_talk_of_group")]
