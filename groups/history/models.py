from django.db import models


class Events(models.QuerySet):
    def of_group(self, group_id):
        return self.filter(group_id=group_id)

    def about(self, thing):
        return self.filter(about_kind=thing._meta.label_lower, about_id=thing.pk)

    def of_accounts(self):
        """What people did with their own accounts, in no group."""
        return self.filter(group=None, about_kind="groups.person")

    def unlinked(self):
        """New, or changed since: the clock links them (the room `audit`)."""
        return self.filter(key="")

    def newest_first(self):
        return self.order_by("-id")


class Event(models.Model):
    """One line of history. `what` is a verb in the past (`meeting_planned`), `sentence` what a person reads.

    `by` is empty for what the clock did and for what was done *from the group*. `about` is a kind and an id, not a foreign
    key: a line of history outlives what it is about.

    `key` comes when the line is linked into the chain (the room `audit`): what the line says can be proved with it alone. It
    goes when a name is taken out, and the database refuses other words while it is there.
    """

    group = models.ForeignKey("groups.Group", models.PROTECT, null=True, blank=True, related_name="+")
    what = models.CharField(max_length=60)
    sentence = models.TextField()
    by = models.ForeignKey("groups.Person", models.PROTECT, null=True, blank=True, related_name="+")
    by_role = models.CharField(max_length=30, blank=True)
    about_kind = models.CharField(max_length=60, blank=True)
    about_id = models.BigIntegerField(null=True, blank=True)
    detail = models.JSONField(default=dict, blank=True)
    at = models.DateTimeField()
    key = models.CharField(max_length=32, blank=True, default="", db_default="")

    objects = Events.as_manager()

    class Meta:
        indexes = [
            models.Index(fields=["group", "-id"], name="event_of_group"),
            models.Index(fields=["about_kind", "about_id", "id"], name="event_about"),
            models.Index(fields=["id"], condition=models.Q(key=""), name="events_unlinked"),
            models.Index(
                fields=["at"], condition=models.Q(group=None, about_kind="groups.person"), name="events_of_accounts"
            ),
        ]

    def __str__(self):
        return self.sentence
