from functools import cache

from django.db import models
from django.db.models import Exists, F, OuterRef, Q


class Role(models.TextChoices):
    MEMBER = "MEMBER", "member"
    SUPPORTER = "SUPPORTER", "supporter"
    CO_FACILITATOR = "CO_FACILITATOR", "co-facilitator"
    FACILITATOR = "FACILITATOR", "facilitator"
    POINT_OF_CONTACT = "POINT_OF_CONTACT", "point of contact"
    SPONSOR = "SPONSOR", "sponsor"
    NETWORK_COORDINATOR = "NETWORK_COORDINATOR", "network coordinator"


FACILITATING = (Role.FACILITATOR, Role.CO_FACILITATOR)
THE_GROUP = (Role.MEMBER, Role.SUPPORTER, *FACILITATING)  # the people inside; the system stands outside
THE_SYSTEM = (Role.POINT_OF_CONTACT, Role.SPONSOR)
KNOWS_MEMBERS = (*THE_GROUP, Role.POINT_OF_CONTACT)  # whom the group told its names
SECOND_FACTOR = (
    *FACILITATING,
    *THE_SYSTEM,
    Role.NETWORK_COORDINATOR,
)  # who must use one (issue: co-facilitator upward)


@cache
def _opens_doors():
    return ~Q(role=Role.SUPPORTER) | Exists(Support.objects.live().of_supporter(OuterRef("pk")))


class Memberships(models.QuerySet):
    def here(self):
        """Those who have a role now, whether or not it opens anything for them today."""
        return self.filter(left_at=None, person__is_active=True)

    def helped_by(self, supporter):
        """The members this supporter stands beside now: they want it, and are here."""
        return self.filter(left_at=None, pk__in=Support.objects.live().of_supporter(supporter).values("member"))

    def current(self):
        """Those whose role opens doors now: a supporter only as long as some member wants their help."""
        return self.here().filter(_opens_doors())

    def as_they_were(self, then):
        """Those who were `current` then (None: now), whatever became of them since; who came later is not among them."""
        if then is None:
            return self.current()
        helping = Support.objects.filter(then.there(Support), then.still("ended_at"), supporter=OuterRef("pk"))
        there = self.filter(then.there(Membership), then.still("left_at"), person__is_active=True)
        return there.filter(~Q(role=Role.SUPPORTER) | Exists(helping))

    def without_habits(self):
        """New in their role: what it has by habit (a digest) was not looked at yet. Through an index that holds only these."""
        return self.filter(habits_given=False)

    def of_person(self, person):
        return self.filter(person=person)

    def in_group(self, slug):
        return self.filter(group__slug=slug)

    def of_group(self, group_id):
        return self.filter(group_id=group_id)

    def opening(self, ability):
        """Those for whom it opens doors now. Where it opens none for a supporter, whom one stands beside need not be asked."""
        return (self.current() if ability.opens_for(Role.SUPPORTER) else self.here()).holding(ability)

    def holding(self, ability):
        """Those whose role opens this ability: who may be asked to do it."""
        return self.filter(role__in=ability.roles())

    def with_second_factor(self):
        """Those whose role asks for a second step."""
        return self.filter(role__in=SECOND_FACTOR)

    def inside(self):
        """Those of the group rather than of the system it speaks to."""
        return self.filter(role__in=THE_GROUP)

    def facilitating(self):
        return self.filter(role__in=FACILITATING)

    def for_the_system(self):
        return self.filter(role__in=THE_SYSTEM)

    def visible_to(self, membership):
        """Those now in the reader's group whom the reader may know of: members' names are for the group and its contact.

        What is shown of each is each one's choice (`queries.shown_to`).
        """
        ours = self.here().of_group(membership.group_id)
        if membership.role in KNOWS_MEMBERS:
            return ours
        return ours.exclude(role__in=(Role.MEMBER, Role.SUPPORTER))

    def with_people(self):
        return self.select_related("person", "group__organisation")


class Membership(models.Model):
    """One person's role in one group. Leaving sets `left_at`; the row stays, because what they did stays."""

    group = models.ForeignKey("groups.Group", models.PROTECT, related_name="memberships")
    person = models.ForeignKey("groups.Person", models.PROTECT, related_name="memberships")
    role = models.CharField(max_length=30, choices=Role)
    deputy = models.ForeignKey("self", models.SET_NULL, null=True, blank=True, related_name="deputises_for")
    joined_at = models.DateTimeField()
    left_at = models.DateTimeField(null=True, blank=True)
    left_because = models.CharField(max_length=200, blank=True)
    looked_at = models.DateTimeField(null=True, blank=True)  # when this visit to the group began
    habits_given = models.BooleanField(default=False)  # what this role has by habit was given, if it has anything
    looked_before_at = models.DateTimeField(null=True, blank=True)  # and the one before: what moved since is new

    objects = Memberships.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["group", "person"], condition=Q(left_at=None), name="one_role_in_a_group",
                violation_error_message="This person already has a role in this group.",
            ),
            models.CheckConstraint(condition=~Q(deputy=F("id")), name="nobody_is_their_own_deputy"),
        ]  # fmt: skip
        indexes = [
            models.Index(fields=["group", "role"], condition=Q(left_at=None), name="current_roles"),
            models.Index(fields=["id"], condition=Q(habits_given=False), name="new_in_their_role"),
            models.Index(fields=["left_at"], condition=Q(left_at__isnull=False), name="places_left"),
        ]

    def __str__(self):
        return f"{self.person.name}, {self.get_role_display()}"

    @property
    def in_history(self) -> str:
        """Who did it, as the group's trail says it. Not a supporter: beside a member's name it would say whom they help."""
        return "Someone" if self.role == Role.SUPPORTER else self.person.name

    @property
    def as_role(self) -> str:
        """The role as it stands in a sentence: a member."""
        return f"a {self.get_role_display()}"

    def may(self, ability) -> bool:
        return ability.opens_for(self.role)

    def may_still(self, ability) -> bool:
        """May do it now: in a group that is closed only what goes on there. For buttons; what is read stays open."""
        return self.may(ability) and (ability.stays or not self.group.closed_at)

    @property
    def facilitates(self):
        return self.role in FACILITATING

    @property
    def inside(self):
        """Whether they are one of the group rather than of the system it speaks to."""
        return self.role in THE_GROUP

    @property
    def for_the_system(self):
        return self.role in THE_SYSTEM


class Supports(models.QuerySet):
    def live(self):
        return self.filter(ended_at=None)

    def of_supporter(self, supporter):
        return self.filter(supporter=supporter)

    def visible_to(self, membership):
        """One's own links: those who support me, and those I support. Facilitators see all of the group's."""
        mine = self.filter(member__group_id=membership.group_id)
        return mine if membership.facilitates else mine.filter(Q(member=membership) | Q(supporter=membership))


class Support(models.Model):
    """A supporter stands beside one member, for as long as that member wants."""

    member = models.ForeignKey(Membership, models.CASCADE, related_name="supported_by")
    supporter = models.ForeignKey(Membership, models.CASCADE, related_name="supports")
    consented_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)

    objects = Supports.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=~Q(member=F("supporter")), name="nobody_is_their_own_supporter"),
            models.UniqueConstraint(
                fields=["member", "supporter"], condition=Q(ended_at=None), name="one_link_between_two"
            ),
        ]


class Offices(models.QuerySet):
    def current(self):
        return self.filter(ended_at=None, person__is_active=True)

    def of_person(self, person):
        return self.filter(person=person)


class Office(models.Model):
    """An organisation admin: keeps accounts and groups right, and never reads what a group says."""

    organisation = models.ForeignKey("groups.Organisation", models.PROTECT, related_name="offices")
    person = models.ForeignKey("groups.Person", models.PROTECT, related_name="offices")
    since_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)

    objects = Offices.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["organisation", "person"], condition=Q(ended_at=None), name="one_office_in_an_organisation"
            )
        ]
