from django.db import models
from django.db.models import Exists, OuterRef


class Kept(models.Model):
    """How often something was tried, or that something was used, until a moment. Written by `coproduction.kit.kept` alone."""

    key = models.CharField(max_length=64, primary_key=True)  # a keyed hash of what was tried, by whom and from where
    value = models.TextField(default="null")
    times = models.PositiveIntegerField(default=0)
    until_at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["until_at"], name="kept_until")]


class Browsers(models.QuerySet):
    def long_unseen(self, day):
        """Last seen on that day or before. The last one of each person stays: else the next would count as their first."""
        newer = KnownBrowser.objects.filter(person=OuterRef("person"), seen_on__gt=OuterRef("seen_on"))
        return self.filter(Exists(newer), seen_on__lte=day)


class KnownBrowser(models.Model):
    """A browser somebody signed in with. Neither what it is nor where: two people at one computer cannot be told from this."""

    person = models.ForeignKey("groups.Person", models.CASCADE, related_name="known_browsers")
    seal = models.CharField(max_length=64)
    first_on = models.DateField()
    seen_on = models.DateField()

    objects = Browsers.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["person", "seal"], name="one_seal_for_each_browser")]
        indexes = [models.Index(fields=["seen_on"], name="browsers_seen")]
