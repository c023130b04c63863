from dataclasses import dataclass
from datetime import datetime, time, timedelta

from django.db import models
from django.db.models import OuterRef, Q, Subquery

from coproduction.kit.when import clock_time
from coproduction.kit.words import count_of
from groups.choices.models import Preference
from groups.membership.models import Role
from groups.notices.models import Letter

OWN, NEEDS = "What became of your words", "What needs you"
DID, WAITING, COMING = "What was done, or decided", "Still waiting", "Coming up"
MORNING = 8
HOURS = [(hour, clock_time(time(hour))) for hour in range(24)]
OFFERED = HOURS[7:22]  # nobody is asked whether they want it in the night
AGAIN = [timedelta(minutes=minutes) for minutes in (5, 15, 60, 180, 360)]  # after a try that failed; the last for ever
LAST = ("state", "about", "useful_until", "came_back_at")


class Subscriptions(models.QuerySet):
    def visible_to_person(self, person):
        """How often somebody is written to is theirs alone."""
        return self.filter(person=person)

    def due(self, now):
        """With their readers, oldest due first."""
        rows = self.filter(next_due_at__lte=now, person__is_active=True).exclude(frequency=Subscription.Frequency.NEVER)
        return rows.select_related("person__letter_preference").order_by("next_due_at", "id")

    def waiting(self, now):
        """Since when each waits that is due, the oldest first. Through the index of those due."""
        return self.due(now).values_list("next_due_at", flat=True)

    def failing(self, now=None):
        """Those that could not be made, and are tried again."""
        return self.filter(failed_at__isnull=False)

    def with_last_letter(self):
        """With what became of the last letter, so that `told_until` costs no statement."""
        last = Letter.objects.filter(key=OuterRef("letter_key"))
        return self.annotate(**{f"last_{name}": Subquery(last.values(name)[:1]) for name in LAST})


class Subscription(models.Model):
    """How often one person gets a digest of all their groups, at what time of theirs, and up to when they were told.

    `letter_key` is the last digest that was posted. Only one that really went moves `covers_from`: of one that did not go,
    or came back, the next one tells. `chosen_at` is empty as long as the habit of their roles holds. One that could not be
    made since `failed_at` is due again a while after each try.
    """

    class Frequency(models.TextChoices):
        DAILY = "DAILY", "Every day"
        WEEKLY = "WEEKLY", "Once a week"
        FORTNIGHTLY = "FORTNIGHT", "Every two weeks"
        MONTHLY = "MONTHLY", "Once a month, on the first working day"
        NEVER = "NEVER", "Never"

    Day = Preference.Day

    person = models.OneToOneField("groups.Person", models.CASCADE, related_name="digest")
    frequency = models.CharField("how often", max_length=10, choices=Frequency)
    day = models.PositiveSmallIntegerField("on which day", choices=Day, default=Day.MONDAY)
    hour = models.PositiveSmallIntegerField("at what time", choices=HOURS, default=MORNING, db_default=MORNING)
    chosen_at = models.DateTimeField(null=True)
    covers_from = models.DateTimeField()
    next_due_at = models.DateTimeField()
    letter_key = models.CharField(max_length=200, blank=True)
    failed_at = models.DateTimeField(null=True)
    tries = models.PositiveSmallIntegerField(default=0, db_default=0)

    objects = Subscriptions.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(day__lte=6), name="a_digest_has_its_day"),
            models.CheckConstraint(condition=Q(hour__lte=23), name="a_digest_has_its_hour"),
            models.CheckConstraint(
                condition=Q(failed_at=None, tries=0) | Q(failed_at__isnull=False, tries__gte=1),
                name="a_digest_that_failed_was_tried",
            ),
        ]
        indexes = [
            models.Index(fields=["next_due_at", "id"], condition=~Q(frequency="NEVER"), name="digests_due"),
            models.Index(fields=["failed_at"], condition=Q(failed_at__isnull=False), name="digests_failing"),
        ]

    @property
    def told_until(self) -> datetime:
        """Where the next digest begins. Needs `with_last_letter`; of a new one it is where it said."""
        about = getattr(self, "last_about", None) or ""
        if getattr(self, "last_state", "") != Letter.State.SENT or self.last_came_back_at or about.count(":") < 2:
            return self.covers_from
        return max(self.covers_from, datetime.fromisoformat(about.split(":", 2)[2]))

    def on_its_way(self, now: datetime) -> bool:
        """Whether the last one may still go: it will tell everything up to then. Needs `with_last_letter`."""
        return self.last_state in (Letter.State.PENDING, Letter.State.SENDING) and self.last_useful_until > now

    @property
    def goes(self) -> bool:
        return self.frequency != self.Frequency.NEVER

    @property
    def rhythm(self) -> str:
        """How often and when, as it stands in a sentence: once a week, on Monday at 8am."""
        label = self.get_frequency_display().lower()
        on = {self.Frequency.DAILY: "", self.Frequency.MONTHLY: ","}.get(
            self.frequency, f", on {self.get_day_display()}"
        )
        return f"{label}{on} at {clock_time(time(self.hour))}" if self.goes else label

    @property
    def condition(self) -> str:
        return "when something is new or needs you" if self.is_daily else "when there is something to say"

    @property
    def is_daily(self) -> bool:
        return self.frequency == self.Frequency.DAILY

    def is_worth(self, told) -> bool:
        """Whether it comes with this (of one group, or all of it in words). What is only coming up is no news each day."""
        return told.is_new if self.is_daily else told.worth_sending


WEEKS = (Subscription.Frequency.WEEKLY, Subscription.Frequency.FORTNIGHTLY)
# The habit of each role: those who run or answer for a group hear each week, a sponsor each month, and so does each member,
# because to hear what became of it is what they were promised. The most frequent habit of somebody with several roles counts.
DEFAULTS = {
    Role.FACILITATOR: Subscription.Frequency.WEEKLY,
    Role.CO_FACILITATOR: Subscription.Frequency.WEEKLY,
    Role.POINT_OF_CONTACT: Subscription.Frequency.WEEKLY,
    Role.SPONSOR: Subscription.Frequency.MONTHLY,
    Role.MEMBER: Subscription.Frequency.MONTHLY,
}
OFTEN_FIRST = [one for one in Subscription.Frequency if one != Subscription.Frequency.NEVER]


def habit(roles) -> str:
    """What somebody with these roles has before they choose."""
    found = {DEFAULTS.get(role, Subscription.Frequency.NEVER) for role in roles}
    return next((one for one in OFTEN_FIRST if one in found), Subscription.Frequency.NEVER)


@dataclass(frozen=True)
class Comes:
    """How the digest comes to its reader now. The first of `stopped`, `never`, `paused` and `kept` that holds is what counts."""

    rhythm: str
    condition: str
    never: bool
    stopped: bool  # of all their groups, by the link in a letter or among their choices
    without: str  # the groups left out, of several
    without_this: bool  # on the page of one group: it is left out
    kept: bool  # not sent, only put here
    paused: bool
    paused_until: str
    quiet_until: str  # it is quiet for them when it is made, so it comes then


@dataclass(frozen=True)
class Line:
    """One thing: its words, a sentence or two about it, where it is. `brief` is what the subject of the letter calls it."""

    words: str
    note: str
    path: str
    brief: str = ""
    number: str = ""  # by which the plain letter names it again beside its address
    group: str = ""  # where it is, for somebody with several groups


@dataclass(frozen=True)
class Section:
    title: str
    lines: tuple[Line, ...]
    lead: str = ""


@dataclass(frozen=True)
class Part:
    """What there is of one group, after what concerns the reader themselves."""

    group: str
    path: str
    sections: tuple[Section, ...] = ()


@dataclass(frozen=True)
class Digest:
    """What one reader may see now, over all their groups. Nothing to say: no digest. Two that say the same are equal."""

    first: tuple[Section, ...] = ()  # their own words, and what needs them
    parts: tuple[Part, ...] = ()
    several: bool = False
    since: str = ""

    @property
    def sections(self) -> list[Section]:
        return [*self.first, *(section for part in self.parts for section in part.sections)]

    @property
    def lines(self) -> list[Line]:
        return [line for section in self.sections for line in section.lines]

    @property
    def worth_sending(self) -> bool:
        return any(section.title != WAITING for section in self.sections)

    @property
    def is_new(self) -> bool:
        return any(section.title not in (WAITING, COMING) for section in self.sections)

    @property
    def subject(self) -> str:
        """What needs the reader, if anything does; else the first thing there is to say."""
        needs = [line for line in self.lines if line.brief]
        if needs:
            groups = {line.group for line in needs}
            thing = f"{count_of(len(needs), 'thing')} need{'s' if len(needs) == 1 else ''} you"
            return f"{thing} in {self._place(groups)}: {needs[0].brief}"
        title = next(title for title in (OWN, DID, COMING) if title in {one.title for one in self.sections})
        place = self._place({part.group for part in self.parts if title in {one.title for one in part.sections}})
        if title == OWN:
            return f"What became of your words in {self._place({line.group for line in self.first[0].lines})}"
        return f"What became of what was said in {place}" if title == DID else f"What is coming up in {place}"

    def _place(self, groups) -> str:
        return next(iter(groups)) if len(groups) == 1 else "your groups"
