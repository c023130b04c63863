from django.db import models
from django.db.models import F, Q


class Way(models.TextChoices):
    """Written as in Letter.Way and Preference.Channel."""

    TEXT = "TEXT", "by text message"
    POST = "POST", "by post"


class Why(models.TextChoices):
    """Why a letter went by email although its reader chose a text or the post, in words for them."""

    NO_NUMBER = "NO_NUMBER", "We have no mobile number of yours."
    NO_ADDRESS = "NO_ADDRESS", "We have no whole postal address of yours."
    BUDGET = "BUDGET", "What may be sent that way this month is used up."
    STOPPED = "STOPPED", "You texted STOP."
    NOT_REACHED = "NOT_REACHED", "Texts did not reach your number."
    NOT_TAKEN = "NOT_TAKEN", "Your number or address was not taken."
    NO_POST = "NO_POST", "A letter by post to your address did not arrive."


class Carriages(models.QuerySet):
    def returned_to_us(self, people):
        """Letters by post to these people that did not arrive, since they last chose how their letters come."""
        chosen_since = Q(letter__person__letter_preference__changed_at__gt=F("ended_at"))
        gone = self.filter(way=Way.POST, state=Carriage.State.NOT_THERE, letter__person__in=people)
        return gone.exclude(chosen_since)


class Carriage(models.Model):
    """The way of one letter. BEGUN (it may have gone: ask before it is sent again), TAKEN, then what became of it; or INSTEAD.

    `reference` is the letter's Message-ID without its brackets: Notify gives it back. `ident` is Notify's own number.
    `counted_on` is the month whose budget it was counted in. `place` stands for the address on an envelope, which it does not tell;
    where one that came back is to count no more, because somebody said that the address is right, it is emptied.
    """

    class State(models.TextChoices):
        BEGUN = "BEGUN", "may have gone"
        TAKEN = "TAKEN", "on its way"
        ARRIVED = "ARRIVED", "arrived"
        NOT_THERE = "NOT_THERE", "did not arrive"
        NOT_NOW = "NOT_NOW", "did not arrive: the phone was off or full"
        BROKEN = "BROKEN", "did not go: something broke"
        INSTEAD = "INSTEAD", "went by email instead"

    letter = models.OneToOneField("groups.Letter", models.CASCADE, related_name="carriage")
    way = models.CharField(max_length=10, choices=Way)
    state = models.CharField(max_length=10, choices=State, default=State.BEGUN)
    why = models.CharField(max_length=12, choices=Why, blank=True)
    number = models.CharField(max_length=20, blank=True)  # of a text
    place = models.CharField(max_length=32, blank=True, db_default="")
    takes_replies = models.BooleanField(default=False)
    reference = models.CharField(max_length=120, unique=True)
    ident = models.CharField(max_length=64, blank=True)
    begun_at = models.DateTimeField()
    taken_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)
    counted_on = models.DateField(null=True)

    objects = Carriages.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(state="INSTEAD") & ~Q(why="") | ~Q(state="INSTEAD") & Q(why=""),
                name="carriage_instead_says_why",
            ),
            models.CheckConstraint(
                condition=Q(state__in=["BEGUN", "INSTEAD"]) | Q(taken_at__isnull=False), name="carriage_was_taken"
            ),
        ]
        indexes = [
            models.Index(fields=["number", "-id"], condition=~Q(number=""), name="carriages_to_number"),
            models.Index(fields=["ident"], condition=~Q(ident=""), name="carriages_by_ident"),
            models.Index(fields=["way", "taken_at"], name="carriages_taken"),
            models.Index(fields=["way"], condition=Q(state="BEGUN"), name="carriages_begun"),
        ]

    @property
    def failed(self):
        """Whether the carrier says that it did not arrive."""
        return self.state in (self.State.NOT_THERE, self.State.NOT_NOW, self.State.BROKEN)

    @property
    def known(self):
        """Whether the carrier has it for certain."""
        return self.state not in (self.State.BEGUN, self.State.INSTEAD)


class Spent(models.Model):
    """How many texts or letters by post one person, one group or the whole site had in a month."""

    whom = models.CharField(max_length=30)  # person:7, group:3, site
    way = models.CharField(max_length=10, choices=Way)
    month_on = models.DateField()
    used = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["whom", "way", "month_on"], name="one_count_a_month")]
