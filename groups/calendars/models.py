from django.core import signing
from django.db import models

_signer = signing.Signer(salt="calendar address", sep=".")


class CalendarAddresses(models.QuerySet):
    def visible_to_person(self, person):
        return self.filter(person=person)

    def behind(self, token: str):
        """The one this secret address leads to, of somebody whose account is open; none for anything we did not sign."""
        try:
            key = _signer.unsign(token)
        except signing.BadSignature:
            return self.none()
        return self.filter(key=key, person__is_active=True)


class CalendarAddress(models.Model):
    """The secret address at which one person's calendar reads their meetings.

    `key` alone opens nothing: the address holds it signed, so what is kept here does not give the address away.
    """

    person = models.OneToOneField("groups.Person", models.CASCADE, related_name="calendar_address")
    key = models.CharField(max_length=40, unique=True)
    made_at = models.DateTimeField()

    objects = CalendarAddresses.as_manager()

    @property
    def token(self) -> str:
        return _signer.sign(self.key)
