from django.db import models
from django.db.models import F, Q


class Kind(models.TextChoices):
    """What a letter is for. A person stops kinds, group by group; the last two cannot be stopped."""

    NEWS = "NEWS", "What became of what you said"
    MEETING = "MEETING", "Meetings: new, changed or cancelled"
    REMINDER = "REMINDER", "Reminders before a meeting"
    WAITING = "WAITING", "Something waits for you"
    DIGEST = "DIGEST", "Regular summaries"
    BATCH = "BATCH", "Several letters together"
    ACCOUNT = "ACCOUNT", "Your place in a group"
    SIGN_IN = "SIGN_IN", "Signing in and keeping your account safe"


STOPPABLE = (Kind.NEWS, Kind.MEETING, Kind.REMINDER, Kind.WAITING, Kind.DIGEST)
ALWAYS = (Kind.ACCOUNT, Kind.SIGN_IN)  # a person cannot stop, pause or turn these to "only here"


class Preference(models.Model):
    """How one person wants their letters. No row means: each letter by email, soon after it happens."""

    class Channel(models.TextChoices):
        EMAIL = "EMAIL", "By email"
        KEPT = "KEPT", "Only here, when I sign in"

    class Frequency(models.TextChoices):
        AT_ONCE = "AT_ONCE", "Soon after it happens"
        DAILY = "DAILY", "Together, once a day"
        WEEKLY = "WEEKLY", "Together, once a week"

    class Day(models.IntegerChoices):
        MONDAY = 0, "Monday"
        TUESDAY = 1, "Tuesday"
        WEDNESDAY = 2, "Wednesday"
        THURSDAY = 3, "Thursday"
        FRIDAY = 4, "Friday"
        SATURDAY = 5, "Saturday"
        SUNDAY = 6, "Sunday"

    person = models.OneToOneField("groups.Person", models.CASCADE, related_name="letter_preference")
    channel = models.CharField(max_length=10, choices=Channel, default=Channel.EMAIL)
    frequency = models.CharField(max_length=10, choices=Frequency, default=Frequency.AT_ONCE)
    batch_day = models.PositiveSmallIntegerField(choices=Day, default=Day.MONDAY)
    batch_hour = models.PositiveSmallIntegerField(default=9)
    quiet_from = models.TimeField(null=True, blank=True)
    quiet_until = models.TimeField(null=True, blank=True)
    discreet = models.BooleanField(default=False)
    changed_at = models.DateTimeField(null=True)
    paused_at = models.DateTimeField(null=True, blank=True)
    paused_until_on = models.DateField(null=True, blank=True)  # the first day letters come again; empty: until they say

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(quiet_from=None, quiet_until=None) | Q(quiet_from__isnull=False, quiet_until__isnull=False),
                name="quiet_from_and_until",
                violation_error_message="Say when the quiet time starts and when it ends.",
            ),
            models.CheckConstraint(
                condition=Q(quiet_from=None) | ~Q(quiet_from=F("quiet_until")), name="quiet_times_differ",
                violation_error_message="The quiet time must start and end at different times.",
            ),
            models.CheckConstraint(
                condition=Q(paused_until_on=None) | Q(paused_at__isnull=False), name="paused_until_needs_a_pause"
            ),
            models.CheckConstraint(
                condition=Q(batch_day__lte=6, batch_hour__lte=23), name="batch_time_is_possible"
            ),
        ]  # fmt: skip


class Stop(models.Model):
    """A kind of letter somebody does not want, from one group or from anywhere else."""

    person = models.ForeignKey("groups.Person", models.CASCADE, related_name="letter_stops")
    group = models.ForeignKey("groups.Group", models.CASCADE, null=True, related_name="+")
    kind = models.CharField(max_length=10, choices=Kind)
    stopped_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["person", "group", "kind"], name="one_stop_for_a_group_and_kind"),
            models.UniqueConstraint(fields=["person", "kind"], condition=Q(group=None), name="one_stop_for_a_kind"),
        ]
