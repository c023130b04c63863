from django.db import models
from django.db.models import Q


class PutOffs(models.QuerySet):
    def of_letters(self, letters, kinds):
        """Of those these letters are for, whatever it is about."""
        return self.filter(person__in={letter.person_id for letter in letters}, kind__in=kinds)

    def due(self, now):
        """Their time has come, and the reminder has not come back yet."""
        return self.filter(until_at__lte=now, back_at=None)


class PutOff(models.Model):
    """One person does not want one reminder now (`until_at`) or any more (`ended_at`). `times`: how often it was put off.

    `kind` and `thing` say which: a meeting as it was then, an action with its day. When that changes, it is another thing, and
    they are reminded of it as everybody is.
    """

    person = models.ForeignKey("groups.Person", models.CASCADE, related_name="put_offs")
    letter = models.ForeignKey("groups.Letter", models.CASCADE, related_name="+")
    kind = models.CharField(max_length=20)
    thing = models.CharField(max_length=120)
    until_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)
    back_at = models.DateTimeField(null=True)
    times = models.PositiveSmallIntegerField(default=0)

    objects = PutOffs.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["person", "kind", "thing"], name="one_put_off_for_a_reminder"),
            models.CheckConstraint(
                condition=Q(until_at=None, ended_at__isnull=False) | Q(until_at__isnull=False, ended_at=None),
                name="put_off_or_ended",
            ),
        ]
        indexes = [models.Index(fields=["until_at"], condition=Q(back_at=None), name="put_offs_to_come_back")]

    @property
    def waits(self) -> bool:
        """Put off, and not back yet."""
        return self.until_at is not None and self.back_at is None
