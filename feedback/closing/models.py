from datetime import timedelta

from django.db import models
from django.db.models import Q

from feedback.log.models import STILL_WAITING, WITH_THE_GROUP
from feedback.permissions import FeedbackAbility
from groups.seconding.models import Asked, TakesTwo

OWED = (*STILL_WAITING, *WITH_THE_GROUP)  # until the group has said that it is answered


class Closings(Asked):
    def visible_to(self, membership):
        """Everyone in the group and beside it reads who asked, and why."""
        ours = self.filter(group_id=membership.group_id)
        return ours if membership.may(FeedbackAbility.SEE_CLOSING) else ours.none()

    def with_people(self):
        return self.select_related("group", "asked_by__person", "seconded_by__person")


class Closing(TakesTwo):
    """Asked for by one of the group's places, agreed to by another. To close: not before everybody had a week to speak."""

    class Kind(models.TextChoices):
        CLOSE = "CLOSE", "Close the group"
        OPEN = "OPEN", "Open the group again"

    WAITS = timedelta(days=42)
    TO_SPEAK = timedelta(days=7)

    group = models.ForeignKey("groups.Group", models.PROTECT, related_name="closings")
    kind = models.CharField(max_length=5, choices=Kind)
    came_of_it = models.TextField("what came of our work", max_length=2000, blank=True)
    still_owed = models.TextField("what becomes of what still waits", max_length=1000, blank=True)
    asked_by = models.ForeignKey("groups.Membership", models.PROTECT, related_name="+")
    seconded_by = models.ForeignKey("groups.Membership", models.PROTECT, null=True, blank=True, related_name="+")

    objects = Closings.as_manager()

    class Meta(TakesTwo.Meta):
        abstract = False
        constraints = [
            *TakesTwo.Meta.constraints,
            models.UniqueConstraint(
                fields=["group"], condition=Q(seconded_at=None, dropped_at=None), name="one_open_closing"
            ),
            models.CheckConstraint(condition=Q(kind="OPEN") | ~Q(came_of_it=""), name="a_closing_says_what_came_of_it"),
        ]

    @property
    def closes(self) -> bool:
        return self.kind == self.Kind.CLOSE

    @property
    def from_at(self):
        """From when a second person can agree."""
        return self.asked_at + self.TO_SPEAK if self.closes else self.asked_at


class HandedOns(models.QuerySet):
    def visible_to(self, membership):
        return self.filter(said__group_id=membership.group_id)

    def standing(self):
        return self.filter(ended_at=None)


class HandedOn(models.Model):
    """An entry of a group that closed, still owed an answer. Its promises go on; `to` sees to it. Over when the group opens."""

    closing = models.ForeignKey(Closing, models.PROTECT, related_name="handed_on")
    said = models.ForeignKey("feedback.Said", models.PROTECT, related_name="handed_on")
    to = models.ForeignKey("groups.Membership", models.PROTECT, related_name="+")
    handed_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)

    objects = HandedOns.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["said"], condition=Q(ended_at=None), name="handed_on_to_one_person")
        ]
