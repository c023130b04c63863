from django.db import models
from django.db.models import Q

from groups.membership.models import Role

READERS = (Role.FACILITATOR, Role.NETWORK_COORDINATOR)  # who looks at what was reported


class Because(models.TextChoices):
    """The short list of reasons, as it stands in the place of a hidden post."""

    UNKIND = "UNKIND", "It is unkind or insulting"
    PUTS_DOWN = "PUTS_DOWN", "It puts people down because of who they are"
    PRIVATE = "PRIVATE", "It tells something private about someone"
    DANGER = "DANGER", "It could put someone in danger"
    NOT_FOR_US = "NOT_FOR_US", "It has nothing to do with the group"
    OTHER = "OTHER", "Another reason"


class Reports(models.QuerySet):
    def visible_to(self, membership):
        """Readers: all of the group but those about themselves. Anybody else: those they made."""
        here = self.filter(group_id=membership.group_id)
        if membership.role in READERS:
            return here.exclude(post__said_by=membership)
        return here.filter(reported_by=membership)

    def open(self):
        return self.filter(decided_at=None)

    def with_post(self):
        return self.select_related("post__said_by__person", "group")


class Report(models.Model):
    """Somebody says that a post should not be there. Whoever wrote the post is never told who said so."""

    class Outcome(models.TextChoices):
        HIDDEN = "HIDDEN", "It was hidden"
        STAYS = "STAYS", "It stays as it is"

    group = models.ForeignKey("groups.Group", models.PROTECT, related_name="+")
    post = models.ForeignKey("feedback.Post", models.PROTECT, related_name="+")
    because = models.CharField(max_length=20, choices=Because)
    words = models.TextField("what is wrong with it", max_length=1000, blank=True)
    reported_by = models.ForeignKey("groups.Membership", models.PROTECT, related_name="+")
    reported_at = models.DateTimeField()
    look_by = models.DateField()
    nudged_at = models.DateTimeField(null=True, blank=True)
    outcome = models.CharField(max_length=10, choices=Outcome, blank=True)
    answer = models.TextField("what became of it", max_length=1000, blank=True)
    decided_by = models.ForeignKey("groups.Membership", models.PROTECT, null=True, blank=True, related_name="+")
    decided_at = models.DateTimeField(null=True, blank=True)

    objects = Reports.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(outcome="", decided_by=None, decided_at=None)
                | ~Q(outcome="") & Q(decided_by__isnull=False, decided_at__isnull=False),
                name="a_report_is_decided_whole",
            ),
            models.UniqueConstraint(
                fields=["post", "reported_by"], condition=Q(decided_at=None), name="one_open_report_of_each"
            ),
        ]
        indexes = [
            models.Index(fields=["group", "-id"], name="reports_of_group"),
            models.Index(
                fields=["look_by"], condition=Q(decided_at=None, nudged_at=None), name="reports_nobody_looked_at"
            ),
        ]


class Hidings(models.QuerySet):
    def in_force(self):
        return self.filter(shown_at=None)

    def visible_to(self, membership):
        """The group's own business. The coordinator sees those somebody asked them to look at again."""
        here = self.filter(group_id=membership.group_id)
        return here if membership.inside else here.filter(appeal__isnull=False)


class Hiding(models.Model):
    """A post is covered, for a reason, by somebody; and perhaps shown again later. The words under it stay as they are."""

    group = models.ForeignKey("groups.Group", models.PROTECT, related_name="+")
    post = models.ForeignKey("feedback.Post", models.PROTECT, related_name="hidings")
    because = models.CharField(max_length=20, choices=Because)
    words = models.TextField("more about why", max_length=1000, blank=True)
    hidden_by = models.ForeignKey("groups.Membership", models.PROTECT, related_name="+")
    hidden_at = models.DateTimeField()
    shown_by = models.ForeignKey("groups.Membership", models.PROTECT, null=True, blank=True, related_name="+")
    shown_at = models.DateTimeField(null=True, blank=True)

    objects = Hidings.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(shown_by=None, shown_at=None) | Q(shown_by__isnull=False, shown_at__isnull=False),
                name="hiding_shown_by_and_at",
            ),
            models.UniqueConstraint(fields=["post"], condition=Q(shown_at=None), name="hidden_once_at_a_time"),
        ]


class Appeals(models.QuerySet):
    def visible_to(self, membership):
        """For the coordinator, but never of what they hid themselves; and for whoever asked, where that is known."""
        here = self.filter(hiding__group_id=membership.group_id)
        if membership.role == Role.NETWORK_COORDINATOR:
            return here.exclude(hiding__hidden_by=membership)
        return here.filter(asked_by=membership)

    def open(self):
        return self.filter(decided_at=None)

    def with_post(self):
        return self.select_related(
            "hiding__post__said_by", "hiding__hidden_by__person", "hiding__group", "asked_by__person"
        )


class Appeal(models.Model):
    """Another look at a hidden post, by someone who did not hide it. One for each hiding.

    Of a post without a name or from the group, nobody keeps who asked: it may well have been whoever wrote it. That is why
    there is a day here and no time.
    """

    class Decision(models.TextChoices):
        STAYS = "STAYS", "It stays hidden"
        SHOWN = "SHOWN", "It is shown again"

    hiding = models.OneToOneField(Hiding, models.CASCADE, related_name="appeal")
    words = models.TextField("why it should be shown", max_length=1000)
    asked_by = models.ForeignKey("groups.Membership", models.PROTECT, null=True, blank=True, related_name="+")
    asked_on = models.DateField()
    look_by = models.DateField()
    nudged_at = models.DateTimeField(null=True, blank=True)
    decision = models.CharField(max_length=10, choices=Decision, blank=True)
    answer = models.TextField("why you decided so", max_length=1000, blank=True)
    decided_by = models.ForeignKey("groups.Membership", models.PROTECT, null=True, blank=True, related_name="+")
    decided_at = models.DateTimeField(null=True, blank=True)

    objects = Appeals.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(decision="", decided_by=None, decided_at=None)
                | ~Q(decision="") & Q(decided_by__isnull=False, decided_at__isnull=False),
                name="an_appeal_is_decided_whole",
            )
        ]
        indexes = [
            models.Index(
                fields=["look_by"], condition=Q(decided_at=None, nudged_at=None), name="appeals_nobody_looked_at"
            )
        ]
