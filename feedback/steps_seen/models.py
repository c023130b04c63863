from django.db import models
from django.db.models import Q

from feedback.ingredients.models import most_said


class SevenSteps(models.IntegerChoices):
    """In the order and nearly the words of the model."""

    LEADERS = 1, "Senior leaders agree to stand up for co-production"
    RECRUIT = 2, "An open and fair way to find a range of people"
    REWARD = 3, "Ways to reward and thank people for what they give"
    EARLY = 4, "Early in each project, think where co-production can really change something"
    OUR_WAY = 5, "Build it into our work, so that it becomes our way of working"
    LEARN = 6, "Train and develop staff and people"
    REVIEW = 7, "Look at it often and report, until it is “We said, We did”"


SHORT = {1: "Leaders", 2: "Open and fair", 3: "Reward", 4: "Early", 5: "Our way", 6: "Learning", 7: "We said, We did"}
MEANS = {
    1: "The people at the top say in public that they want it. They stay with it when money or time is short.",
    2: "Anyone can find out how to join and how people are chosen. Those who are seldom asked are asked too.",
    3: "Travel and care at home are paid in time. People are paid or thanked, and they know beforehand with what.",
    4: "Before a plan is written, somebody asks where people with lived experience can change it.",
    5: "Each programme of work has time, money and a person for it. It does not hang on one keen colleague.",
    6: "Staff learn to work as equals. People get to learn what they want to learn.",
    7: "We look at it again and again, with members. Each thing they said has an answer that they can read.",
}
ASKS = {
    1: "Do senior leaders stand up for it, also when it is hard?",
    2: "Can anyone find out how to join, and are people chosen in a fair way?",
    3: "Are people paid or thanked for what they give, and are their costs paid in time?",
    4: "Are we asked early, while something can still change?",
    5: "Is working with us a normal part of the work?",
    6: "Do staff and members get to learn how to work together?",
    7: "Does somebody look at it often, and do we hear what became of what we said?",
}


class Seen(models.TextChoices):
    YES = "YES", "Yes"
    PARTLY = "PARTLY", "Partly"
    NO = "NO", "No"
    CANNOT_TELL = "CANNOT_TELL", "I cannot tell"


SAID_TOGETHER = {Seen.YES: "Yes", Seen.PARTLY: "Partly", Seen.NO: "No", Seen.CANNOT_TELL: "They cannot tell"}


def no_answers() -> dict:
    return {str(step.value): dict.fromkeys(Seen.values, 0) for step in SevenSteps}


class StepsAskings(models.QuerySet):
    def visible_to(self, membership):
        """Those of the organisation of one's group, for the people inside: what others may know of it `queries` says."""
        mine = self.filter(organisation_id=membership.group.organisation_id)
        return mine if membership.inside else mine.none()

    def open(self, now):
        return self.filter(closed_at=None, closes_at__gt=now)

    def to_close(self, now):
        return self.filter(closed_at=None, closes_at__lte=now)

    def newest_first(self):
        return self.order_by("-opened_at", "-id")


class StepsAsking(models.Model):
    """One time of asking the members of all groups of an organisation. Counts, never somebody's answer.

    No lines of words: what a member writes is read in their own group alone, and this is read in all.
    """

    organisation = models.ForeignKey("groups.Organisation", models.PROTECT, related_name="+")
    opened_at = models.DateTimeField()
    closes_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True, blank=True)
    could_answer = models.PositiveIntegerField()  # people asked when it opened; nobody joins later
    answered = models.PositiveIntegerField(default=0)
    counts = models.JSONField()  # by step: how many said what

    objects = StepsAskings.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["organisation"], condition=Q(closed_at=None), name="one_asking_of_seven_at_a_time"
            )
        ]
        indexes = [
            models.Index(fields=["closes_at"], condition=Q(closed_at=None), name="steps_to_close"),
            models.Index(fields=["organisation", "-opened_at"], name="steps_askings"),
        ]

    @property
    def views(self) -> dict[int, str]:
        """By step, what most members said."""
        return {int(step): most_said(counts) for step, counts in self.counts.items()}

    @property
    def parts(self) -> dict[int, list[tuple[str, str]]]:
        """By step, how many said what: for the people inside alone."""
        return {
            int(step): [(label, str(counts[said])) for said, label in Seen.choices]
            for step, counts in self.counts.items()
        }


class MaySees(models.QuerySet):
    def visible_to(self, membership):
        """One's own and nobody else's."""
        return self.filter(person=membership.person_id)


class MaySee(models.Model):
    """One person who is asked, once for all their groups, and whether they have answered. Gone when it closes."""

    asking = models.ForeignKey(StepsAsking, models.CASCADE, related_name="asked")
    person = models.ForeignKey("groups.Person", models.CASCADE, related_name="+")
    has_answered = models.BooleanField(default=False)

    objects = MaySees.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["asking", "person"], name="asked_about_seven_once")]


class NextAsking(models.Model):
    """When the members of an organisation are asked next. One row an organisation, from the first look of a leader."""

    organisation = models.OneToOneField("groups.Organisation", models.PROTECT, related_name="+")
    ask_at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["ask_at"], name="steps_to_ask")]
