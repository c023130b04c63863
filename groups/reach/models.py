from django.db import models
from django.db.models import Q


class Suppressions(models.QuerySet):
    def tried_before(self, moment):
        """A letter that tried the address went before then and did not come back."""
        return self.filter(trial__state="SENT", trial__way="EMAIL", trial__finished_at__lte=moment)


class Suppression(models.Model):
    """An email address or a mobile number that our letters do not go to. Its row goes when a letter arrives again.

    `bounced`: a mail server says that there is no such address, or it failed for days. `complained_at`: its reader told
    their mail program that they do not want our letters; that is their *stop*, and only they take it back. `trial` is the
    one letter that tries the address again. `code` is the last sign-in code we tried all the same: people must get in.
    """

    address = models.CharField(max_length=254, unique=True)  # of email, or a mobile number: +447700900123
    reason = models.CharField(max_length=200, blank=True)
    at = models.DateTimeField()
    bounced = models.BooleanField(default=True)
    complained_at = models.DateTimeField(null=True)
    trial = models.ForeignKey("groups.Letter", models.SET_NULL, null=True, related_name="+")
    code = models.ForeignKey("groups.Letter", models.SET_NULL, null=True, related_name="+")
    code_at = models.DateTimeField(null=True)

    objects = Suppressions.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(bounced=True) | Q(complained_at__isnull=False), name="suppression_has_a_reason"
            )
        ]

    @property
    def being_tried(self):
        """Whether a letter is on its way to try it, or went and may still come back. Read it with `trial` loaded."""
        one = self.trial
        return one is not None and (one.state in ("PENDING", "SENDING") or (one.state == "SENT" and one.way == "EMAIL"))


class Trouble(models.Model):
    """How often in a row an address did not take a letter for now. A letter that arrives in between begins it anew."""

    address = models.CharField(max_length=254, unique=True)
    times = models.PositiveSmallIntegerField(default=0)
    first_at = models.DateTimeField()
    last_at = models.DateTimeField()
