from datetime import timedelta

from django.db import models
from django.db.models import Q

from coproduction.kit import walltime

DAYS = 30  # Data (Use and Access) Act 2025, section 103: acknowledged within 30 days. We answer within them.


class Complaints(models.QuerySet):
    def visible_to_person(self, person):
        return self.filter(person=person)

    def of_organisation(self, organisation_id):
        return self.filter(organisation=organisation_id)

    def open(self):
        return self.filter(answered_at=None)

    def late(self, today):
        return self.open().filter(due_on__lt=today)

    def to_nag(self, now):
        return self.open().filter(nag_on__lte=walltime.furthest_day(now))

    def with_people(self):
        return self.select_related("organisation", "person", "seen_by", "answered_by")


class Complaint(models.Model):
    """One complaint. It waits, is looked into (`seen_at`: somebody said what happens now), and is answered."""

    organisation = models.ForeignKey("groups.Organisation", models.PROTECT, related_name="complaints")
    person = models.ForeignKey("groups.Person", models.PROTECT, null=True, blank=True, related_name="complaints")
    name = models.CharField("your name", max_length=120, blank=True)  # if they gave it
    email = models.EmailField("your email address", max_length=254, blank=True)
    words = models.TextField("what is wrong", max_length=4000)
    made_at = models.DateTimeField()
    due_on = models.DateField()
    nag_on = models.DateField()  # when those who must answer are reminded next
    seen_words = models.TextField("what happens now", max_length=2000, blank=True)
    seen_by = models.ForeignKey("groups.Person", models.PROTECT, null=True, blank=True, related_name="+")
    seen_at = models.DateTimeField(null=True, blank=True)
    answer = models.TextField("what came of it", max_length=4000, blank=True)
    answered_by = models.ForeignKey("groups.Person", models.PROTECT, null=True, blank=True, related_name="+")
    answered_at = models.DateTimeField(null=True, blank=True)

    objects = Complaints.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=~Q(words=""), name="a_complaint_says_what_is_wrong"),
            models.CheckConstraint(
                condition=Q(person__isnull=False) | ~Q(email=""), name="whoever_complains_can_be_answered"
            ),
            models.CheckConstraint(
                condition=Q(seen_by=None, seen_at=None, seen_words="")
                | ~Q(seen_words="") & Q(seen_by__isnull=False, seen_at__isnull=False),
                name="a_complaint_seen_by_and_at",
            ),
            models.CheckConstraint(
                condition=Q(answered_by=None, answered_at=None, answer="")
                | ~Q(answer="") & Q(answered_by__isnull=False, answered_at__isnull=False),
                name="a_complaint_answered_by_and_at",
            ),
        ]
        indexes = [
            models.Index(fields=["organisation", "-id"], name="complaints_of_organisation"),
            models.Index(fields=["nag_on"], condition=Q(answered_at=None), name="complaints_to_nag"),
            models.Index(fields=["answered_at"], condition=Q(answered_at__isnull=False), name="complaints_answered"),
        ]

    @property
    def where(self) -> str:
        return "Answered" if self.answered_at else "Being looked into" if self.seen_at else "Waits to be read"

    @property
    def who(self) -> str:
        """As they said themselves: those who keep accounts do not learn names of members from here."""
        return self.name or ("somebody with an account" if self.person_id else "somebody without an account")

    def opens_for(self, person) -> bool:
        """By the link in a letter: made with an account it opens for that account only."""
        return self.person_id is None or self.person_id == person.pk

    def is_late(self, today) -> bool:
        return self.answered_at is None and self.due_on < today


PROMISED = timedelta(days=DAYS)
