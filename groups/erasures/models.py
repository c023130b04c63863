from datetime import timedelta

from django.db import models
from django.db.models import Q

TO_THINK = timedelta(days=7)


class Erasures(models.QuerySet):
    def open(self):
        return self.filter(done_at=None, dropped_at=None)

    def of_person(self, person):
        return self.filter(person=person)

    def due(self, now):
        return self.open().filter(due_at__lte=now)


class Erasure(models.Model):
    """One person goes on a day. Asked for, then done or dropped. The row stays, and leads to nobody any more."""

    class Because(models.TextChoices):
        ASKED = "ASKED", "They asked for it"
        GONE = "GONE", "They left every group a year ago"
        OPERATOR = "OPERATOR", "They asked whoever keeps the site"
        AGAIN = "AGAIN", "They were erased before an older backup was restored"

    person = models.ForeignKey("groups.Person", models.PROTECT, related_name="erasures")
    because = models.CharField(max_length=10, choices=Because, default=Because.ASKED)
    asked_at = models.DateTimeField()
    due_at = models.DateTimeField()
    dropped_at = models.DateTimeField(null=True, blank=True)
    done_at = models.DateTimeField(null=True, blank=True)

    objects = Erasures.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(dropped_at=None) | Q(done_at=None), name="erasure_done_or_dropped"),
            models.UniqueConstraint(
                fields=["person"], condition=Q(dropped_at=None, done_at=None), name="one_open_erasure"
            ),
        ]
        indexes = [
            models.Index(fields=["due_at"], condition=Q(dropped_at=None, done_at=None), name="erasures_due"),
        ]
