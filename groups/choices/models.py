from dataclasses import dataclass
from datetime import date, datetime, time

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
NEEDS_THEM = (Kind.WAITING, Kind.MEETING)  # something to do, or to say if they are coming: worth knowing soon
ALWAYS = (Kind.ACCOUNT, Kind.SIGN_IN)  # a person cannot stop, pause or turn these to "only here"


class Language(models.TextChoices):
    """In which somebody wants to be told what a letter says. Each by its own name first."""

    ENGLISH = "ENGLISH", "English"
    WELSH = "WELSH", "Cymraeg (Welsh)"
    ARABIC = "ARABIC", "العربية (Arabic)"
    BENGALI = "BENGALI", "বাংলা (Bengali)"
    CHINESE = "CHINESE", "中文 (Chinese)"
    FRENCH = "FRENCH", "Français (French)"
    GUJARATI = "GUJARATI", "ગુજરાતી (Gujarati)"
    ITALIAN = "ITALIAN", "Italiano (Italian)"
    PANJABI = "PANJABI", "ਪੰਜਾਬੀ (Panjabi)"
    POLISH = "POLISH", "Polski (Polish)"
    PORTUGUESE = "PORTUGUESE", "Português (Portuguese)"
    ROMANIAN = "ROMANIAN", "Română (Romanian)"
    SOMALI = "SOMALI", "Soomaali (Somali)"
    SPANISH = "SPANISH", "Español (Spanish)"
    UKRAINIAN = "UKRAINIAN", "Українська (Ukrainian)"
    URDU = "URDU", "اردو (Urdu)"

    @property
    def in_english(self) -> str:
        return self.name.capitalize()


class Preference(models.Model):
    """How one person wants their letters. No row means: by email, when it is usual for their role in the group (HABITS)."""

    class Channel(models.TextChoices):
        EMAIL = "EMAIL", "By email"
        TEXT = "TEXT", "By text message"
        POST = "POST", "By post"
        KEPT = "KEPT", "Only here, when I sign in"

    class Frequency(models.TextChoices):
        HABIT = "HABIT", "As is usual for my role"
        AT_ONCE = "AT_ONCE", "Soon after it happens"
        DAILY = "DAILY", "Together, once a day"
        WEEKLY = "WEEKLY", "Together, once a week"
        FORTNIGHTLY = "FORTNIGHT", "Together, every two weeks"
        MONTHLY = "MONTHLY", "Together, once a month"

    class Look(models.TextChoices):
        STANDARD = "STANDARD", "As most people get them"
        LARGE = "LARGE", "Large print"
        SPACED = "SPACED", "Large print, with one sentence on each line"
        EASY = "EASY", "Easy Read: short sentences with pictures"

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
    channel_before = models.CharField(max_length=10, choices=Channel, blank=True)  # what *send them again* brings back
    frequency = models.CharField(max_length=10, choices=Frequency, default=Frequency.HABIT)
    needed_at_once = models.BooleanField(default=True)  # what needs them does not wait for the others
    batch_day = models.PositiveSmallIntegerField(choices=Day, default=Day.MONDAY)
    batch_hour = models.PositiveSmallIntegerField(default=9)
    quiet_from = models.TimeField(null=True, blank=True)
    quiet_until = models.TimeField(null=True, blank=True)
    discreet = models.BooleanField(default=False)
    look = models.CharField(max_length=10, choices=Look, default=Look.STANDARD)
    language = models.CharField(
        max_length=10, choices=Language, default=Language.ENGLISH, db_default=Language.ENGLISH.value
    )
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
        indexes = [models.Index(fields=["changed_at"], condition=Q(changed_at__isnull=False), name="choices_changed")]


_Often = Preference.Frequency
WITH_A_DAY = (_Often.WEEKLY, _Often.FORTNIGHTLY, _Often.MONTHLY)  # monthly: the first such day of the month
# How often letters come to somebody who never chose, by their role in the group a letter is from. Whoever is not here: at
# once. What needs them comes at once in every role.
HABITS = {
    "FACILITATOR": _Often.DAILY,
    "CO_FACILITATOR": _Often.DAILY,
    "POINT_OF_CONTACT": _Often.DAILY,
    "SPONSOR": _Often.WEEKLY,
    "NETWORK_COORDINATOR": _Often.WEEKLY,
}


class GroupPreference(models.Model):
    """What one person wants differently for the letters of one group. Empty: as for their other letters."""

    membership = models.OneToOneField("groups.Membership", models.CASCADE, related_name="letter_choice")
    channel = models.CharField(max_length=10, choices=Preference.Channel, blank=True)
    channel_before = models.CharField(max_length=10, choices=Preference.Channel, blank=True)
    frequency = models.CharField(max_length=10, choices=Preference.Frequency, blank=True)
    batch_day = models.PositiveSmallIntegerField(choices=Preference.Day, null=True, blank=True)
    chosen_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=~Q(channel="", frequency=""), name="group_preference_says_something",
                violation_error_message="Choose what is different for this group.",
            ),
            models.CheckConstraint(
                condition=Q(batch_day__isnull=False, batch_day__lte=6, frequency__in=WITH_A_DAY)
                | (Q(batch_day=None) & ~Q(frequency__in=WITH_A_DAY)),
                name="group_preference_day_where_it_counts",
                violation_error_message="Choose the day on which letters come together.",
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


@dataclass(frozen=True)
class Way:
    """What is known of somebody in one group: their role there, and what they want differently for its letters."""

    role: str = ""
    channel: str = ""
    frequency: str = ""
    batch_day: int | None = None


@dataclass(frozen=True)
class Wanted:
    """How somebody wants the letters of one group, everything taken together. `frequency` is never *as is usual*."""

    channel: str
    frequency: str
    needed_at_once: bool
    batch_day: int
    batch_hour: int
    quiet_from: time | None
    quiet_until: time | None
    discreet: bool
    look: str
    language: str
    paused_at: datetime | None
    paused_until_on: date | None
