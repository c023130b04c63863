from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from django.db import models
from django.db.models import Q

from coproduction.kit import walltime
from coproduction.kit.words import count_of

MOST_HOURS, MOST_DAYS = 72, 31


class Plans(models.QuerySet):
    def visible_to(self, membership):
        """The group sees its plans; nobody else does."""
        mine = self.filter(group_id=membership.group_id)
        return mine if membership.inside else mine.none()

    def turned_off(self, kind: str):
        return self.filter(kind=kind, on=False)


class Plan(models.Model):
    """One time of one kind of reminder, as a group changed it. No row: as the kind has it before anybody changes it.

    `since_at` is when it was added or turned on: nothing goes whose time had passed by then.
    """

    class Unit(models.TextChoices):
        HOURS = "HOURS", "hours"
        DAYS = "DAYS", "days"

    class Side(models.TextChoices):
        BEFORE = "BEFORE", "before"
        AFTER = "AFTER", "after"

    group = models.ForeignKey("groups.Group", models.CASCADE, related_name="reminder_plans")
    kind = models.CharField(max_length=20)
    amount = models.PositiveSmallIntegerField(default=0)
    unit = models.CharField(max_length=5, choices=Unit, default=Unit.DAYS)
    side = models.CharField(max_length=6, choices=Side, default=Side.BEFORE)
    with_papers = models.BooleanField(default=False)
    on = models.BooleanField(default=True)
    since_at = models.DateTimeField(null=True)

    objects = Plans.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["group", "kind", "amount", "unit", "side"], name="one_plan_for_a_time",
                violation_error_message="There is a reminder at this time already.",
            ),
            models.CheckConstraint(
                condition=Q(unit="DAYS", amount__lte=MOST_DAYS)
                | Q(unit="HOURS", amount__gte=1, amount__lte=MOST_HOURS),
                name="a_plan_is_near",
                violation_error_message="Choose up to 31 days, or up to 72 hours.",
            ),
            models.CheckConstraint(condition=Q(side__in=("BEFORE", "AFTER")), name="a_plan_is_before_or_after"),
        ]  # fmt: skip

    @property
    def key(self) -> str:
        """`7-days`, `2-hours`, `1-days-after`: as it stands in the key of a letter."""
        return f"{self.amount}-{self.unit.lower()}" + ("-after" if self.side == self.Side.AFTER else "")

    @property
    def address(self) -> str:
        """As it stands in an address: `MEETING-7-days`."""
        return f"{self.kind}-{self.key}"

    @property
    def length(self) -> str:
        """`7 days`, `1 hour`."""
        return count_of(self.amount, self.unit.lower().removesuffix("s"))

    @property
    def far(self) -> timedelta:
        """How far before it is, roughly: to put plans in order."""
        far = timedelta(hours=self.amount) if self.unit == self.Unit.HOURS else timedelta(days=self.amount)
        return -far if self.side == self.Side.AFTER else far

    def moment(self, start: datetime, end: datetime, zone: ZoneInfo) -> datetime:
        """When it is due: hours are counted; days keep the time on the wall, whatever the clocks do in between."""
        begin = start if self.side == self.Side.BEFORE else end
        if self.unit == self.Unit.HOURS:
            return begin - self.far
        return walltime.days_before(begin, self.far.days, zone)
