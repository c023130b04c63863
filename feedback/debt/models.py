from django.db import models
from django.db.models import Case, F, IntegerField, Q, Sum, Value, When
from django.db.models.functions import Coalesce


class Owings(models.QuerySet):
    def visible_to(self, membership):
        """Everyone in or beside a group may read what was sent, and so what it owes."""
        return self.filter(group_id=membership.group_id)

    def of_groups(self, groups):
        return self.filter(group__in=groups)

    def open(self):
        return self.filter(settled_on=None)

    def counting(self):
        """It is the system's turn: each working day adds one."""
        return self.open().filter(stopped_on=None)

    def stopped(self):
        """There is an answer, and the group has not said if it answers what they said."""
        return self.open().exclude(stopped_on=None)

    def with_days(self, numbers: dict[int, int]):
        """`days` each of them makes. `numbers` gives for each group (by id) today's number among the working days."""
        alike = set(numbers.values())
        today = Value(alike.pop()) if len(alike) == 1 else Case(
            *(When(group_id=group, then=Value(number)) for group, number in numbers.items()),
            default=Value(0), output_field=IntegerField(),
        )  # fmt: skip
        rows = self.annotate(days=F("voices") * (Coalesce(F("stop_day"), today) - F("from_day")))
        return rows.filter(days__gt=0)

    def sums(self):
        """(group, stopped, days, entries) for each group that owes something."""
        rows = self.values("group_id", is_stopped=Case(When(stopped_on=None, then=Value(0)), default=Value(1)))
        return rows.annotate(all_days=Sum("days"), entries=models.Count("id")).order_by()


class Owing(models.Model):
    """What is owed for one entry that was sent.

    `promised_on` is the day an answer was first promised. No later promise moves it; it moves on only by the working days
    on which the group itself had said *yes, that answers it* (migration 0021). `stopped_on`: since that day it is the
    group's turn, and its days stand still. `settled_on`: the group said yes. `voices` is how much it counts for, because
    what people said may stand in it. `from_day` and `stop_day` repeat the days as numbers among the working days of
    the group's nation, so that the database can add them up; they are numbered anew when the group has another nation.
    """

    said = models.OneToOneField("feedback.Said", models.PROTECT, related_name="owing")
    group = models.ForeignKey("groups.Group", models.PROTECT, related_name="+")
    promised_on = models.DateField("first promised by")
    voices = models.PositiveSmallIntegerField(default=1)
    stopped_on = models.DateField(null=True, blank=True)
    settled_on = models.DateField(null=True, blank=True)
    from_day = models.IntegerField()
    stop_day = models.IntegerField(null=True, blank=True)

    objects = Owings.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(voices__gte=1), name="an_entry_counts_at_least_once"),
            models.CheckConstraint(
                condition=Q(stopped_on=None, stop_day=None) | Q(stopped_on__isnull=False, stop_day__isnull=False),
                name="a_day_it_stopped_has_its_number",
            ),
        ]
        indexes = [
            models.Index(
                fields=["group", "from_day"], include=["stopped_on", "stop_day", "voices", "id"],
                condition=Q(settled_on=None), name="owings_open",
            )
        ]  # fmt: skip
