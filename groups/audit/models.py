from django.db import models
from django.db.models import Exists, Q, Subquery, Value
from django.db.models.functions import Coalesce


class Links(models.QuerySet):
    def in_order(self):
        return self.order_by("position")

    def newest(self):
        return self.order_by("-position").first()

    def of_events(self, numbers):
        return self.filter(event_number__in=numbers)

    def of_heads(self):
        return self.filter(kind=Link.Kind.HEAD)

    def to_send(self, day_on):
        """What no head that left stands for yet, unless one left on that day already."""
        heads = self.model.objects.of_heads().order_by("-linked_on", "-position")
        new = self.filter(position__gt=Coalesce(Subquery(heads.values("position")[:1]), Value(0)))
        return new.filter(~Exists(heads.filter(linked_on=day_on)))


class Link(models.Model):
    """One link of the chain. Only ever added: the database refuses to change one or to take one away.

    `digest` is made from the digest before it and from everything else that stands here. What the line of history says
    goes in only as `commitment`, made with the line's own key: without that key nobody can try words against it. The day
    is kept and not the time, because some lines of history hide their time.
    """

    class Kind(models.TextChoices):
        LINE = "LINE", "A line of history was written"
        NAMELESS = "NAMELESS", "A name was taken out of it, because somebody was erased"
        OVER = "OVER", "A line about an account was kept long enough, and went"
        HEAD = "HEAD", "The head left the machine"

    position = models.BigIntegerField(primary_key=True)
    kind = models.CharField(max_length=8, choices=Kind)
    event_number = models.BigIntegerField(null=True, blank=True)  # not a foreign key: a link outlives its line
    group_number = models.BigIntegerField(null=True, blank=True)
    commitment = models.CharField(max_length=64, blank=True)
    linked_on = models.DateField()
    digest = models.CharField(max_length=64)

    objects = Links.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(position__gt=0), name="links_begin_at_one"),
        ]
        indexes = [
            models.Index(fields=["event_number", "position"], name="links_of_event"),
            models.Index(fields=["-linked_on", "-position"], condition=Q(kind="HEAD"), name="links_of_heads"),
        ]
