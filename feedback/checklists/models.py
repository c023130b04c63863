from django.db import models
from django.db.models import Q


class Part(models.TextChoices):
    """What people need so that they can take part as equals."""

    BRIEFING = "BRIEFING", "A briefing in plain words"
    NUMBERS = "NUMBERS", "The numbers that staff have"
    NEGOTIABLE = "NEGOTIABLE", "What is open to change"
    EXPERIENCE = "EXPERIENCE", "Room for personal experience beside the data"
    REHEARSAL = "REHEARSAL", "A rehearsal before we meet leaders"


MEANS = {
    Part.BRIEFING: "Everyone can read what this is about, without words of the trade.",
    Part.NUMBERS: "We see the same figures as the people we talk to.",
    Part.NEGOTIABLE: "We know what can change and what cannot. This is the map above.",
    Part.EXPERIENCE: "What people live through counts next to what is counted.",
    Part.REHEARSAL: "We can practise together what we want to say.",
}
NOTED = tuple(part for part in Part if part != Part.NEGOTIABLE)  # that one is the map itself


class OfTopic(models.QuerySet):
    def visible_to(self, membership):
        """What is there, everyone beside the group may see as well."""
        return self.filter(topic__group_id=membership.group_id)


class Provision(models.Model):
    """One thing on the checklist that is there now: what it is, where to find it, who sees to it, since when."""

    topic = models.ForeignKey("feedback.Topic", models.PROTECT, related_name="provisions")
    part = models.CharField(max_length=10, choices=Part)
    note = models.CharField("what is there", max_length=400)
    link = models.URLField("where to find it", max_length=300, blank=True)
    owner = models.CharField("who sees to it", max_length=120)
    done_on = models.DateField("since when")
    by = models.ForeignKey("groups.Membership", models.PROTECT, related_name="+")
    at = models.DateTimeField()

    objects = OfTopic.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["topic", "part"], name="one_provision_of_a_part")]

    def __str__(self):
        return self.get_part_display()


class Waivers(models.QuerySet):
    def visible_to(self, membership):
        """What the group is still talking over is its own. What it decided, everyone beside it may read."""
        mine = self.filter(topic__group_id=membership.group_id)
        return mine if membership.inside else mine.filter(outcome=Waiver.Outcome.WITHOUT)

    def open(self):
        return self.filter(outcome="")

    def in_force(self):
        return self.filter(outcome=Waiver.Outcome.WITHOUT)


class Waiver(models.Model):
    """The group is asked to go without one thing on the checklist. More than half of its members must say yes.

    Who asked is kept for nobody: the decision is the group's. `outcome` is empty while members are asked; ENDED when the
    thing came to be there after all.
    """

    class Outcome(models.TextChoices):
        WITHOUT = "WITHOUT", "The group decided to go without it"
        KEEP = "KEEP", "The group did not agree to go without it"
        ENDED = "ENDED", "It is there after all"

    topic = models.ForeignKey("feedback.Topic", models.PROTECT, related_name="waivers")
    part = models.CharField(max_length=10, choices=Part)
    reason = models.TextField("why go without it", max_length=1000)
    asked_at = models.DateTimeField()
    outcome = models.CharField(max_length=7, choices=Outcome, blank=True)
    settled_at = models.DateTimeField(null=True, blank=True)

    objects = Waivers.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["topic", "part"], condition=Q(outcome=""), name="one_waiver_asked_at_a_time"),
            models.UniqueConstraint(fields=["topic", "part"], condition=Q(outcome="WITHOUT"), name="one_waiver_in_force"),
            models.CheckConstraint(
                condition=Q(outcome="", settled_at=None) | ~Q(outcome="") & Q(settled_at__isnull=False),
                name="waiver_settled_with_an_outcome",
            ),
            models.CheckConstraint(condition=~Q(reason=""), name="going_without_says_why"),
        ]  # fmt: skip

    def __str__(self):
        return self.get_part_display()


class WaiverVote(models.Model):
    """What one member says to going without. The last word of each counts."""

    waiver = models.ForeignKey(Waiver, models.CASCADE, related_name="votes")
    membership = models.ForeignKey("groups.Membership", models.PROTECT, related_name="+")
    agrees = models.BooleanField()
    at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["waiver", "membership"], name="one_word_each_on_a_waiver")]


class WasThere(models.Model):
    """One member's own view of one part: was it really there for me? Shown to nobody one by one."""

    topic = models.ForeignKey("feedback.Topic", models.PROTECT, related_name="was_there")
    part = models.CharField(max_length=10, choices=Part)
    membership = models.ForeignKey("groups.Membership", models.PROTECT, related_name="+")
    really = models.BooleanField()
    at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["topic", "part", "membership"], name="one_view_of_a_part_each")]
