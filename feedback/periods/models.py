from django.db import models

from coproduction.kit.spans import MONTH, QUARTER, YEAR, Span


class Periods(models.QuerySet):
    def visible_to(self, membership):
        return self.filter(group_id=membership.group_id)

    def of_groups(self, groups):
        return self.filter(group__in=groups)

    def of(self, *spans):
        """These spans of time."""
        which = models.Q(pk=None)
        for span in spans:
            which |= models.Q(kind=span.kind, starts_on=span.starts_on)
        return self.filter(which)

    def newest_first(self):
        return self.order_by("-starts_on", "kind")

    def in_order(self):
        """Years, then quarters, then months, each newest first."""
        return self.order_by("-kind", "-starts_on")


class Period(models.Model):
    """A month, a quarter or a year of a group, as it was counted once. Never changed and never deleted: the database sees to it.

    `figures` is what `counting.packed` gives. `told` names the rows a report tells of, by part: at most some of each.
    `notes` say what came to light about periods that were counted before: pairs of the number of an entry (or none) and words.
    """

    class Kind(models.TextChoices):
        MONTH = MONTH, "Month"
        QUARTER = QUARTER, "Quarter"
        YEAR = YEAR, "Year"

    group = models.ForeignKey("groups.Group", models.PROTECT, related_name="periods")
    kind = models.CharField(max_length=7, choices=Kind)
    starts_on = models.DateField()
    figures = models.JSONField()
    told = models.JSONField(default=dict)
    notes = models.JSONField(default=list)
    frozen_at = models.DateTimeField()

    objects = Periods.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["group", "kind", "starts_on"], name="each_period_once")]

    def __str__(self):
        return self.span.words

    @property
    def span(self) -> Span:
        return Span(self.kind, self.starts_on)
