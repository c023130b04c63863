import re
from datetime import date, datetime
from zoneinfo import ZoneInfo

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower

from coproduction.kit import walltime

WAYS_MONTHS = 6  # after so many months a group looks again at its ways of working
_SPELT = re.compile(r"\b(co)-?(produc(?:tion|e|ed|er|ers|ing|tive)\b)", re.IGNORECASE)


class Organisations(models.QuerySet):
    def visible_to_person(self, person):
        """Those this person looks after; all of them for a site admin."""
        return self if person.is_site_admin else self.filter(offices__person=person, offices__ended_at=None)


class Organisation(models.Model):
    """Part of the health and care system that groups belong to."""

    name = models.CharField(max_length=120)
    slug = models.SlugField(max_length=80, unique=True)
    created_at = models.DateTimeField()

    objects = Organisations.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                Lower("name"), name="one_organisation_per_name",
                violation_error_message="There is already an organisation with this name.",
            )
        ]  # fmt: skip

    def __str__(self):
        return self.name


class Groups(models.QuerySet):
    def open(self):
        return self.filter(closed_at=None)


class Group(models.Model):
    """A strategic co-production group. Its promises are in working days of its nation and are agreed by the group."""

    class Level(models.TextChoices):
        LOCAL = "LOCAL", "Local"
        REGIONAL = "REGIONAL", "Regional"
        NATIONAL = "NATIONAL", "National"

    class Spelling(models.TextChoices):
        HYPHEN = "co-production", "co-production"
        PLAIN = "coproduction", "coproduction"

    class Nation(models.TextChoices):
        ENGLAND_AND_WALES = "england-and-wales", "England and Wales"
        SCOTLAND = "scotland", "Scotland"
        NORTHERN_IRELAND = "northern-ireland", "Northern Ireland"

    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="groups")
    partners = models.ManyToManyField(Organisation, blank=True, related_name="partner_groups")
    name = models.CharField(max_length=120)
    slug = models.SlugField(max_length=80, unique=True)
    locality = models.CharField("place", max_length=120, blank=True)
    level = models.CharField(max_length=10, choices=Level, default=Level.LOCAL)
    spelling = models.CharField(max_length=20, choices=Spelling, default=Spelling.HYPHEN)
    nation = models.CharField("bank holidays of", max_length=20, choices=Nation, default=Nation.ENGLAND_AND_WALES)
    time_zone = models.CharField(max_length=60, default="Europe/London")
    contact_email = models.EmailField("email for people outside", max_length=254, blank=True)
    contact_phone = models.CharField("phone for people outside", max_length=30, blank=True)
    how_to_join = models.TextField("how to join", max_length=2000, blank=True)
    ways_of_working = models.TextField(max_length=6000, blank=True)
    ways_looked_on = models.DateField("when the group last looked at its ways of working", null=True, blank=True)
    # Time to become a group: until then sponsors and points of contact put nothing before it by themselves.
    forming_until_on = models.DateField("we take time to become a group until", null=True, blank=True)
    hear_days = models.PositiveSmallIntegerField(
        "working days to hear", default=5, validators=[MinValueValidator(1), MaxValueValidator(60)]
    )
    answer_days = models.PositiveSmallIntegerField(
        "working days to answer", default=20, validators=[MinValueValidator(1), MaxValueValidator(120)]
    )
    agree_days = models.PositiveSmallIntegerField(
        "days for the group to agree a draft", default=7, validators=[MinValueValidator(1), MaxValueValidator(60)]
    )
    paper_days = models.PositiveSmallIntegerField(
        "days before a meeting by which papers are here",
        default=7,
        validators=[MinValueValidator(1), MaxValueValidator(60)],
    )
    in_danger = models.TextField("who to turn to when someone is not safe", max_length=1000, blank=True)
    # Someone outside the group and the system it speaks to, by name: hears challenges, and is told if speaking up costs.
    independent_name = models.CharField("independent person", max_length=120, blank=True)
    independent_email = models.EmailField("email of the independent person", max_length=254, blank=True)
    is_public = models.BooleanField("show this group on its public page", default=True)
    created_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True, blank=True)

    objects = Groups.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(hear_days__gte=1, hear_days__lte=60, answer_days__gte=1, answer_days__lte=120),
                name="promises_are_possible",
            ),
            models.CheckConstraint(condition=Q(paper_days__gte=1, paper_days__lte=60), name="papers_come_before_a_meeting"),
            models.CheckConstraint(
                condition=Q(answer_days__gte=models.F("hear_days")), name="heard_before_answered",
                violation_error_message="The promise to answer cannot be shorter than the promise to hear.",
            ),
            models.CheckConstraint(
                condition=Q(independent_name="", independent_email="")
                | ~Q(independent_name="") & ~Q(independent_email=""),
                name="the_independent_person_can_be_reached",
                violation_error_message="Give the name and the email of the independent person.",
            ),
        ]  # fmt: skip

    def __str__(self):
        return self.name

    def spelt(self, words: str) -> str:
        """Our own words with co-production (and co-produce, co-produced…) spelt as this group spells it."""
        return _SPELT.sub(lambda found: found[1] + ("-" if "-" in self.spelling else "") + found[2], words)

    @property
    def ways_due_on(self) -> date | None:
        """The day on which it is time to look again at the ways of working; nothing while there are none."""
        if not self.ways_of_working or self.ways_looked_on is None:
            return None
        return walltime.months_after(self.ways_looked_on, WAYS_MONTHS)

    def forms_still(self, now: datetime) -> bool:
        """Whether the group takes time to become one: nothing is asked of it until that day is over."""
        return self.forming_until_on is not None and self.local(now).date() <= self.forming_until_on

    @property
    def zone(self) -> ZoneInfo:
        return ZoneInfo(self.time_zone)

    def local(self, at: datetime) -> datetime:
        """The group's wall time."""
        return at.astimezone(self.zone)


class Versions(models.QuerySet):
    def visible_to(self, membership):
        return self.filter(group_id=membership.group_id)


class Purpose(models.Model):
    """The joint statement of purpose, one row a version. A version in force has been agreed on both sides."""

    group = models.ForeignKey(Group, models.CASCADE, related_name="purposes")
    version = models.PositiveSmallIntegerField()
    why_we_are_here = models.TextField("why people with lived experience are here", max_length=3000)
    what_difference = models.TextField("what difference our input will make", max_length=3000)
    ways_of_working = models.TextField("new ways of working, if it brings some", max_length=6000, blank=True)
    written_by = models.ForeignKey("groups.Membership", models.PROTECT, related_name="+")
    written_at = models.DateTimeField()

    objects = Versions.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["group", "version"], name="one_purpose_a_version")]


class PurposeAgreement(models.Model):
    """Somebody agreed to a version, for the members' side or for the system's."""

    class Side(models.TextChoices):
        MEMBERS = "MEMBERS", "for the group"
        SYSTEM = "SYSTEM", "for the health and care system"

    purpose = models.ForeignKey(Purpose, models.CASCADE, related_name="agreements")
    membership = models.ForeignKey("groups.Membership", models.PROTECT, related_name="+")
    side = models.CharField(max_length=10, choices=Side)
    at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["purpose", "membership"], name="agreed_once_a_version")]
