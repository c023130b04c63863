from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower


class Explanations(models.QuerySet):
    def visible_to(self, membership):
        """The group sees all; people from the system what is explained, and words of papers they answer for."""
        mine = self.filter(group_id=membership.group_id)
        if membership.inside:
            return mine
        if not membership.for_the_system:
            return mine.none()
        return mine.filter(Q(explained_at__isnull=False) | Q(paper__owner=membership))

    def explained(self):
        return self.exclude(explained_at=None)

    def unclear(self):
        return self.filter(explained_at=None)

    def in_order(self):
        return self.order_by(Lower("word"), "id")


class Explained(models.Model):
    """One word. It waits until somebody explains it. Who stumbled over it is not kept: nobody has to feel slow."""

    group = models.ForeignKey("groups.Group", models.PROTECT, related_name="+")
    word = models.CharField("the word", max_length=80)
    meaning = models.CharField("what it means", max_length=400, blank=True)
    paper = models.ForeignKey("groups.Paper", models.PROTECT, null=True, blank=True, related_name="unclear_words")
    asked_at = models.DateTimeField()
    explained_by = models.ForeignKey("groups.Membership", models.PROTECT, null=True, blank=True, related_name="+")
    explained_at = models.DateTimeField(null=True, blank=True)

    objects = Explanations.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint("group", Lower("word"), name="a_word_is_explained_once"),
            models.CheckConstraint(condition=~Q(word=""), name="a_word_is_there"),
            models.CheckConstraint(
                condition=Q(explained_at=None, explained_by=None, meaning="")
                | Q(explained_at__isnull=False, explained_by__isnull=False) & ~Q(meaning=""),
                name="a_word_is_explained_by_someone",
            ),
        ]

    def __str__(self):
        return self.word

    @property
    def waits(self) -> bool:
        return self.explained_at is None
