from datetime import datetime, timedelta

from django.db import models
from django.db.models import F, Q


class Asked(models.QuerySet):
    def open(self):
        """Neither agreed to nor dropped."""
        return self.filter(seconded_at=None, dropped_at=None)

    def too_old(self, now: datetime):
        """Nobody agreed in time."""
        return self.open().filter(asked_at__lte=now - self.model.WAITS)


class TakesTwo(models.Model):
    """Who asks and who agrees (`asked_by`, `seconded_by`: places in a group, or people) the table says itself."""

    WAITS: timedelta  # for the second person, in a table whose requests do not wait for ever

    reason = models.TextField(max_length=1000)
    asked_at = models.DateTimeField()
    seconded_at = models.DateTimeField(null=True, blank=True)
    dropped_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        abstract = True
        constraints = [
            models.CheckConstraint(condition=~Q(asked_by=F("seconded_by")), name="%(class)s_takes_two_people"),
            models.CheckConstraint(
                condition=Q(seconded_by=None, seconded_at=None)
                | Q(seconded_by__isnull=False, seconded_at__isnull=False),
                name="%(class)s_seconded_by_and_at",
            ),
        ]

    @property
    def is_open(self) -> bool:
        return self.seconded_at is None and self.dropped_at is None

    def waits(self, now: datetime) -> bool:
        return self.is_open and now - self.asked_at < self.WAITS
