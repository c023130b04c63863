from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Coalesce, Lower


class Influence(models.TextChoices):
    """How much say people have on a topic: declared at the start, and judged by members at the end."""

    INFORMED = "INFORMED", "Informed"
    CONSULTED = "CONSULTED", "Consulted"
    DESIGNING = "DESIGNING", "Designing together"
    DECIDING = "DECIDING", "Deciding together"


MEANING = {
    Influence.INFORMED: "We are told what will happen. We cannot change it.",
    Influence.CONSULTED: "We are asked what we think. Others decide, and they tell us why.",
    Influence.DESIGNING: "We work it out together, from the start. Others sign it off.",
    Influence.DECIDING: "We decide together. It does not happen unless we agree.",
}
CARD = {
    "decides": "Who decides",
    "decides_when": "When they decide",
    "binds": "What binds them",
    "challenge": "How to challenge it",
}
NO_CARD_OR_MAP = "It needs its card and map before it can be discussed."


class Topics(models.QuerySet):
    def visible_to(self, membership):
        return self.filter(group_id=membership.group_id)

    def open(self):
        return self.filter(closed_at=None)

    def open_for_discussion(self):
        return self.open().exclude(discussion_opened_at=None)

    def in_order(self):
        """Open ones first, then by name."""
        return self.order_by(F("closed_at").asc(nulls_first=True), "name", "id")


class Topic(models.Model):
    """A heading under which a group gathers what it says.

    PREPARED from the day it is added: people can say something about it. OPEN once it is open for discussion, which takes
    a whole final-say card (four answers) and an open-to-change map with something on it: the database refuses it otherwise.
    CLOSED in the end. `component` says which part of personalised care it stands for, if it came from the starting list.
    """

    group = models.ForeignKey("groups.Group", models.PROTECT, related_name="topics")
    name = models.CharField("topic", max_length=80)
    about = models.CharField("what it is about, in plain words", max_length=400, blank=True)
    component = models.CharField("part of personalised care", max_length=20, blank=True)
    decides = models.CharField("who decides", max_length=200, blank=True)
    decides_when = models.CharField("when they decide", max_length=200, blank=True)
    binds = models.TextField("what binds them", max_length=1000, blank=True)
    challenge = models.TextField("how to challenge it", max_length=1000, blank=True)
    influence = models.CharField("how much say we have", max_length=10, choices=Influence, blank=True)
    opened_at = models.DateTimeField()
    discussion_opened_at = models.DateTimeField(null=True, blank=True)
    closed_at = models.DateTimeField(null=True, blank=True)

    objects = Topics.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                "group", Lower("name"), name="one_topic_per_name",
                violation_error_message="Your group already has a topic with this name.",
            ),
            models.UniqueConstraint(
                fields=["group", "component"], condition=~Q(component=""), name="one_topic_per_component",
                violation_error_message="Your group already has this topic.",
            ),
            models.CheckConstraint(
                condition=Q(discussion_opened_at=None)
                | ~Q(decides="") & ~Q(decides_when="") & ~Q(binds="") & ~Q(challenge=""),
                name="discussed_with_its_card", violation_error_message=NO_CARD_OR_MAP,
            ),
        ]  # fmt: skip

    def __str__(self):
        return self.name

    @property
    def has_card(self):
        return all(getattr(self, field) for field in CARD)

    @property
    def open_for_discussion(self):
        return self.discussion_opened_at is not None and self.closed_at is None

    @property
    def state(self):
        """The life of a topic in one word."""
        return "CLOSED" if self.closed_at else "OPEN" if self.discussion_opened_at else "PREPARED"

    @property
    def state_words(self):
        words = {"CLOSED": "Closed", "OPEN": "Open for discussion", "PREPARED": "Not open for discussion yet"}
        return words[self.state]

    @property
    def influence_means(self):
        return MEANING[self.influence] if self.influence else ""


class Tallies(models.QuerySet):
    def visible_to(self, membership):
        return self.filter(group_id=membership.group_id)


class Tally(models.Model):
    """How many things of a group stand where, by topic (or none). The database keeps it with every change (migration 0002)."""

    group = models.ForeignKey("groups.Group", models.PROTECT, related_name="+")
    topic = models.ForeignKey(Topic, models.PROTECT, null=True, blank=True, related_name="tallies")
    bucket = models.CharField(max_length=10)
    number = models.IntegerField(default=0)

    objects = Tallies.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint("group", Coalesce("topic", 0), "bucket", name="one_tally")]
