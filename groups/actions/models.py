from datetime import date

from django.db import models
from django.db.models import Q

from coproduction.kit import when
from groups.membership.models import Membership, Role

NOBODYS = Q(owner=None) | Q(owner__left_at__isnull=False) | Q(owner__person__is_active=False)
NEEDS_SOMEONE = "Needs someone"


class Actions(models.QuerySet):
    def visible_to(self, membership):
        """The group sees all of them; people from the system those they took on; a network coordinator none."""
        mine = self.filter(group_id=membership.group_id)
        if membership.inside:
            return mine
        return mine.filter(owner=membership) if membership.for_the_system else mine.none()

    def open(self):
        return self.filter(ended_at=None)

    def ended(self):
        return self.exclude(ended_at=None)

    def needing_someone(self):
        """Nobody's, or somebody's who is not here any more."""
        return self.filter(NOBODYS)

    def with_people(self):
        return self.select_related("owner__person")

    def soonest_first(self):
        return self.order_by("due_on", "id")


class Action(models.Model):
    """One thing somebody takes away to do. Its words stay; its date moves only with a reason; its owner can hand it back."""

    class Ending(models.TextChoices):
        DONE = "DONE", "It is done"
        NOT_NEEDED = "NOT_NEEDED", "It is not needed any more"

    group = models.ForeignKey("groups.Group", models.PROTECT, related_name="+")
    meeting = models.ForeignKey("groups.Meeting", models.PROTECT, null=True, blank=True, related_name="actions")
    what = models.CharField("what is to be done", max_length=300)
    owner = models.ForeignKey("groups.Membership", models.PROTECT, null=True, blank=True, related_name="actions")
    due_on = models.DateField()
    told_at = models.DateTimeField()  # when whoever has it last heard of it or of its date
    written_by = models.ForeignKey("groups.Membership", models.PROTECT, related_name="+")
    written_at = models.DateTimeField()
    ending = models.CharField(max_length=10, choices=Ending, blank=True)
    happened = models.TextField("what happened", max_length=2000, blank=True)
    ended_by = models.ForeignKey("groups.Membership", models.PROTECT, null=True, blank=True, related_name="+")
    ended_at = models.DateTimeField(null=True, blank=True)

    objects = Actions.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=~Q(what=""), name="an_action_says_what"),
            models.CheckConstraint(
                condition=Q(ended_at=None, ended_by=None, ending="", happened="")
                | Q(ended_at__isnull=False, ended_by__isnull=False) & ~Q(ending="") & ~Q(happened=""),
                name="an_action_ends_with_what_happened",
                violation_error_message="Say what happened.",
            ),
            models.CheckConstraint(condition=Q(ending__in=("", "DONE", "NOT_NEEDED")), name="an_action_ends_in_two_ways"),
        ]  # fmt: skip
        indexes = [
            models.Index(fields=["group", "due_on", "id"], condition=Q(ended_at=None), name="actions_open"),
            models.Index(fields=["group", "-ended_at", "-id"], name="actions_ended"),
            models.Index(fields=["due_on"], condition=Q(ended_at=None), name="actions_to_remind_of"),
        ]

    def __str__(self):
        return self.what

    @property
    def is_open(self) -> bool:
        return self.ended_at is None

    @property
    def needs_someone(self) -> bool:
        return self.owner is None or self.owner.left_at is not None or not self.owner.person.is_active

    @property
    def whose(self) -> str:
        return NEEDS_SOMEONE if self.needs_someone else self.owner.person.name

    @property
    def day(self) -> str:
        return when.day(self.due_on)

    def late(self, today: date) -> bool:
        return self.is_open and self.due_on < today


class ActionSteps(models.QuerySet):
    def in_order(self):
        return self.select_related("by__person", "to__person").order_by("id")


class ActionStep(models.Model):
    """One line of an action's story. `was_on` is the old date where the date moved; `to` whom it went to."""

    class Kind(models.TextChoices):
        WRITTEN = "WRITTEN", "Written down"
        MOVED = "MOVED", "The date moved"
        HANDED_BACK = "HANDED_BACK", "Handed back"
        TAKEN = "TAKEN", "Taken on"
        ENDED = "ENDED", "Ended"

    action = models.ForeignKey(Action, models.CASCADE, related_name="steps")
    kind = models.CharField(max_length=11, choices=Kind)
    by = models.ForeignKey("groups.Membership", models.PROTECT, related_name="+")
    at = models.DateTimeField()
    to = models.ForeignKey("groups.Membership", models.PROTECT, null=True, blank=True, related_name="+")
    was_on = models.DateField(null=True, blank=True)
    now_on = models.DateField(null=True, blank=True)
    words = models.CharField(max_length=400, blank=True)

    objects = ActionSteps.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=~Q(kind="MOVED") | Q(was_on__isnull=False, now_on__isnull=False) & ~Q(words=""),
                name="a_date_moves_with_a_reason",
                violation_error_message="Say why the date moves.",
            )
        ]  # fmt: skip

    def said_to(self, reader: Membership) -> str:
        """The line as this reader may have it. Handing back names nobody: it is nobody's fault."""
        if self.kind == self.Kind.MOVED:
            return f"The date was {when.day(self.was_on)}. It moved to {when.day(self.now_on)}: {self.words}"
        if self.kind == self.Kind.HANDED_BACK:
            return "It needs someone again."
        who = named(self.by, reader)
        if self.kind == self.Kind.ENDED:
            return f"{who} said what happened."
        if self.to is None:
            return f"{who} wrote it down. It needs someone."
        taken = "took it on" if self.to_id == self.by_id else f"asked {named(self.to, reader)} to take it on"
        return f"{who} {taken}."


class ActionReminder(models.Model):
    """That somebody was reminded of this date: once before it, once after it has passed."""

    class Rung(models.TextChoices):
        SOON = "SOON", "Two days before"
        PASSED = "PASSED", "The day has passed"

    action = models.ForeignKey(Action, models.CASCADE, related_name="reminders")
    due_on = models.DateField()
    rung = models.CharField(max_length=6, choices=Rung)
    at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["action", "due_on", "rung"], name="each_action_reminder_once")]


def named(membership: Membership, reader: Membership) -> str:
    """Members' names are for the group; nobody learns from an action who supports whom."""
    if membership.role == Role.SUPPORTER or (membership.role == Role.MEMBER and not reader.inside):
        return "Someone of the group"
    return membership.person.name
