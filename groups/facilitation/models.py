from django.db import models
from django.db.models import Q

from groups.membership.models import Role


def _whose(rows, membership, seat="seat"):
    """Facilitators see everyone's, each person their own."""
    mine = rows.filter(**{f"{seat}__membership__group_id": membership.group_id})
    return mine if membership.facilitates else mine.filter(**{f"{seat}__membership": membership})


def _helper(row):
    """The supporter who tapped it for whoever it belongs to, if one did. What a facilitator notes is no help of that kind."""
    by = row.raised_by
    return by if by.role == Role.SUPPORTER and by.pk != row.seat.membership_id else None


class Hands(models.QuerySet):
    def visible_to(self, membership):
        return _whose(self, membership)

    def up(self):
        return self.filter(lowered_at=None, turn=None)

    def in_order(self):
        return self.order_by("raised_at", "id")

    def with_names(self):
        return self.select_related("seat__membership__person", "raised_by__person")


class Hand(models.Model):
    """Somebody wants to speak. It is up until they speak (`turn`) or it is taken down."""

    class Way(models.TextChoices):
        OWN = "OWN", "from their own phone or computer"
        ROOM = "ROOM", "in the room"
        CHAT = "CHAT", "from the chat"
        PHONE = "PHONE", "on the phone"
        CARD = "CARD", "on a card"

    seat = models.ForeignKey("groups.Seat", models.CASCADE, related_name="hands")
    way = models.CharField(max_length=10, choices=Way)
    raised_at = models.DateTimeField()
    raised_by = models.ForeignKey("groups.Membership", models.PROTECT, related_name="+")
    lowered_at = models.DateTimeField(null=True, blank=True)
    lowered_by = models.ForeignKey("groups.Membership", models.PROTECT, null=True, blank=True, related_name="+")
    turn = models.OneToOneField("groups.Turn", models.PROTECT, null=True, blank=True, related_name="hand")

    objects = Hands.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["seat"], condition=Q(lowered_at=None, turn=None), name="one_hand_up_each",
                violation_error_message="This hand is up already.",
            ),
            models.CheckConstraint(
                condition=Q(lowered_at=None, lowered_by=None) | Q(lowered_at__isnull=False, lowered_by__isnull=False),
                name="hand_lowered_by_and_at",
            ),
            models.CheckConstraint(condition=Q(lowered_at=None) | Q(turn=None), name="hand_spoke_or_was_lowered"),
        ]  # fmt: skip

    @property
    def is_up(self):
        return self.lowered_at is None and self.turn_id is None

    @property
    def helper(self):
        return _helper(self)


class Cards(models.QuerySet):
    def visible_to(self, membership):
        return _whose(self, membership)

    def up(self):
        return self.filter(taken_down_at=None)

    def with_names(self):
        return self.select_related("seat__membership__person", "raised_by__person")


class Card(models.Model):
    """What somebody shows the group without speaking. Everyone sees that it is up, facilitators whose it is."""

    class Kind(models.TextChoices):
        PAUSE = "PAUSE", "Pause"
        EXPLAIN = "EXPLAIN", "Explain"
        AGREE = "AGREE", "Agree"

    seat = models.ForeignKey("groups.Seat", models.CASCADE, related_name="cards")
    kind = models.CharField(max_length=10, choices=Kind)
    raised_at = models.DateTimeField()
    raised_by = models.ForeignKey("groups.Membership", models.PROTECT, related_name="+")
    taken_down_at = models.DateTimeField(null=True, blank=True)
    taken_down_by = models.ForeignKey("groups.Membership", models.PROTECT, null=True, blank=True, related_name="+")

    objects = Cards.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["seat", "kind"], condition=Q(taken_down_at=None), name="one_card_of_a_kind_up_each",
                violation_error_message="This card is up already.",
            ),
            models.CheckConstraint(
                condition=Q(taken_down_at=None, taken_down_by=None)
                | Q(taken_down_at__isnull=False, taken_down_by__isnull=False),
                name="card_taken_down_by_and_at",
            ),
        ]  # fmt: skip

    @property
    def helper(self):
        return _helper(self)
