from django.db import models


class KeptCounts(models.QuerySet):
    def visible_to(self, membership):
        return self.filter(group_id=membership.group_id)


class Kept(models.Model):
    """A kept count of one group. The database keeps it with every change (migration 0021); `manage.py recount` builds it anew.

    Things that happened, by quarter (`2026-10` is the one that begins in October): HEARD and DECIDED by the working days it
    took (no more than 250) and whether that was in time, CAUSE by answer and cause (`CANNOT:MONEY`), NOTICED by result
    as it may be told (migration 0030).
    How entries stand now, without a quarter: BEFORE, UNNOTICED and ENDED.
    """

    MOST_DAYS = 250

    group = models.ForeignKey("groups.Group", models.PROTECT, related_name="+")
    what = models.CharField(max_length=10)
    which = models.CharField(max_length=24, blank=True)
    quarter = models.CharField(max_length=7, blank=True)
    days = models.PositiveSmallIntegerField(default=0)
    in_time = models.BooleanField(default=True)
    number = models.IntegerField(default=0)

    objects = KeptCounts.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["group", "what", "which", "quarter", "days", "in_time"], name="one_kept_count"
            )
        ]
