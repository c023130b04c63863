from django.db import models
from django.db.models import Q


class Consents(models.QuerySet):
    def of_person(self, person):
        return self.filter(person=person)

    def standing(self):
        return self.filter(taken_back_at=None)


class Consent(models.Model):
    """One yes, to just these words. Taken back, it stays as the history of it; a new yes is a new row."""

    person = models.ForeignKey("groups.Person", models.CASCADE, related_name="consents")
    wording = models.TextField()
    given_at = models.DateTimeField()
    # By phone: who wrote it down. Empty: they said so themselves.
    scribe = models.ForeignKey("groups.Membership", models.SET_NULL, null=True, blank=True, related_name="+")
    taken_back_at = models.DateTimeField(null=True, blank=True)
    deleted = models.CharField("what was deleted", max_length=300, blank=True)

    objects = Consents.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["person"], condition=Q(taken_back_at=None), name="one_yes_at_a_time"),
            models.CheckConstraint(condition=~Q(wording=""), name="a_yes_is_to_some_words"),
            models.CheckConstraint(
                condition=Q(taken_back_at=None, deleted="") | Q(taken_back_at__isnull=False) & ~Q(deleted=""),
                name="taken_back_says_what_was_deleted",
            ),
        ]
        indexes = [
            models.Index(
                fields=["taken_back_at"], condition=Q(taken_back_at__isnull=False), name="consents_taken_back"
            ),
        ]
